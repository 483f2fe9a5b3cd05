/// A parameter of a query, sent in PostgreSQL's binary form.
package enum PostgresValue: Sendable, Hashable {
    /// No value; its type is what the statement makes of it.
    case null
    /// Must not contain a zero byte, which PostgreSQL refuses (22021).
    case text(String)
    /// Any bytes.
    case bytea([UInt8])
    /// `smallint`
    case int2(Int16)
    /// `integer`
    case int4(Int32)
    /// `bigint`
    case int8(Int64)
    /// `double precision`
    case double(Double)
    /// `boolean`
    case bool(Bool)
    /// Days since 1970-01-01; `Int32.min` and `.max` are -infinity and infinity.
    case date(Int32)
    /// Microseconds since 1970-01-01T00:00:00Z; `Int64.min` and `.max` are -infinity and infinity.
    case timestamptz(Int64)
    /// The UTF-8 text of a JSON document.
    case jsonb([UInt8])
    /// `text[]`
    case textArray([String])
    /// `bigint[]`
    case int8Array([Int64])
}

extension PostgresValue {
    /// The type's number in PostgreSQL's catalogue; 0 lets the server decide.
    var type: PostgresType {
        switch self {
        case .null: .unspecified
        case .text: .text
        case .bytea: .bytea
        case .int2: .int2
        case .int4: .int4
        case .int8: .int8
        case .double: .float8
        case .bool: .bool
        case .date: .date
        case .timestamptz: .timestamptz
        case .jsonb: .jsonb
        case .textArray: .textArray
        case .int8Array: .int8Array
        }
    }

    /// Appends the binary form; false for null, which has none.
    func encode(into bytes: inout [UInt8]) -> Bool {
        switch self {
        case .null: return false
        case .text(let text): bytes += text.utf8
        case .bytea(let value): bytes += value
        case .int2(let number): bytes.append(bigEndian: number)
        case .int4(let number): bytes.append(bigEndian: number)
        case .int8(let number): bytes.append(bigEndian: number)
        case .double(let number): bytes.append(bigEndian: number.bitPattern)
        case .bool(let flag): bytes.append(flag ? 1 : 0)
        case .date(let days): bytes.append(bigEndian: PostgresEpoch.date(fromUnix: days))
        case .timestamptz(let time): bytes.append(bigEndian: PostgresEpoch.time(fromUnix: time))
        case .jsonb(let document):
            bytes.append(jsonbVersion)
            bytes += document
        case .textArray(let texts):
            bytes.append(arrayHeaderOf: .text, count: texts.count)
            for text in texts {
                bytes.append(bigEndian: Int32(clamping: text.utf8.count))
                bytes += text.utf8
            }
        case .int8Array(let numbers):
            bytes.append(arrayHeaderOf: .int8, count: numbers.count)
            for number in numbers {
                bytes.append(bigEndian: Int32(8))
                bytes.append(bigEndian: number)
            }
        }
        return true
    }
}

extension [UInt8] {
    fileprivate mutating func append(bigEndian number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }

    /// One dimension from index 1, no nulls; no dimension if empty.
    fileprivate mutating func append(arrayHeaderOf element: PostgresType, count: Int) {
        append(bigEndian: Int32(count == 0 ? 0 : 1))
        append(bigEndian: Int32(0))
        append(bigEndian: element.rawValue)
        if count > 0 {
            append(bigEndian: Int32(clamping: count))
            append(bigEndian: Int32(1))
        }
    }
}
