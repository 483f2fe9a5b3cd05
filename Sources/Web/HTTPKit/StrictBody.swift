import EventCodec
import Events
import Hummingbird

/// A JSON object from a client, of which every member must be known: a misspelt one must not quietly mean nothing.
package struct StrictObject {
    private let value: JSONValue
    private let path: String

    /// - Parameter names: all members that may stand there.
    /// - Throws: a 400 for what is no object, and for a member that is unknown or stands there twice.
    package init(_ value: JSONValue, _ names: String..., at path: String = "") throws(Problem) {
        self.value = value
        self.path = path
        guard value.kind == .object else { throw Self.wrong(path, "an object", value) }
        var seen: Set<ExactText> = []
        for member in value.children {
            let name = String(decoding: member.key, as: UTF8.self)
            guard names.contains(where: { ExactText($0) == ExactText(name) }) else {
                // A name may be as long as the body.
                let shown = Self.join(path, String(name.prefix(64)))
                throw Problem.badRequest("unknown member \(shown); known are: \(names.joined(separator: ", "))")
            }
            guard seen.insert(ExactText(name)).inserted else {
                throw Problem.badRequest("the member \(Self.join(path, name)) stands there twice")
            }
        }
    }

    /// A text; nil where the member is absent.
    ///
    /// - Throws: a 400 for another type, for more bytes than allowed, and for control characters.
    package func text(_ name: StaticString, bytesMax: Int) throws(Problem) -> String? {
        guard let member = value[name] else { return nil }
        guard let text = member.text else { throw Self.wrong(place(name), "a string", member) }
        guard text.utf8.count <= bytesMax else {
            throw Problem.badRequest("\(place(name)) has \(text.utf8.count) bytes, at most \(bytesMax) are accepted")
        }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw Problem.badRequest("\(place(name)) contains control characters")
        }
        return text
    }

    /// A text of at least one byte that must stand there.
    package func requiredText(_ name: StaticString, bytesMax: Int) throws(Problem) -> String {
        guard let text = try text(name, bytesMax: bytesMax), !text.isEmpty else {
            throw Problem.badRequest("\(place(name)) is missing or empty")
        }
        return text
    }

    /// A whole number within the range; nil where the member is absent or null.
    package func integer(_ name: StaticString, in range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let member = value[name], member.kind != .null else { return nil }
        // To JSON Schema 41.0 is a whole number too, and some clients write nothing else.
        guard let number = member.number.flatMap({ Int(exactly: $0) }), range.contains(number) else {
            throw Problem.badRequest(
                "\(place(name)) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// The elements of an array that must stand there, each with its place.
    package func array(_ name: StaticString, countMax: Int) throws(Problem) -> [(value: JSONValue, place: String)] {
        guard let member = value[name] else { throw Problem.badRequest("\(place(name)) is missing") }
        guard member.kind == .array else { throw Self.wrong(place(name), "an array", member) }
        let elements = Array(member.children)
        guard elements.count <= countMax else {
            throw Problem.badRequest("\(place(name)) has \(elements.count) elements, at most \(countMax) are accepted")
        }
        return elements.enumerated().map { ($1, "\(place(name))[\($0)]") }
    }

    /// The member's place in the body.
    package func place(_ name: StaticString) -> String { Self.join(path, "\(name)") }

    private static func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    private static func wrong(_ place: String, _ expected: String, _ value: JSONValue) -> Problem {
        .badRequest("\(place.isEmpty ? "the body" : place) must be \(expected), not \(value.kind.rawValue)")
    }
}

extension Request {
    /// Reads the body as one JSON document.
    ///
    /// - Throws: what `read` throws, and a 400, 413 or 415 for what is no JSON of at most so many bytes.
    package func json<Value>(
        bytesMax: Int = 16_384, _ read: (JSONValue) throws(Problem) -> Value
    ) async throws -> Value {
        guard mediaType == "application/json" else {
            throw Problem.unsupportedMediaType(accepted: ["application/json"])
        }
        let bytes = try await body(bytesMax: bytesMax)
        do {
            return try bytes.withUnsafeBytes { bytes in
                try JSONParser(capacity: bytesMax).parse(bytes) { value in try read(value) }
            }
        } catch let error as JSONError {
            throw Problem.badRequest("the body is not JSON: \(error)")
        }
    }
}
