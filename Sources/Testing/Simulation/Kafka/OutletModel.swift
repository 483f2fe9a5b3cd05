import Hot
import Kafka
import Streaming

/// A process's producer: what it delivers may be written in part, or in full without its knowing.
final class OutletModel: RecordOutlet {
    private let process: ProcessModel
    private unowned let world: World

    init(process: ProcessModel, world: World) {
        self.process = process
        self.world = world
    }

    func deliver(_ records: [ProducerRecord], deadline: Duration) throws(KafkaError) {
        // The order of a batch's insights is that of a hash table; users do not share a record.
        let records = records.sorted { Self.order($0).lexicographicallyPrecedes(Self.order($1)) }
        try touch("emission of \(records.count)")
        let fails = !world.isCalm && world.dice.chance(world.plan.emission)
        let written = fails ? world.dice.number(0...records.count) : records.count
        for record in records.prefix(written) {
            if !record.headers.contains(where: { $0.name == RecordHeader.origin }) {
                world.violate("\(process.name) emitted a record for \(record.topic) that does not tell its origin")
            }
            world.log.append(record)
        }
        guard !fails else {
            world.note(process.name, "\(written) of \(records.count) records were written, and an error came back")
            throw KafkaError(.timedOut, reason: "no acknowledgement")
        }
        try touch("acknowledgement")
    }

    private static func order(_ record: ProducerRecord) -> [UInt8] {
        Array(record.topic.utf8) + [0] + (record.key ?? []) + [0] + (record.headers.last?.value ?? []) + [0]
            + (record.value ?? [])
    }

    private func touch(_ what: String) throws(KafkaError) {
        guard world.touch(process, what) else { throw ProcessModel.death }
    }
}
