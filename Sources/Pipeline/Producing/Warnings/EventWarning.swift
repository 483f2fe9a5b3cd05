import EventCodec
import Events
import Readiness

/// Something about an accepted event that was hardly meant so.
package struct EventWarning: Equatable, Sendable {
    /// A JSON pointer (RFC 6901) into what the client sent.
    package let pointer: String
    /// The stable name of the kind.
    package let code: String
    /// A sentence for a person.
    package let detail: String

    /// Most warnings of one event: its fields are few, and its unknown ones are the sender's to count.
    static let perEventMax = 16

    /// What is doubtful about the events that one object of fields makes, each doubt once.
    ///
    /// - Parameters:
    ///   - data: the object that holds its fields, as the client sent it.
    ///   - place: the pointer to that object.
    ///   - fields: the names that have a meaning there; nil where every name is the sender's own.
    ///   - dropsUnknown: whether what has another name is not kept.
    package static func of(
        _ payloads: [Payload], data: JSONValue?, at place: String, fields: [String]?, dropsUnknown: Bool
    ) -> [EventWarning] {
        let doubts = payloads.flatMap(AcceptedRanges.standard.implausibilities)
        var warnings = doubts.enumerated().filter { !doubts[..<$0.offset].contains($0.element) }.map { _, doubt in
            // The one field that has two names.
            let isLogarithm = doubt.field == "rMSSD" && (data?["rMSSD"].map { $0.kind == .null } ?? true)
            return EventWarning(
                pointer: "\(place)/\(isLogarithm ? "lnRMSSD" : doubt.field)", code: doubt.code.rawValue,
                detail: doubt.words + (isLogarithm ? " (e to the power of lnRMSSD)" : ""))
        }
        if let data, let fields { warnings += names(of: data, at: place, fields, dropsUnknown: dropsUnknown) }
        return Array(warnings.prefix(perEventMax))
    }

    private static func names(
        of data: JSONValue, at place: String, _ fields: [String], dropsUnknown: Bool
    ) -> [EventWarning] {
        data.children.prefix(64).compactMap { member in
            let name = String(decoding: member.key, as: UTF8.self)
            guard !fields.contains(name) else { return nil }
            let pointer = "\(place)/\(name.prefix(64).replacing("~", with: "~0").replacing("/", with: "~1"))"
            if let meant = FieldNames.meant(by: name, among: fields) {
                return EventWarning(
                    pointer: pointer, code: "similar_name",
                    detail: "\"\(name.prefix(64))\" has no meaning here: is \(meant) meant?")
            }
            guard dropsUnknown else { return nil }
            return EventWarning(
                pointer: pointer, code: "unknown_field",
                detail: "\"\(name.prefix(64))\" has no meaning here and is not kept")
        }
    }
}
