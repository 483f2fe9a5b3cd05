/// One row of a result. Every accessor throws `.usage` for a column that does not exist, NULL or a type it cannot read;
/// ask `isNull` first where NULL may stand.
package struct PostgresRow: Sendable {
    let result: PostgresResult
    let index: Int

    /// A column, by number from 0 or by name.
    package enum Column: Sendable, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
        case number(Int)
        case name(String)

        /// `0` is the first column.
        package init(integerLiteral value: Int) { self = .number(value) }
        /// Case matters.
        package init(stringLiteral value: String) { self = .name(value) }
    }

    /// Whether the field is NULL.
    package func isNull(_ column: Column) throws(PostgresError) -> Bool {
        result.field(index, try number(of: column)) == nil
    }

    /// `smallint`, `integer` or `bigint`.
    package func int(_ column: Column) throws(PostgresError) -> Int {
        try read(column, "an integer") { type, bytes in
            switch type {
            case .int2: bytes.bigEndian(Int16.self).map(Int.init)
            case .int4: bytes.bigEndian(Int32.self).map(Int.init)
            case .int8: bytes.bigEndian(Int64.self).map(Int.init)
            default: nil
            }
        }
    }

    /// `real` or `double precision`. `numeric` must be cast in the query.
    package func double(_ column: Column) throws(PostgresError) -> Double {
        try read(column, "a floating-point number") { type, bytes in
            switch type {
            case .float8: bytes.bigEndian(UInt64.self).map(Double.init(bitPattern:))
            case .float4: bytes.bigEndian(UInt32.self).map { Double(Float(bitPattern: $0)) }
            default: nil
            }
        }
    }

    /// `boolean`.
    package func bool(_ column: Column) throws(PostgresError) -> Bool {
        try read(column, "a boolean") { type, bytes in type == .bool ? bytes.first.map { $0 != 0 } : nil }
    }

    /// Text types, and the text of `json` and `jsonb`; never repaired, since it may be what tells two people apart.
    package func text(_ column: Column) throws(PostgresError) -> String {
        try read(column, "text") { type, bytes in
            switch type {
            case .text, .varchar, .bpchar, .name, .unknown, .json: String(validating: bytes, as: UTF8.self)
            case .jsonb: String(validating: bytes.dropFirst(), as: UTF8.self)
            default: nil
            }
        }
    }

    /// `bytea`, text types, and the text of `json` and `jsonb`, copied.
    package func bytes(_ column: Column) throws(PostgresError) -> [UInt8] {
        try read(column, "bytes") { type, bytes in
            switch type {
            case .bytea, .text, .varchar, .bpchar, .name, .unknown, .json: [UInt8](bytes)
            case .jsonb: [UInt8](bytes.dropFirst())
            default: nil
            }
        }
    }

    /// `text[]` of one dimension and without NULLs.
    package func textArray(_ column: Column) throws(PostgresError) -> [String] {
        try read(column, "an array of text") { type, bytes in type == .textArray ? texts(bytes) : nil }
    }

    /// Dimensions, a flag and a type of 32 bits each; of the dimension its length and first index; then each with its length.
    private func texts(_ bytes: UnsafeRawBufferPointer) -> [String]? {
        var rest = bytes[...]
        func number() -> Int? {
            guard rest.count >= 4 else { return nil }
            defer { rest = rest.dropFirst(4) }
            return UnsafeRawBufferPointer(rebasing: rest.prefix(4)).bigEndian(Int32.self).map(Int.init)
        }
        guard let dimensions = number(), number() == 0, number() != nil else { return nil }
        guard dimensions == 1 else { return dimensions == 0 ? [] : nil }
        guard let count = number(), number() != nil else { return nil }
        var texts: [String] = []
        for _ in 0..<count {
            guard let length = number(), length >= 0, length <= rest.count else { return nil }
            texts.append(String(decoding: rest.prefix(length), as: UTF8.self))
            rest = rest.dropFirst(length)
        }
        return texts
    }

    /// `date`: days since 1970-01-01, `Int32.min` and `.max` for ±infinity.
    package func date(_ column: Column) throws(PostgresError) -> Int32 {
        try read(column, "a date") { type, bytes in
            type == .date ? bytes.bigEndian(Int32.self).map(PostgresEpoch.date(toUnix:)) : nil
        }
    }

    /// `timestamptz`: microseconds since 1970-01-01T00:00:00Z, `Int64.min` and `.max` for ±infinity.
    package func timestamptz(_ column: Column) throws(PostgresError) -> Int64 {
        try read(column, "a timestamptz") { type, bytes in
            type == .timestamptz ? bytes.bigEndian(Int64.self).map(PostgresEpoch.time(toUnix:)) : nil
        }
    }

    private func number(of column: Column) throws(PostgresError) -> Int {
        let number =
            switch column {
            case .number(let number): number
            case .name(let name): result.column(name) ?? -1
            }
        guard (0..<result.columnCount).contains(number) else {
            throw PostgresError(.usage, "the result has no column \(column)")
        }
        return number
    }

    private func read<Value>(
        _ column: Column, _ expected: String, _ decode: (PostgresType, UnsafeRawBufferPointer) -> Value?
    ) throws(PostgresError) -> Value {
        let number = try number(of: column)
        guard let bytes = result.field(index, number) else {
            throw PostgresError(.usage, "column \(column) is NULL, not \(expected)")
        }
        guard let type = PostgresType(rawValue: result.type(number)), let value = decode(type, bytes) else {
            throw PostgresError(.usage, "column \(column) of type \(result.type(number)) is not \(expected)")
        }
        return value
    }
}

extension PostgresRow.Column: CustomStringConvertible {
    /// The number or the name.
    package var description: String {
        switch self {
        case .number(let number): String(number)
        case .name(let name): name
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Nil unless the field is exactly this wide.
    fileprivate func bigEndian<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
        count == MemoryLayout<Number>.size ? Number(bigEndian: loadUnaligned(as: Number.self)) : nil
    }
}
