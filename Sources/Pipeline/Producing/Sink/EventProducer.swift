import Events
import Kafka
import Signatures

/// Puts events into Kafka, signed if there is a key.
package struct EventProducer: EventSink {
    private static let contentType = KafkaHeader(name: "content-type", value: Array(Event.contentType.utf8))

    private let producer: Producer
    private let signature: RecordSignature?

    /// - Parameter producer: stays the caller's to close.
    package init(_ producer: Producer, signature: RecordSignature? = nil) {
        self.producer = producer
        self.signature = signature
    }

    /// Produces the event keyed by its subject; the producer places keys by murmur2, as the processor demands.
    package func enqueue(
        _ event: OutgoingEvent, whenDone: @escaping @Sendable (Result<Void, SinkError>) -> Void
    ) throws(SinkError) {
        let key = Array(event.subject.utf8)
        var headers = [Self.contentType]
        if let signature {
            headers.append(
                KafkaHeader(name: RecordSignature.header, value: signature.sign(key: key, value: event.value)))
        }
        let record = ProducerRecord(topic: event.topic, key: key, value: event.value, headers: headers)
        do throws(KafkaError) {
            try producer.enqueue(record) { (result: Result<Delivery, KafkaError>) in
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
