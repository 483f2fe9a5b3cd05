import Events
import HTTPKit
import HTTPTypes
import Producing

/// Hands the events of one request to the sink and waits until all are acknowledged.
struct EventDelivery<Sink: EventSink>: Sendable {
    let sink: Sink
    let configuration: IngestConfiguration

    /// - Throws: a 503 with `Retry-After` unless every event was acknowledged in time. Some of them may have been
    ///   stored then: to send the same events again is safe, since their ids tell.
    func deliver(_ events: [OutgoingEvent]) async throws(Problem) {
        let acknowledgements = Acknowledgements(expecting: events.count)
        for event in events {
            do throws(SinkError) {
                try sink.enqueue(event) { acknowledgements.record($0) }
            } catch {
                throw problem(error)
            }
        }
        let outcome = await acknowledgements.wait(atMost: configuration.ackTimeout)
        if let failure = outcome.failure { throw problem(failure, outcome.acknowledged) }
        guard outcome.outstanding == 0 else {
            throw problem(.notAcknowledged("no answer within \(configuration.ackTimeout)"), outcome.acknowledged)
        }
    }

    private func problem(_ error: SinkError, _ acknowledged: Int = 0) -> Problem {
        switch error {
        case .queueFull:
            return Problem(
                "queue-full", status: .serviceUnavailable, title: "The queue to the broker is full",
                detail: "send the same events again later"
            ).retrying(after: configuration.retryAfter)
        case .notAcknowledged, .refused:
            return Problem(
                "not-acknowledged", status: .serviceUnavailable, title: "The broker has not acknowledged all events",
                detail: "send the same events with the same ids again later: what is stored already counts once"
            ).adding("acknowledged") { $0.integer(acknowledged) }.retrying(after: configuration.retryAfter)
        }
    }
}
