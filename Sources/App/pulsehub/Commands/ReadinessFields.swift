import EventCodec
import Events

/// Why an input object cannot be used: the field and what was expected there.
struct ReadinessInputError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Typed access to the members of a JSON object, with errors that name the field by its path.
///
/// A member that is `null` counts as missing.
struct ReadinessFields {
    private let object: JSONValue
    /// Leads to this object, such as `hrv[3]`; empty for the document itself.
    private let path: String

    init(_ value: JSONValue, at path: String = "") throws(ReadinessInputError) {
        guard value.kind == .object else {
            throw ReadinessInputError((path.isEmpty ? "" : "\(path): ") + "expected an object, found \(found(value))")
        }
        object = value
        self.path = path
    }

    func text(_ name: StaticString) throws(ReadinessInputError) -> String {
        let value = object[name]
        guard let text = value?.text, !text.isEmpty else { throw wrong(name, "a text that is not empty", value) }
        return text
    }

    func date(_ name: StaticString) throws(ReadinessInputError) -> CivilDate {
        let value = object[name]
        guard let date = value?.bytes.flatMap({ CivilDate($0) }) else {
            throw wrong(name, "a day like \"2026-11-20\"", value)
        }
        return date
    }

    func instant(_ name: StaticString) throws(ReadinessInputError) -> Instant {
        let value = object[name]
        guard let instant = value?.bytes.flatMap({ Instant(rfc3339: $0) }) else {
            throw wrong(name, "a time with an offset like \"2026-11-20T07:00:00Z\"", value)
        }
        return instant
    }

    func choice<Choice: RawRepresentable<String>>(
        _ name: StaticString, of choices: [Choice]
    ) throws(ReadinessInputError) -> Choice {
        let value = object[name]
        guard let choice = choices.first(where: { $0.rawValue == value?.text }) else {
            throw wrong(name, choices.map { "\"\($0.rawValue)\"" }.joined(separator: " or "), value)
        }
        return choice
    }

    /// Nil when missing.
    func number(_ name: StaticString) throws(ReadinessInputError) -> Double? {
        guard let value = object[name], value.kind != .null else { return nil }
        guard let number = value.number else { throw wrong(name, "a number", value) }
        return number
    }

    func requiredNumber(_ name: StaticString) throws(ReadinessInputError) -> Double {
        guard let number = try number(name) else { throw wrong(name, "a number", object[name]) }
        return number
    }

    func numbers(_ name: StaticString) throws(ReadinessInputError) -> [Double] {
        let value = object[name]
        guard let value, value.kind == .array else { throw wrong(name, "a list of numbers", value) }
        var numbers: [Double] = []
        for child in value.children {
            guard let number = child.number else {
                throw ReadinessInputError("\(path(name))[\(numbers.count)]: expected a number, found \(found(child))")
            }
            numbers.append(number)
        }
        return numbers
    }

    /// The objects of a list; nil when the list is missing.
    func rows(_ name: StaticString, max: Int) throws(ReadinessInputError) -> [ReadinessFields]? {
        guard let value = object[name], value.kind != .null else { return nil }
        guard value.kind == .array else { throw wrong(name, "a list of rows", value) }
        var rows: [ReadinessFields] = []
        for child in value.children {
            guard rows.count < max else { throw ReadinessInputError("\(path(name)): expected at most \(max) rows") }
            rows.append(try ReadinessFields(child, at: "\(path(name))[\(rows.count)]"))
        }
        return rows
    }

    func requiredRows(_ name: StaticString, max: Int) throws(ReadinessInputError) -> [ReadinessFields] {
        guard let rows = try rows(name, max: max) else { throw wrong(name, "a list of rows", object[name]) }
        return rows
    }

    private func wrong(_ name: StaticString, _ expected: String, _ value: JSONValue?) -> ReadinessInputError {
        ReadinessInputError("\(path(name)): expected \(expected), found \(value.map(found) ?? "nothing")")
    }

    private func path(_ name: StaticString) -> String { path.isEmpty ? "\(name)" : "\(path).\(name)" }
}

/// What stands there, in few words: a text is cut short and stripped of what could upset a terminal.
private func found(_ value: JSONValue) -> String {
    switch value.kind {
    case .null: "null"
    case .bool: value.bool == true ? "true" : "false"
    case .number: value.integer.map { "\($0)" } ?? value.number.map { "\($0)" } ?? "a number"
    case .string:
        "\""
            + String(
                (value.text ?? "").unicodeScalars.prefix(40).map { $0.isASCII && $0.value < 32 ? "?" : Character($0) })
            + "\""
    case .array: "a list"
    case .object: "an object"
    }
}
