import Events
import Readiness

/// Eight days of training loads as one field of the Redis hash.
///
/// Apart from the rows, because loads are kept for longer.
enum LoadChunk {
    static func fieldName(_ index: Int32) -> String { "l\(index)" }

    static func index(ofField name: String) -> Int32? { name.first == "l" ? Int32(name.dropFirst()) : nil }

    /// The chunk's bytes, equal for equal loads; nil when it holds none.
    static func encode(_ index: Int32, of rows: DailyRows) -> [UInt8]? {
        var writer = ByteWriter()
        for load in rows.loadEntries(in: StateChunk.start(of: index)..<StateChunk.start(of: index + 1)) {
            writer.signed(Int64(load.date.dayNumber))
            writer.text(load.eventID)
            writer.double(load.load)
        }
        return writer.bytes.isEmpty ? nil : writer.bytes
    }

    static func decode(_ bytes: [UInt8], index: Int32, into rows: inout DailyRows) throws(StateError) {
        var reader = ByteReader(bytes)
        while !reader.isAtEnd {
            let date = CivilDate(dayNumber: Int32(clamping: try reader.signed()))
            guard StateChunk.index(of: date) == index else { throw StateError("a load stands in another's chunk") }
            rows.restore(LoadEntry(date: date, eventID: try reader.text(), load: try reader.double()))
        }
    }
}
