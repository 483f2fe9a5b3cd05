// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Each declaration carries its documentation as its explanation, which also goes into the reference.

/// Profile API.
package struct APISettings: Sendable {
    package let host = Setting("api.host", "127.0.0.1", "Address to listen on.")
    package let port = Setting("api.port", 8080, in: 1...65_535, "TCP port to listen on.")
    package let adminPort = Setting(
        "api.adminPort", 9103, in: 0...65_535,
        "TCP port of /healthz, /readyz, /metrics and /admin/refresh; 0 lets the system choose.")
    package let connectionsMax = Setting(
        "api.connectionsMax", 4096, in: 1...1_000_000, unit: "connections",
        "Connections held at once; further ones wait in the system's queue.")
    package let idleTimeout = Setting<Duration>(
        "api.idleTimeout", .seconds(75), in: .seconds(1)...(.seconds(3600)),
        "A connection that sends no request, or not all of one, is closed after this silence.")
    package let bodyTimeout = Setting<Duration>(
        "api.bodyTimeout", .seconds(60), in: .seconds(1)...(.seconds(3600)),
        "From the head of a request to the end of its body; a later one gets 408, and its connection is closed.")
    package let bytesPerSecondMin = Setting(
        "api.bytesPerSecondMin", 1024, in: 0...1_000_000_000, unit: "bytes",
        "Slowest pace of a body after 10 s, and of an answer that is not taken; slower ones are cut off. 0 is any.")
    package let urlBytes = Setting(
        "api.urlBytes", 8192, in: 256...65_536, unit: "bytes", "Longest path and query; a longer one gets 414.")
    package let headerBytes = Setting(
        "api.headerBytes", 32_768, in: 1024...262_144, unit: "bytes",
        "Largest headers of a request together; larger ones get 431.")
    package let concurrentRequests = Setting(
        "api.concurrentRequests", 1024, in: 1...100_000, unit: "requests", change: .live,
        "Requests that are worked on at once; further ones get 503 with Retry-After.")
    package let requestsPerSecond = Setting(
        "api.requestsPerSecond", 50.0, in: 0...1_000_000, unit: "requests", change: .live,
        "How often one token subject may ask, in the long run; above it 429 with Retry-After. 0 is without limit.")
    package let burst = Setting(
        "api.burst", 100, in: 1...1_000_000, unit: "requests", change: .live,
        "How many requests one token subject may make at once after a pause.")
    package let serviceRequestsPerSecond = Setting(
        "api.serviceRequestsPerSecond", 0.0, in: 0...1_000_000, unit: "requests", change: .live,
        "The same for subjects with the role service, who ask for many people; their burst is two seconds of it.")
    package let deadline = Setting<Duration>(
        "api.deadline", .seconds(1), in: .milliseconds(50)...(.seconds(60)),
        "What Redis and PostgreSQL together may take for one request; then 503.")
    package let redisDeadline = Setting<Duration>(
        "api.redisDeadline", .milliseconds(250), in: .milliseconds(10)...(.seconds(60)),
        "What Redis may take of it before PostgreSQL is asked.")
    package let breakerFailures = Setting(
        "api.breakerFailures", 5, in: 1...1000, unit: "failures",
        "After so many failures in a row a store is left alone.")
    package let breakerPause = Setting<Duration>(
        "api.breakerPause", .seconds(1), in: .milliseconds(10)...(.seconds(60)),
        "How long it is left alone until one request tries it again.")
    package let exports = Setting(
        "api.exports", 4, in: 1...1000, unit: "exports",
        "Exports that run at once, one of each caller; one more gets 503. Each has a connection to PostgreSQL.")
    package let exportTimeout = Setting<Duration>(
        "api.exportTimeout", .seconds(600), in: .seconds(10)...(.seconds(86_400)),
        "How long a client may take to read an export; then it breaks off, without its last line.")
    package let streams = Setting(
        "api.streams", 10_000, in: 0...1_000_000, unit: "streams",
        "Live streams held at once; one more gets 503. Each needs an open file.")
    package let streamsPerCaller = Setting(
        "api.streamsPerCaller", 16, in: 1...1_000_000, unit: "streams",
        "Live streams of one caller; one more gets 429.")
    package let heartbeat = Setting<Duration>(
        "api.heartbeat", .seconds(30), in: .seconds(1)...(.seconds(600)),
        "A live stream that had nothing to tell for this long says that it lives.")
}

/// HTTP producer.
package struct IngestSettings: Sendable {
    package let host = Setting("ingest.host", "127.0.0.1", "Address to listen on.")
    package let port = Setting("ingest.port", 8081, in: 1...65_535, "TCP port to listen on.")
    package let adminPort = Setting(
        "ingest.adminPort", 9104, in: 0...65_535,
        "TCP port of /healthz, /readyz, /metrics and /admin/refresh; 0 lets the system choose.")
    package let queueRecords = Setting(
        "ingest.queueRecords", 10_000, in: 1...1_000_000, unit: "records",
        "Records that wait for Kafka at most; beyond it callers get 503.")
    package let bodyKiB = Setting(
        "ingest.bodyKiB", 1024, in: 1...65_536, unit: "KiB", change: .live,
        "Largest request body; a larger one gets 413.")
    package let ackTimeout = Setting<Duration>(
        "ingest.ackTimeout", .seconds(10), in: .milliseconds(100)...(.seconds(120)), change: .live,
        "How long a caller waits for Kafka's acknowledgement before it gets 503.")
    package let connectionsMax = Setting(
        "ingest.connectionsMax", 4096, in: 1...1_000_000, unit: "connections",
        "Connections held at once; further ones wait in the system's queue.")
    package let idleTimeout = Setting<Duration>(
        "ingest.idleTimeout", .seconds(75), in: .seconds(1)...(.seconds(3600)),
        "A connection that sends no request, or not all of one, is closed after this silence.")
    package let bodyTimeout = Setting<Duration>(
        "ingest.bodyTimeout", .seconds(60), in: .seconds(1)...(.seconds(3600)),
        "From the head of a request to the end of its body; a later one gets 408, and its connection is closed.")
    package let bytesPerSecondMin = Setting(
        "ingest.bytesPerSecondMin", 1024, in: 0...1_000_000_000, unit: "bytes",
        "Slowest pace of a body after 10 s, and of an answer that is not taken; slower ones are cut off. 0 is any.")
    package let urlBytes = Setting(
        "ingest.urlBytes", 8192, in: 256...65_536, unit: "bytes", "Longest path and query; a longer one gets 414.")
    package let headerBytes = Setting(
        "ingest.headerBytes", 32_768, in: 1024...262_144, unit: "bytes",
        "Largest headers of a request together; larger ones get 431.")
    package let concurrentRequests = Setting(
        "ingest.concurrentRequests", 1024, in: 1...100_000, unit: "requests", change: .live,
        "Requests that are worked on at once; further ones get 503 with Retry-After.")
    package let requestsPerSecond = Setting(
        "ingest.requestsPerSecond", 0.0, in: 0...1_000_000, unit: "requests", change: .live,
        "How often one token subject may send, in the long run; above it 429 with Retry-After. 0 is without limit.")
    package let burst = Setting(
        "ingest.burst", 100, in: 1...1_000_000, unit: "requests", change: .live,
        "How many requests one token subject may make at once after a pause.")
}
