import CoreMetrics
import Logging

/// An attempt of a sink failed, and is made again.
package struct SinkRetried: Happening {
    /// What was tried, as the line says it.
    package enum Attempt: String, Sendable {
        case move = "the sink failed, trying again"
        case adopt = "cannot read the checkpoints, trying again"
        case connect = "could not connect, trying again"
        case reconnect = "could not reconnect, trying again"
    }

    private let path: String
    private let attempt: Attempt
    private let error: any Error
    private let pause: Duration?

    /// - Parameter pause: until the next attempt, where that is known.
    package init(_ path: String, _ attempt: Attempt, _ error: any Error, pause: Duration? = nil) {
        self.path = path
        self.attempt = attempt
        self.error = error
        self.pause = pause
    }

    package var message: Logger.Message { "\(attempt.rawValue)" }
    package var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = ["error": "\(error)"]
        if let pause { metadata["in"] = "\(pause)" }
        return metadata
    }
    package func count() { Metric.sinkRetries.counter(path).increment() }
}

/// A compare-and-set was lost: somebody else has moved a checkpoint.
package struct SinkConflicted: Happening {
    private let path: String
    private let reason: String

    /// - Parameter reason: the line.
    package init(_ path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    package var message: Logger.Message { "\(reason)" }
    package var metadata: Logger.Metadata { [:] }
    package func count() { Metric.sinkConflicts.counter(path).increment() }
}

/// A loop leaves its group and starts over.
package struct SinkStartedOver: Happening {
    private let path: String
    private let reason: String

    /// Why.
    package init(_ path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    package var level: Logger.Level { .notice }
    package var message: Logger.Message { "starting over from the checkpoints" }
    package var metadata: Logger.Metadata { ["reason": "\(reason)"] }
    package func count() { Metric.sinkFreshStarts.counter(path).increment() }
}

/// A person cannot be rescored, which trying again at once does not mend.
package struct RescoreFailed: Happening {
    private let user: String
    private let error: any Error

    /// Who and why.
    package init(user: String, _ error: any Error) {
        self.user = user
        self.error = error
    }

    package var level: Logger.Level { .error }
    package var message: Logger.Message { "a user cannot be rescored and stays in the rescore queue" }
    package var metadata: Logger.Metadata { ["user": "\(user)", "error": "\(error)"] }
    package func count() { Metric.rescoreFailures.counter().increment() }
}
