import Events

#if canImport(Glibc)
    import Glibc
#endif

/// Typed access to the members of an event's `data`, with errors that name the field.
struct DataFields {
    let object: JSONValue
    let timestamp: Instant
    /// Whether a day or a capture in the record's future is taken, as far as any record can lie there.
    var isFutureTaken = false

    /// What the future is judged against.
    private var present: Instant { isFutureTaken ? EventLimits.timestamps.upperBound : timestamp }

    /// Whether a day lies in the record's future.
    func isFuture(_ date: CivilDate) -> Bool { Self.isFuture(date, of: timestamp) }

    private static func isFuture(_ date: CivilDate, of present: Instant) -> Bool {
        date.days(since: present.utcDate) > EventLimits.daysAheadMax
    }

    func number(_ name: StaticString) throws(Rejection) -> Double? {
        guard let value = object[name], value.kind != .null else { return nil }
        guard let number = value.number else { throw wrongType(name, "a number", value) }
        return number
    }

    func requiredNumber(_ name: StaticString) throws(Rejection) -> Double {
        guard let number = try number(name) else { throw missing(name) }
        return number
    }

    func numbers(_ name: StaticString) throws(Rejection) -> [Double] {
        guard let value = object[name] else { throw missing(name) }
        guard value.kind == .array else { throw wrongType(name, "an array of numbers", value) }
        var numbers: [Double] = []
        for child in value.children {
            guard let number = child.number else { throw wrongType(name, "an array of numbers", child) }
            numbers.append(number)
        }
        return numbers
    }

    /// An optional text without NUL, which PostgreSQL could not store.
    func text(_ name: StaticString, max: Int) throws(Rejection) -> String? {
        guard let value = object[name], value.kind != .null else { return nil }
        guard let bytes = value.bytes else { throw wrongType(name, "a string", value) }
        guard bytes.count <= max else {
            throw Rejection(.invalidData, "data.\(name) has \(bytes.count) bytes, at most \(max)")
        }
        guard !bytes.contains(0) else { throw Rejection(.invalidData, "data.\(name) contains a NUL character") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A short mandatory name.
    func name(_ name: StaticString) throws(Rejection) -> String {
        guard let text = try text(name, max: EventLimits.nameBytesMax), !text.isEmpty else {
            throw missing(name, "is missing or empty")
        }
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw Rejection(.invalidData, "data.\(name) contains control characters")
        }
        return text
    }

    func date() throws(Rejection) -> CivilDate {
        guard let value = object["date"] else { throw missing("date") }
        guard let bytes = value.bytes, let date = CivilDate(bytes) else {
            throw Rejection(
                .invalidData,
                "data.date must be a calendar day like \"2026-11-20\"\(CivilDate.complaint(about: value))")
        }
        guard !Self.isFuture(date, of: present) else {
            throw Rejection(.fromFuture, "data.date \(date) lies more than a day after \(presentInWords)")
        }
        return date
    }

    func capturedAt() throws(Rejection) -> Instant {
        guard let value = object["capturedAt"] else { throw missing("capturedAt") }
        guard let bytes = value.bytes, let instant = Instant(rfc3339: bytes) else {
            throw Rejection(
                .invalidData,
                "data.capturedAt must be RFC 3339 with an offset, like \"2026-11-20T07:00:00Z\""
                    + Instant.complaint(about: value))
        }
        guard instant <= present.advanced(bySeconds: EventLimits.clockSkewSecondsMax) else {
            throw Rejection(.fromFuture, "data.capturedAt \(instant) lies after \(presentInWords)")
        }
        return instant
    }

    private var presentInWords: String {
        isFutureTaken ? "\(present), when no record can be written" : "the record's timestamp \(timestamp)"
    }

    /// With what was probably meant to be it.
    func missing(_ name: StaticString, _ what: String = "is missing") -> Rejection {
        Rejection(.invalidData, "data.\(name) \(what)\(FieldNames.hint(for: ["\(name)"], in: object))")
    }

    private func wrongType(_ name: StaticString, _ expected: String, _ value: JSONValue) -> Rejection {
        Rejection(.invalidData, "data.\(name) \(value.complaint(expected: expected))")
    }
}

/// e^x by the C library; infinite for absurd input, which then counts as an implausible measurement.
func exponential(_ x: Double) -> Double { exp(x) }
