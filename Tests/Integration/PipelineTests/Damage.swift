import Events
import Kafka
import TestSupport

/// A way to spoil a record, and what the pipeline must say of it.
enum Damage: CaseIterable {
    case truncated, notUTF8, wrongEnvelopeType, wrongDataType, hugeNumber, emptyValue, emptyKey, noKey, otherKey
    case unknownType, fromFuture, tooLarge, tombstone

    /// The reasons that fit; none for a tombstone, which is no error.
    var reasons: Set<Rejection.Reason> {
        switch self {
        case .truncated, .notUTF8: [.notJSON]
        case .wrongEnvelopeType: [.invalidEnvelope]
        case .wrongDataType: [.invalidData]
        // Beyond what a double holds: no JSON to one parser, a wrong value to another.
        case .hugeNumber: [.notJSON, .invalidData]
        case .emptyValue: [.emptyValue]
        case .emptyKey, .noKey: [.keyMissing]
        case .otherKey: [.keyMismatch]
        case .unknownType: [.unknownType]
        case .fromFuture: [.fromFuture]
        case .tooLarge: [.tooLarge]
        case .tombstone: []
        }
    }

    /// The record, spoilt.
    func apply(to record: ProducerRecord, _ random: inout Seeded) -> ProducerRecord {
        var record = record
        let value = record.value ?? []
        let text = String(decoding: value, as: UTF8.self)
        func replacing(_ old: String, _ new: String) -> [UInt8] {
            Array(text.replacing(old, with: new, maxReplacements: 1).utf8)
        }
        switch self {
        case .truncated: record.value = Array(value.prefix(Int.random(in: 1..<value.count, using: &random)))
        case .notUTF8:
            record.value = value
            record.value?.insert(0xFF, at: Int.random(in: 0..<value.count, using: &random))
        case .wrongEnvelopeType: record.value = replacing("\"specversion\":\"1.0\"", "\"specversion\":1.0")
        case .wrongDataType: record.value = replacing("\"restingHR\":", "\"rMSSD\":[],\"restingHR\":")
        case .hugeNumber: record.value = replacing("\"restingHR\":", "\"rMSSD\":1e999,\"restingHR\":")
        case .emptyValue: record.value = []
        case .emptyKey: record.key = []
        case .noKey: record.key = nil
        case .otherKey: record.key = Array("somebody-else".utf8)
        case .unknownType: record.value = replacing("pulsehub.hrv.recorded.v1", "pulsehub.mood.recorded.v1")
        case .fromFuture: record.value = replacing("\"date\":\"2025", "\"date\":\"2099")
        case .tooLarge: record.value = value + Array(repeating: UInt8(ascii: " "), count: 65_537 - value.count)
        case .tombstone: record.value = nil
        }
        return record
    }

    /// A heart-rate event to spoil, of somebody who sends nothing else.
    static func victim(_ number: Int, timestampMs: Int64) -> ProducerRecord {
        let user = "spoilt-\(number % 40)"
        let row = HRVRecorded(
            date: Undisturbed.endDate, vendor: "polar", restingHR: Double(40 + number % 30),
            capturedAt: Instant(milliseconds: timestampMs - 3_600_000))
        let event = Event(
            id: "spoilt-\(number)", source: "test", subject: user, time: row.capturedAt, payload: .hrv(row))
        return InputRecords.record(Topics.wellness, user, event.encoded(), timestampMs: timestampMs)
    }

    /// Random noise: bits, bytes and pieces changed, which leaves some of the records usable.
    static func scramble(_ record: ProducerRecord, _ random: inout Seeded) -> ProducerRecord {
        var value = record.value ?? []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0..<value.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: value[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: value.insert(.random(in: 0...255, using: &random), at: place)
            case 2: value.replaceSubrange(place..<place, with: value[(place / 2)..<place])
            default: value.removeSubrange(place..<min(value.count, place + 3))
            }
            if value.isEmpty { value = [0] }
        }
        var record = record
        record.value = value
        return record
    }
}
