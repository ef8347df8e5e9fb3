-- The requests of a file, one path a line, each from an address of its own; what came of them as one line of JSON.
local requests, at = {}, 0

function init(arguments)
  for path in io.lines(arguments[1]) do
    local n = #requests + 1
    local client = string.format("10.%d.%d.%d", math.floor(n / 65536) % 256, math.floor(n / 256) % 256, n % 256)
    requests[n] = wrk.format("GET", path, { ["X-Forwarded-For"] = client })
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"wall_us":%d,"bytes":%d,"failed":%d,"p50_us":%d,"p99_us":%d}\n',
    summary.requests, summary.duration, summary.bytes,
    failed.connect + failed.read + failed.write + failed.status + failed.timeout,
    latency:percentile(50), latency:percentile(99)
  ))
end
