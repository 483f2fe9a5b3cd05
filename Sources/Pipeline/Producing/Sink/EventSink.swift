import Events

/// Where valid events go: the producer's queue, or a double in tests.
package protocol EventSink: Sendable {
    /// Takes an event into a bounded queue and returns at once.
    ///
    /// - Parameter whenDone: called exactly once if this call does not throw, on any thread, when the event is
    ///   acknowledged or has failed for good; it must be quick.
    /// - Throws: ``SinkError/queueFull`` when there is no room now; anything else if the event can never be taken.
    func enqueue(
        _ event: OutgoingEvent, whenDone: @escaping @Sendable (Result<Void, SinkError>) -> Void
    ) throws(SinkError)
}

extension EventSink {
    /// Enqueues an event and waits for its acknowledgement.
    package func send(_ event: OutgoingEvent) async throws(SinkError) {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Void, SinkError>, Never>) in
            do throws(SinkError) {
                try enqueue(event) { continuation.resume(returning: $0) }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        try result.get()
    }
}

/// A valid event on its way to the broker.
package struct OutgoingEvent: Equatable, Sendable {
    /// The topic that carries events of this type.
    package let topic: String
    /// The CloudEvents `id`.
    package let id: String
    /// The user id, which becomes the record's key.
    package let subject: String
    /// The structured CloudEvents JSON as the record's value, unchanged from the client where it sent that form.
    package let value: [UInt8]
    /// What its sender should be told, though it is taken.
    package let warnings: [EventWarning]

    /// - Parameters:
    ///   - event: a decoded, hence valid, event.
    ///   - value: its structured JSON.
    package init(_ event: Event, value: [UInt8], warnings: [EventWarning] = []) {
        topic = event.payload.topic
        id = event.id
        subject = event.subject
        self.value = value
        self.warnings = warnings
    }
}

/// Why a sink did not take, or did not deliver, an event.
package enum SinkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bounded queue is full: try again when something has been acknowledged.
    case queueFull
    /// The broker did not acknowledge it; the event may or may not be stored. To send it again is safe.
    case notAcknowledged(String)
    /// No retry will help.
    case refused(String)

    /// Whether the same event may be taken another time.
    var isPassing: Bool {
        if case .refused = self { return false }
        return true
    }

    /// A sentence for logs and reports.
    package var description: String {
        switch self {
        case .queueFull: "the queue is full"
        case .notAcknowledged(let reason): "not acknowledged: \(reason)"
        case .refused(let reason): "refused: \(reason)"
        }
    }
}
