import Events
import Kafka
import Streaming
import TestSupport

/// What the log has said so far, and what of it is to be forgotten: what the archive is held against.
package struct WitnessedLog: Sendable {
    /// What a record is, as far as that matters here.
    package enum Content: Hashable, Sendable {
        /// What a client has sent.
        case event(id: ExactText, user: ExactText)
        /// Of its topic, everything before it that the person has sent is to be forgotten.
        case erasure(of: ExactText)
        /// An insight or a dead letter; to be forgotten with what it was computed from.
        case derived(from: RecordOrigin)
        /// Something else, which stays.
        case other
        /// An event that was here before its erasure came.
        case forgotten(id: ExactText)
    }

    private var records: [TopicPartition: [Content]] = [:]
    private var erased: Set<ExactText> = []

    /// The log before its first record.
    package init() {}

    /// Takes note of the next record of a partition.
    package mutating func append(_ content: Content, to place: TopicPartition) {
        if case .erasure(let user) = content { forget(user, in: place.topic) }
        records[place, default: []].append(content)
    }

    /// Where every partition goes on.
    package var ends: [TopicPartition: Int64] { records.mapValues { Int64($0.count) } }

    /// Of the topics with events: the id at each offset from 0 on; empty of what is no event, nil of what must be
    /// in the archive no more.
    package var events: [TopicPartition: [ExactText?]] {
        records.filter { Pipeline.inputs.contains($0.key.topic) }.mapValues { records in
            records.map { record in
                switch record {
                case .event(let id, _): id
                case .forgotten: nil
                case .erasure, .derived, .other: ExactText("")
                }
            }
        }
    }

    /// How many records of each partition the archive must have.
    package var kept: [TopicPartition: Int64] {
        records.mapValues { records in Int64(records.count { isKept($0) }) }
    }

    /// The events that must be nowhere.
    package var forgotten: Set<ExactText> {
        Set(
            records.values.joined().compactMap { record in
                if case .forgotten(let id) = record { id } else { nil }
            })
    }

    /// Who was erased and has sent nothing since.
    package var gone: Set<ExactText> {
        records.values.joined().reduce(into: erased) { gone, record in
            if case .event(_, let user) = record { gone.remove(user) }
        }
    }

    private func isKept(_ record: Content) -> Bool {
        switch record {
        case .event, .erasure, .other: return true
        case .forgotten: return false
        case .derived(let origin):
            let place = TopicPartition(topic: origin.topic, partition: origin.partition)
            let records = records[place] ?? []
            guard records.indices.contains(Int(origin.offset)) else { return true }
            return isKept(records[Int(origin.offset)])
        }
    }

    private mutating func forget(_ user: ExactText, in topic: String) {
        erased.insert(user)
        for place in records.keys where place.topic == topic {
            records[place] = records[place]?.map { record in
                if case .event(let id, user) = record { .forgotten(id: id) } else { record }
            }
        }
    }
}
