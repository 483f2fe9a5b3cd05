import Events
import Kafka

extension Producer: EventSink {
    /// Produces the event keyed by its subject; the producer places keys by murmur2, as the processor demands.
    public func enqueue(
        _ event: OutgoingEvent, whenDone: @escaping @Sendable (Result<Void, SinkError>) -> Void
    ) throws(SinkError) {
        let record = ProducerRecord(
            topic: event.topic, key: Array(event.subject.utf8), value: event.value, headers: [contentTypeHeader])
        do throws(KafkaError) {
            try enqueue(record) { (result: Result<Delivery, KafkaError>) in
                switch result {
                case .success: whenDone(.success(()))
                case .failure(let error): whenDone(.failure(.notAcknowledged("\(error)")))
                }
            }
        } catch {
            throw error.code == .queueFull ? .queueFull : .refused("\(error)")
        }
    }
}

private let contentTypeHeader = KafkaHeader(name: "content-type", value: Array(Event.contentType.utf8))
