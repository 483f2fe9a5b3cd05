import EventCodec
import Events
import FoundationEssentials
import Kafka

/// Reads record headers as the archiver wrote them: `[{"name": …, "value": … or "base64": …}]`.
package enum ArchivedHeaders {
    /// In their order.
    ///
    /// - Throws: what the parser says of bytes that are no such array.
    package static func read(_ json: [UInt8], with parser: JSONParser) throws -> [KafkaHeader] {
        try json.withUnsafeBytes { bytes in
            try parser.parse(bytes) { array in
                array.children.map { header in
                    let value = header["value"]?.bytes.map { [UInt8]($0) }
                    let encoded = header["base64"]?.text.flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) }
                    return KafkaHeader(name: header["name"]?.text ?? "", value: value ?? encoded)
                }
            }
        }
    }
}
