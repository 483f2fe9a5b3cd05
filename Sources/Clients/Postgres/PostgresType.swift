/// Types by their fixed numbers in PostgreSQL's catalogue (`src/include/catalog/pg_type.dat`).
enum PostgresType: UInt32 {
    case unspecified = 0
    case bool = 16
    case bytea = 17
    case name = 19
    case int8 = 20
    case int2 = 21
    case int4 = 23
    case text = 25
    case json = 114
    case float4 = 700
    case float8 = 701
    case unknown = 705
    case bpchar = 1042
    case varchar = 1043
    case date = 1082
    case timestamptz = 1184
    case textArray = 1009
    case int8Array = 1016
    case jsonb = 3802
}

/// The only version of jsonb's binary form, in front of the document's text.
let jsonbVersion: UInt8 = 1

/// PostgreSQL counts from 2000-01-01; its extreme values mean infinity and stay what they are.
enum PostgresEpoch {
    private static let days: Int32 = 10_957
    private static let microseconds: Int64 = 946_684_800_000_000

    static func date(fromUnix value: Int32) -> Int32 { shift(value, by: -days) }
    static func date(toUnix value: Int32) -> Int32 { shift(value, by: days) }
    static func time(fromUnix value: Int64) -> Int64 { shift(value, by: -microseconds) }
    static func time(toUnix value: Int64) -> Int64 { shift(value, by: microseconds) }

    /// What does not fit becomes infinite.
    private static func shift<Number: FixedWidthInteger>(_ value: Number, by offset: Number) -> Number {
        if value == .min || value == .max { return value }
        let (sum, overflow) = value.addingReportingOverflow(offset)
        return overflow ? (offset < 0 ? .min : .max) : sum
    }
}
