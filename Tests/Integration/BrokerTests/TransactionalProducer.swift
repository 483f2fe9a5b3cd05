import CRdKafka
import Kafka
import TestSupport

/// Somebody else's producer that writes in transactions, as PulseHub's own does not.
final class TransactionalProducer {
    private static let patience: Int32 = 30_000

    private let client: OpaquePointer

    init(id: String, bootstrapServers: String) throws {
        guard let configuration = rd_kafka_conf_new() else { throw TimedOut("no memory") }
        var text = [CChar](repeating: 0, count: 512)
        for (name, value) in [
            "bootstrap.servers": bootstrapServers, "transactional.id": id, "partitioner": "murmur2_random",
            "log_level": "3",
        ] {
            rd_kafka_conf_set(configuration, name, value, &text, text.count)
        }
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, &text, text.count) else {
            throw TimedOut("no transactional producer")
        }
        self.client = client
        try Self.check(rd_kafka_init_transactions(client, Self.patience))
    }

    deinit { rd_kafka_destroy(client) }

    /// Writes the records in a transaction, and ends it; also the end is a record of each partition, which no reader sees.
    func write(_ records: [ProducerRecord], thenCommit isCommitted: Bool) throws {
        try Self.check(rd_kafka_begin_transaction(client))
        for record in records {
            let (key, value) = (record.key ?? [], record.value ?? [])
            let response = shim_kafka_produce(
                client, record.topic, record.partition ?? RD_KAFKA_PARTITION_UA, key, key.count, value, value.count, 0,
                nil, nil)
            guard response == RD_KAFKA_RESP_ERR_NO_ERROR else { throw TimedOut("refused: \(response)") }
        }
        // An abort would purge what has not been sent.
        rd_kafka_flush(client, Self.patience)
        try Self.check(
            isCommitted
                ? rd_kafka_commit_transaction(client, Self.patience)
                : rd_kafka_abort_transaction(client, Self.patience))
    }

    private static func check(_ error: OpaquePointer?) throws {
        guard let error else { return }
        defer { rd_kafka_error_destroy(error) }
        throw TimedOut(String(cString: rd_kafka_error_string(error)))
    }
}
