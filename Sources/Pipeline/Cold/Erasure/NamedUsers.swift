import EventCodec
import Events
import Kafka
import Streaming

/// The people that a record names although it is no valid event, so that an erasure and an export find it whoever's key it has.
///
/// What is refused need not be JSON, so its bytes are searched for the members that name a user, wherever they stand; of a
/// valid document too, since any part of it may be what is wrong.
struct NamedUsers {
    /// More names in one record are not kept: it is no record of a person then.
    static let namesMax = 8

    private static let members = ["subject", "userId", "user_id"].map { Array("\"\($0)\"".utf8) }
    private static let attribute = "ce_subject"

    /// A string is one document, so the reader of documents tells what it says.
    private let parser = JSONParser(capacity: EventLimits.valueBytesMax)

    /// Each once, in the order in which they stand there.
    func named(by record: borrowing Record) -> [String] {
        var names: [String] = []
        if record.hasHeaders {
            for header in record.headers() where header.name.lowercased() == Self.attribute {
                header.value.flatMap { String(validating: $0, as: UTF8.self) }.map { Self.add($0, to: &names) }
            }
        }
        record.value?.withUnsafeBytes { find(in: $0, &names) }
        return names
    }

    /// The names in the first bytes of a value, as many as a valid event can have.
    func find(in value: UnsafeRawBufferPointer, _ names: inout [String]) {
        let bytes = value.prefix(EventLimits.valueBytesMax)
        var index = bytes.startIndex
        while names.count < Self.namesMax, let quote = bytes[index...].firstIndex(of: UInt8(ascii: "\"")) {
            let rest = bytes[quote...]
            guard let member = Self.members.first(where: { rest.starts(with: $0) }) else {
                index = quote + 1
                continue
            }
            index = quote + member.count
            guard let text = Self.string(after: bytes[index...]) else { continue }
            if let name = meaning(of: text) { Self.add(name, to: &names) }
            index = text.endIndex
        }
    }

    /// What a string in JSON says; nil where it is none.
    private func meaning(of literal: Slice<UnsafeRawBufferPointer>) -> String? {
        do { return try parser.parse(UnsafeRawBufferPointer(rebasing: literal)) { $0.text } } catch { return nil }
    }

    private static func add(_ name: String, to names: inout [String]) {
        guard EventLimits.allowSubject(name), !names.contains(where: { ExactText($0) == ExactText(name) }),
            names.count < namesMax
        else { return }
        names.append(name)
    }

    /// The string, quotes included, that is the value of a member; nil where there is none, or none that could be a name.
    private static func string(after bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer>? {
        func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
        let colon = bytes.drop(while: isSpace)
        guard colon.first == UInt8(ascii: ":") else { return nil }
        let value = colon.dropFirst().drop(while: isSpace)
        guard value.first == UInt8(ascii: "\"") else { return nil }
        // Six bytes for each of the name's, if all are escaped.
        var end = value.startIndex + 1
        while end < value.endIndex, end - value.startIndex <= 6 * EventLimits.subjectBytesMax + 1 {
            switch value[end] {
            case UInt8(ascii: "\\"): end += 2
            case UInt8(ascii: "\""): return value[...end]
            default: end += 1
            }
        }
        return nil
    }
}
