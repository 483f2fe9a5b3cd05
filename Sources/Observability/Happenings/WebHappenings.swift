import CoreMetrics
import Logging

/// A call of a store failed; the caller goes on without it, or tells its client.
package struct StoreFailed: Happening {
    /// What it said of the store, by the names of the metric.
    package enum Verdict: String, CaseIterable, Sendable {
        case away, unclear, answered
    }

    private let store: String
    private let verdict: Verdict
    private let error: any Error

    /// Which store, and what was made of its error.
    package init(_ store: String, _ verdict: Verdict, _ error: any Error) {
        self.store = store
        self.verdict = verdict
        self.error = error
    }

    /// Tells the counters of a store at 0.
    package static func expect(of store: String) {
        for verdict in Verdict.allCases { _ = Metric.storeFailures.counter(store, verdict.rawValue) }
    }

    package var message: Logger.Message { "a call of a store failed" }
    package var metadata: Logger.Metadata {
        ["store": "\(store)", "verdict": "\(verdict.rawValue)", "error": "\(error)"]
    }
    package var heldBackWith: String? { "\(store) \(verdict.rawValue)" }
    package func count() { Metric.storeFailures.counter(store, verdict.rawValue).increment() }
}

/// A stored state is damaged: its owner is answered from elsewhere, or not at all.
package struct StateUnreadable: Happening {
    private let store: String
    private let error: any Error

    /// Where, and what is wrong with it.
    package init(in store: String, _ error: any Error) {
        self.store = store
        self.error = error
    }

    package var level: Logger.Level { .error }
    package var message: Logger.Message { "a stored state is unreadable" }
    package var metadata: Logger.Metadata { ["store": "\(store)", "error": "\(error)"] }
    package var heldBackWith: String? { "unreadable in \(store)" }
    package func count() { Metric.unreadableStates.counter(store).increment() }
}

/// A request is answered by a 500, which tells the client nothing.
package struct RequestFailed: Happening {
    private let method: String
    private let path: String
    private let route: String
    private let error: any Error

    /// - Parameter route: the template, by which it is counted.
    package init(method: String, path: String, route: String, _ error: any Error) {
        self.method = method
        self.path = path
        self.route = route
        self.error = error
    }

    package var level: Logger.Level { .error }
    package var message: Logger.Message { "request failed" }
    package var metadata: Logger.Metadata {
        ["http.method": "\(method)", "http.path": "\(path)", "http.route": "\(route)", "error": "\(error)"]
    }
    package var heldBackWith: String? { "500 \(route)" }
    package func count() { Metric.httpFailures.counter(route).increment() }
}

/// What has changed cannot be read for the live streams, which wait.
package struct LiveStatesUnread: Happening {
    private let error: any Error

    /// Why.
    package init(_ error: any Error) { self.error = error }

    package var message: Logger.Message { "live states cannot be read now" }
    package var metadata: Logger.Metadata { ["error": "\(error)"] }
    package var heldBackWith: String? { "live states" }
    package func count() { Metric.liveFailures.counter().increment() }
}

/// What is to be recorded cannot be written now, and waits.
package struct RecordsUnwritten: Happening {
    /// What waits, by the names of the metric.
    package enum Kind: String, Sendable {
        case reads, securityEvents = "security events"
    }

    private let kind: Kind
    private let waiting: Int
    private let error: any Error

    /// - Parameter waiting: how many, as far as is known.
    package init(_ kind: Kind, waiting: Int, _ error: any Error) {
        self.kind = kind
        self.waiting = waiting
        self.error = error
    }

    package var message: Logger.Message { "\(kind.rawValue) cannot be recorded now" }
    package var metadata: Logger.Metadata { ["waiting": "\(waiting)", "error": "\(error)"] }
    package func count() {
        Metric.auditFailures.counter(kind == .reads ? "reads" : "security_events").increment()
    }
}
