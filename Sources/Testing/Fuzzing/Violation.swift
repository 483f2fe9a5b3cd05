import EventCodec
import Events

/// Something that holds for every input did not hold for this one.
package struct Violation: Error, CustomStringConvertible {
    /// What was promised.
    package let description: String

    init(_ description: String) { self.description = description }
}

func require(_ holds: Bool, _ promise: @autoclosure () -> String) throws(Violation) {
    guard holds else { throw Violation(promise()) }
}

/// What we write for others must be JSON, whatever it was made from.
func requireJSON(_ bytes: [UInt8], _ what: String) throws(Violation) {
    let isJSON = bytes.withUnsafeBytes { raw in
        (try? JSONParser(capacity: max(1024, raw.count)).parse(raw) { _ in true }) ?? false
    }
    try require(isJSON, "\(what) is JSON, and not: \(String(decoding: bytes.prefix(2000), as: UTF8.self))")
}
