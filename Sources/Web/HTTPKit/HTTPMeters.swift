import CoreMetrics
import HTTPTypes
import Hummingbird
import Observability
import Synchronization

/// Counts and times requests by the template of their route: paths name people, and there are as many of them.
///
/// The handlers are looked up in a table of this server's: one lock and one look a request, and no step of the runtime more.
final class HTTPMeters: Sendable {
    private struct Key: Hashable {
        let route: String
        let method: String
        let status: Int
    }

    private struct Handlers {
        let requests: Counter
        let duration: CoreMetrics.Timer
    }

    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    private let table = Mutex<[Key: Handlers]>([:])
    private let inFlight = Metric.httpInFlight.meter()

    init() {
        inFlight.increment(by: 0)
        _ = Metric.httpFailures.counter("none")
    }

    /// Where no route was found, one word stands for all paths.
    static func route(_ context: some RequestContext) -> String { context.endpointPath ?? "none" }

    /// A request has come.
    func begin() -> ContinuousClock.Instant {
        inFlight.increment(by: 1)
        return .now
    }

    /// Its answer begins.
    func end(
        _ begun: ContinuousClock.Instant, _ method: HTTPRequest.Method, _ route: String, _ status: HTTPResponse.Status
    ) {
        inFlight.decrement(by: 1)
        // Methods that anybody may make up must not become series.
        let method = Self.methods.contains(method.rawValue) ? method.rawValue : "other"
        let key = Key(route: route, method: method, status: status.code / 100)
        let handlers = table.withLock { table in
            if let known = table[key] { return known }
            let new = Handlers(
                requests: Metric.httpRequests.counter(route, method, "\(key.status)xx"),
                duration: Metric.httpDuration.timer(route, method))
            table[key] = new
            // At 0 before the first: an alert on its increase would not see it begin at 1.
            _ = Metric.httpFailures.counter(route)
            return new
        }
        handlers.requests.increment()
        handlers.duration.add(ContinuousClock.now - begun)
    }
}
