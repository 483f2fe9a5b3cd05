import CPostgres

/// Writes rows in COPY's binary format: every field is a 32-bit length and its bytes, big-endian.
///
/// Fields must match the table's column types exactly; COPY converts nothing. To keep the row loop free of checks, the
/// first failure is remembered, and thrown by the next `beginRow` or by `copyIn` at the end.
package struct CopyWriter: ~Copyable {
    /// Rows begun.
    package private(set) var rowCount = 0

    private static let capacity = 64 * 1024
    private let connection: OpaquePointer
    private let buffer: UnsafeMutableRawPointer
    private var used = 0
    private var missingFields = 0
    private var failure: PostgresError?

    init(_ connection: OpaquePointer) {
        self.connection = connection
        buffer = .allocate(byteCount: Self.capacity, alignment: 8)
        // The signature, then no flags and no header extension.
        let header: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [UInt8](repeating: 0, count: 8)
        header.withUnsafeBytes { put($0) }
    }

    deinit { buffer.deallocate() }

    /// Begins a row of this many fields, all of which must follow.
    package mutating func beginRow(columns: Int) throws(PostgresError) {
        try check()
        put(Int16(clamping: columns))
        missingFields = columns
        rowCount += 1
    }

    /// NULL of any type.
    package mutating func null() {
        missingFields -= 1
        put(Int32(-1))
    }

    /// `smallint`
    package mutating func int16(_ value: Int16) { field(value) }
    /// `integer`
    package mutating func int32(_ value: Int32) { field(value) }
    /// `bigint`
    package mutating func int64(_ value: Int64) { field(value) }
    /// `double precision`
    package mutating func double(_ value: Double) { field(value.bitPattern) }
    /// `boolean`
    package mutating func bool(_ value: Bool) { field(value ? 1 as UInt8 : 0) }
    /// `date`: days since 1970-01-01; `Int32.min` and `.max` are ±infinity.
    package mutating func date(_ days: Int32) { field(PostgresEpoch.date(fromUnix: days)) }

    /// `timestamptz`: microseconds since 1970-01-01T00:00:00Z; `Int64.min` and `.max` are ±infinity.
    package mutating func timestamptz(_ microseconds: Int64) { field(PostgresEpoch.time(fromUnix: microseconds)) }

    /// `text`. Must not contain a zero byte, or the server refuses the whole COPY (22021).
    package mutating func text(_ value: String) {
        var value = value
        value.withUTF8 { bytea(UnsafeRawBufferPointer($0)) }
    }

    /// `text` from UTF-8. Bytes that are not UTF-8 make the server refuse the whole COPY (22021).
    package mutating func text(_ utf8: [UInt8]) { bytea(utf8) }

    /// `text` from UTF-8, as above.
    package mutating func text(_ utf8: UnsafeRawBufferPointer) { bytea(utf8) }

    /// `text[]`. Each must hold to what ``text(_:)-(String)`` asks.
    package mutating func textArray(_ values: [String]) {
        let header = values.isEmpty ? 12 : 20
        beginField(values.reduce(header) { $0 + 4 + $1.utf8.count })
        // Dimensions, whether there are NULLs, the type of the elements; then of the only dimension its length and first index.
        put(Int32(values.isEmpty ? 0 : 1))
        put(Int32(0))
        put(PostgresType.text.rawValue)
        guard !values.isEmpty else { return }
        put(Int32(clamping: values.count))
        put(Int32(1))
        for value in values {
            var value = value
            put(Int32(clamping: value.utf8.count))
            value.withUTF8 { put(UnsafeRawBufferPointer($0)) }
        }
    }

    /// `bytea`
    package mutating func bytea(_ value: [UInt8]) { value.withUnsafeBytes { bytea($0) } }

    /// `bytea`, copied before the call returns.
    package mutating func bytea(_ value: UnsafeRawBufferPointer) {
        beginField(value.count)
        put(value)
    }

    /// `bytea`, copied before the call returns.
    package mutating func bytea(_ value: RawSpan) { value.withUnsafeBytes { bytea($0) } }

    /// `jsonb` from the text of a document. One that is not valid makes the server refuse the whole COPY (22P02).
    package mutating func jsonb(_ document: [UInt8]) { document.withUnsafeBytes { jsonb($0) } }

    /// `jsonb` from the text of a document, as above.
    package mutating func jsonb(_ document: UnsafeRawBufferPointer) {
        beginField(document.count + 1)
        put(jsonbVersion)
        put(document)
    }

    /// `jsonb` from the text of a document, as above.
    package mutating func jsonb(_ document: RawSpan) { document.withUnsafeBytes { jsonb($0) } }

    /// Writes the trailer and hands the rest to libpq.
    mutating func finish() throws(PostgresError) {
        try check()
        put(Int16(-1))
        flush()
        try check()
    }

    private func check() throws(PostgresError) {
        if let failure { throw failure }
        guard missingFields == 0 else {
            throw PostgresError(.usage, "row \(rowCount) lacks \(missingFields) of its fields (or has too many)")
        }
    }

    private mutating func beginField(_ count: Int) {
        if count > Int32.max { failure = failure ?? PostgresError(.usage, "a field of \(count) bytes") }
        missingFields -= 1
        put(Int32(clamping: count))
    }

    private mutating func field<Number: FixedWidthInteger>(_ value: Number) {
        beginField(MemoryLayout<Number>.size)
        put(value)
    }

    private mutating func put<Number: FixedWidthInteger>(_ value: Number) {
        if used + MemoryLayout<Number>.size > Self.capacity { flush() }
        buffer.storeBytes(of: value.bigEndian, toByteOffset: used, as: Number.self)
        used += MemoryLayout<Number>.size
    }

    private mutating func put(_ bytes: UnsafeRawBufferPointer) {
        if used + bytes.count > Self.capacity { flush() }
        guard let start = bytes.baseAddress else { return }
        if bytes.count > Self.capacity { return send(start, bytes.count) }
        (buffer + used).copyMemory(from: start, byteCount: bytes.count)
        used += bytes.count
    }

    private mutating func flush() {
        send(buffer, used)
        used = 0
    }

    private mutating func send(_ start: UnsafeRawPointer, _ count: Int) {
        guard failure == nil, count > 0 else { return }
        var (start, count) = (start, count)
        while count > 0 {
            let piece = min(count, Self.capacity)
            if PQputCopyData(connection, start.assumingMemoryBound(to: CChar.self), Int32(piece)) != 1 {
                failure = PostgresError(.connection, PostgresError.line(PQerrorMessage(connection)))
                return
            }
            start += piece
            count -= piece
        }
    }
}
