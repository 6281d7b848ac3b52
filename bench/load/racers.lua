-- Racers for wrk: each connection registers one guest, all at once, and is done with its answer.
--
-- Told by the environment:
--   LOAD_TOKEN         the bearer token
--   LOAD_RUN           a name that no other run has: keys begin with it
--   LOAD_QUOTA         the quota that all want a place in
--   LOAD_CONNECTIONS   how many racers there are
--   LOAD_SUMMARY       the file that gets what happened, as JSON
--
-- Use one wrk thread (-t1): the racers are counted within a thread.

local ffi = require("ffi")
ffi.cdef [[
int getpid(void);
int kill(int process, int signal);
]]
local INTERRUPT, REST_MS = 2, 3600000

local threads = {}

function setup(thread)
   table.insert(threads, thread)
end

local headers, run, quota, racers, begun, ended

function init()
   run, quota = os.getenv("LOAD_RUN"), os.getenv("LOAD_QUOTA")
   racers = tonumber(os.getenv("LOAD_CONNECTIONS"))
   headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. os.getenv("LOAD_TOKEN") }
   sent, begun, ended = -1, 0, 0  -- wrk asks for one request before it begins, to look at it, and does not send it
end

-- Asked by wrk before each request of a connection.  The first of each is sent at once; who has had an answer rests, and
-- when the last one rests wrk is asked to end, as Ctrl-C does, and sums up.
function delay()
   if begun < racers then
      begun = begun + 1
      return 0
   end
   ended = ended + 1
   if ended == racers then ffi.C.kill(ffi.C.getpid(), INTERRUPT) end
   return REST_MS
end

function request()
   sent = sent + 1
   headers["Idempotency-Key"] = run .. "-" .. sent
   return wrk.format("POST", nil, headers, string.format('{"quota":"%s","guest_name":"Khách Mẫu %d"}', quota, sent))
end

function done(summary, latency)
   local all_sent = 0
   for _, thread in ipairs(threads) do all_sent = all_sent + thread:get("sent") end
   local file = assert(io.open(os.getenv("LOAD_SUMMARY"), "w"))
   file:write(string.format(
      '{"sent": %d, "sent_vnd": 0, "answered": %d, "refused": %d, "broken": %d,' ..
      ' "p50_ms": %.3f, "p99_ms": %.3f, "longest_ms": %.3f}\n',
      all_sent, summary.requests, summary.errors.status,
      summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
      latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000
   ))
   file:close()
end
