-- Gifts for wrk: each request books another gift, with an Idempotency-Key of its own.
--
-- Told by the environment:
--   LOAD_CAMPAIGN      code of the campaign
--   LOAD_UNITS         codes of units, separated by commas; the gifts spread over them
--   LOAD_TOKEN         the bearer token
--   LOAD_RUN           a name that no other run has: keys begin with it
--   LOAD_SECONDS       after this long no request is sent any more; wrk ends when all have their answer
--   LOAD_CONNECTIONS   how many connections wrk was told to open
--   LOAD_PER_SECOND    requests per second over all connections; 0: each connection as fast as it is answered
--   LOAD_SUMMARY       the file that gets what happened, as JSON
--
-- Use one wrk thread (-t1): the pace is kept within a thread.

local ffi = require("ffi")
ffi.cdef [[
typedef struct { long seconds; long nanoseconds; } load_time;
int clock_gettime(int clock, load_time *now);
int getpid(void);
int kill(int process, int signal);
]]
local MONOTONIC, INTERRUPT = 1, 2
local REST_MS = 3600000
local CHANNELS = { "cash", "card", "wallet" }
local NAMES = { "Nguyễn Văn Mẫu", "Trần Thị Ví Dụ", "Kator Thị Thử", "Chamaléa Văn Thí", "" }

local now_read = ffi.new("load_time")
local function now()
   ffi.C.clock_gettime(MONOTONIC, now_read)
   return tonumber(now_read.seconds) + tonumber(now_read.nanoseconds) / 1e9
end

local threads = {}

function setup(thread)
   table.insert(threads, thread)
   thread:set("number", #threads)
end

local campaign, run, headers, units, ends_at, interval, next_slot, at_work

-- No more requests on this connection.  After the last one wrk is asked to end, as Ctrl-C does, and sums up.
local function rest()
   at_work = at_work - 1
   if at_work == 0 then ffi.C.kill(ffi.C.getpid(), INTERRUPT) end
   return REST_MS
end

function init()
   campaign, run = os.getenv("LOAD_CAMPAIGN"), os.getenv("LOAD_RUN")
   units = {}
   for code in os.getenv("LOAD_UNITS"):gmatch("[^,]+") do table.insert(units, code) end
   headers = {
      ["Content-Type"] = "application/json",
      ["Authorization"] = "Bearer " .. os.getenv("LOAD_TOKEN"),
   }
   sent, sent_vnd = -1, 0  -- wrk asks for one request before it begins, to look at it, and does not send it
   math.randomseed(number)
   local per_second = tonumber(os.getenv("LOAD_PER_SECOND"))
   interval = per_second > 0 and 1 / per_second or 0
   next_slot = now()
   at_work = tonumber(os.getenv("LOAD_CONNECTIONS"))
   ends_at = now() + tonumber(os.getenv("LOAD_SECONDS"))
end

-- Asked by wrk before each request of a connection: how many milliseconds to wait.
function delay()
   local at = now()
   if at >= ends_at then return rest() end
   if interval == 0 then return 0 end
   -- The schedule stands: what comes late is followed by the next one at once, so none is left out.
   next_slot = next_slot + interval
   if next_slot >= ends_at then return rest() end
   return math.max(0, math.floor((next_slot - at) * 1000))
end

function request()
   sent = sent + 1
   local amount = math.random(20, 5000) * 1000
   if sent > 0 then sent_vnd = sent_vnd + amount end
   headers["Idempotency-Key"] = run .. "-" .. number .. "-" .. sent
   local body = string.format(
      '{"campaign":"%s","unit":"%s","amount_vnd":%d,"channel":"%s","received_on":"2024-10-%02d","donor_name":"%s"}',
      campaign, units[math.random(#units)], amount, CHANNELS[math.random(#CHANNELS)], math.random(17, 31),
      NAMES[math.random(#NAMES)]
   )
   return wrk.format("POST", nil, headers, body)
end

function done(summary, latency)
   local all_sent, all_vnd = 0, 0
   for _, thread in ipairs(threads) do
      all_sent = all_sent + thread:get("sent")
      all_vnd = all_vnd + thread:get("sent_vnd")
   end
   local file = assert(io.open(os.getenv("LOAD_SUMMARY"), "w"))
   file:write(string.format(
      '{"sent": %d, "sent_vnd": %.0f, "answered": %d, "refused": %d, "broken": %d,' ..
      ' "p50_ms": %.3f, "p99_ms": %.3f, "longest_ms": %.3f}\n',
      all_sent, all_vnd, summary.requests, summary.errors.status,
      summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
      latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000
   ))
   file:close()
end
