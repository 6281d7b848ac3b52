-- Reading the provincial report with wrk: each request asks for the next quarter of the year in turn.
--
-- Told by the environment: LOAD_CAMPAIGN, LOAD_TOKEN, LOAD_YEAR, and LOAD_SUMMARY (see gifts.lua).

local QUARTERS = { { "01-01", "03-31" }, { "04-01", "06-30" }, { "07-01", "09-30" }, { "10-01", "12-31" } }

local paths, headers
local asked = 0

function init()
   local campaign, year = os.getenv("LOAD_CAMPAIGN"), os.getenv("LOAD_YEAR")
   headers = { ["Authorization"] = "Bearer " .. os.getenv("LOAD_TOKEN") }
   paths = {}
   for _, quarter in ipairs(QUARTERS) do
      table.insert(paths, string.format(
         "%s?campaign=%s&from_on=%s-%s&to_on=%s-%s", wrk.path, campaign, year, quarter[1], year, quarter[2]
      ))
   end
end

function request()
   asked = asked + 1
   return wrk.format("GET", paths[asked % #paths + 1], headers)
end

function done(summary, latency)
   local file = assert(io.open(os.getenv("LOAD_SUMMARY"), "w"))
   file:write(string.format(
      '{"sent": %d, "sent_vnd": 0, "answered": %d, "refused": %d, "broken": %d,' ..
      ' "p50_ms": %.3f, "p99_ms": %.3f, "longest_ms": %.3f}\n',
      summary.requests, summary.requests, summary.errors.status,
      summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
      latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000
   ))
   file:close()
end
