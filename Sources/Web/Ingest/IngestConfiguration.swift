import HTTPKit
import Identity

/// The settings of the HTTP producer.
package struct IngestConfiguration: Sendable {
    /// Where to listen; a name or an address.
    package var host = "127.0.0.1"
    /// 0 lets the system choose.
    package var port = 8081
    /// What a connection may cost.
    package var connections = ConnectionLimits()
    /// Requests that are worked on at once.
    package var concurrentRequests = 1024
    /// How often a caller may send; nil for as often as it likes.
    package var rate: RequestRate?
    /// Largest body of a batch; a single event is bounded by the contract.
    package var bodyBytesMax = 1024 * 1024
    /// Most events of one batch.
    package var batchEventsMax = 1000
    /// How long a request waits for the broker's acknowledgement before it is answered by 503.
    package var ackTimeout: Duration = .seconds(10)
    /// What `Retry-After` says when the queue is full or the broker is silent.
    package var retryAfter: Duration = .seconds(1)

    /// The defaults.
    package init() {}
}
