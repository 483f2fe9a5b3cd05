import Events
import Readiness

/// Eight days of naps as one field of the Redis hash.
///
/// Apart from the rows, so that those who take none pay nothing, and what earlier versions wrote stays as it is.
enum NapChunk {
    static func fieldName(_ index: Int32) -> String { "n\(index)" }

    static func index(ofField name: String) -> Int32? { name.first == "n" ? Int32(name.dropFirst()) : nil }

    /// The chunk's bytes, equal for equal naps; nil when it holds none.
    static func encode(_ index: Int32, of naps: Naps) -> [UInt8]? {
        var writer = ByteWriter()
        for entry in naps.entries(in: StateChunk.start(of: index)..<StateChunk.start(of: index + 1)) {
            writer.signed(Int64(entry.date.dayNumber))
            writer.text(entry.vendor)
            StateChunk.write(entry.nap, &writer)
        }
        return writer.bytes.isEmpty ? nil : writer.bytes
    }

    static func decode(_ bytes: [UInt8], index: Int32, into naps: inout Naps) throws(StateError) {
        var reader = ByteReader(bytes)
        while !reader.isAtEnd {
            let date = CivilDate(dayNumber: Int32(clamping: try reader.signed()))
            guard StateChunk.index(of: date) == index else { throw StateError("a nap stands in another's chunk") }
            let vendor = try reader.text()
            naps.merge(NapEntry(date: date, vendor: vendor, nap: try StateChunk.night(&reader)))
        }
    }
}
