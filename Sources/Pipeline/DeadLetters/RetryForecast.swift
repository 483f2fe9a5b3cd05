import EventCodec
import Events
import Kafka
import Signatures
import Streaming

/// Tells what the pipeline would say of a record if it came now: a retry that must fail only makes another dead letter.
///
/// Not thread-safe: one per thread.
package final class RetryForecast {
    private let decoder = EventDecoder()
    private let signatures: SignaturePolicy

    /// A forecast with its own decoder, the same that the stream processor of this build has.
    ///
    /// - Parameter signatures: whose keys judge what was refused for its signature.
    package init(signatures: SignaturePolicy = .none) { self.signatures = signatures }

    /// Why the record would be refused again; nil if it would be used.
    package func rejection(of record: ParkedRecord, reason: String, now: Instant) -> Rejection? {
        do throws(Rejection) {
            guard let value = record.value else {
                if reason == Rejection.Reason.tooLarge.rawValue {
                    throw Rejection(.tooLarge, "too large to be parked; the archive holds it at its origin")
                }
                return try rejectionOfNull(record)
            }
            let mode = ContentMode(headers: record.headers.lazy.map { (name: $0.name, value: $0.value) })
            if reason == Rejection.Reason.invalidSignature.rawValue,
                let rejection = signatureRejection(value, of: record, mode)
            {
                return rejection
            }
            _ = try decode(value, of: record, mode, now)
            return nil
        } catch {
            return error
        }
    }

    private func decode(
        _ value: [UInt8], of record: ParkedRecord, _ mode: ContentMode, _ now: Instant
    ) throws(Rejection) -> Event {
        let result = value.withUnsafeBytes { value in
            (record.key ?? []).withUnsafeBytes { key in
                Result { () throws(Rejection) in
                    try decoder.decode(
                        topic: record.origin.topic, key: record.key == nil ? nil : key, value: value, timestamp: now,
                        mode: mode)
                }
            }
        }
        return try result.get()
    }

    private func signatureRejection(_ value: [UInt8], of record: ParkedRecord, _ mode: ContentMode) -> Rejection? {
        let signature = record.headers.last { $0.name == RecordSignature.header }?.value
        return value.withUnsafeBytes { value in
            (record.key ?? []).withUnsafeBytes { key in
                signatures.rejection(signature: signature, key: record.key == nil ? nil : key, value: value, mode)
            }
        }
    }

    /// Of a null value only one that erases can have been refused.
    private func rejectionOfNull(_ record: ParkedRecord) throws(Rejection) -> Rejection? {
        guard let id = record.headers.last(where: { $0.name == RecordHeader.erasure })?.value else { return nil }
        guard let user = record.key.flatMap({ String(validating: $0, as: UTF8.self) }) else {
            throw Rejection(.keyMissing, "an erasure names its user by the record's key")
        }
        _ = try Erasure(user: user, id: String(decoding: id.prefix(64), as: UTF8.self))
        return nil
    }
}
