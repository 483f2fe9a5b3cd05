import EventCodec
import Events
import Kafka
import Signatures

/// Which topics take signed records only, and the keys that sign them.
package struct SignaturePolicy: Sendable {
    /// No topic does, which costs a record nothing.
    package static let none = SignaturePolicy(required: [], keys: nil)

    private let required: Set<String>
    private let keys: RecordSignature?

    /// - Parameter keys: without them every record of such a topic is rejected.
    package init(required: Set<String>, keys: RecordSignature?) {
        self.required = required
        self.keys = keys
    }

    /// Why a record with a value is not to be believed; nil if it is.
    func rejection(of record: borrowing Record, _ mode: ContentMode) -> Rejection? {
        guard !required.isEmpty, required.contains(record.topic) else { return nil }
        let signature = record.header(named: RecordSignature.header)
        return record.key.withUnsafeBytes { key in
            record.value.withUnsafeBytes { value in rejection(signature: signature, key: key, value: value, mode) }
        }
    }

    /// The same of a record in parts, as if its topic demanded a signature.
    package func rejection(
        signature: [UInt8]?, key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?, _ mode: ContentMode
    ) -> Rejection? {
        guard let signature else {
            return Rejection(.invalidSignature, "the header \(RecordSignature.header) is missing")
        }
        guard case .structured = mode else {
            return Rejection(
                .invalidSignature, "attributes in headers are not signed: send the event in structured mode")
        }
        let isValid = signature.withUnsafeBytes { keys?.isValid($0, key: key, value: value) ?? false }
        return isValid ? nil : Rejection(.invalidSignature, "the signature does not fit key and value")
    }
}
