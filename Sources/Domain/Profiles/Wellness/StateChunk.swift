import Events
import Readiness

/// Eight days of a person's rows as one field of the Redis hash.
///
/// One field per row would spend most memory on field names, one field for all would rewrite 120 days for every row.
enum StateChunk {
    static let days: Int32 = 8

    /// Shifting by three bits divides by eight and rounds down, also before 1970.
    static func index(of date: CivilDate) -> Int32 { date.dayNumber >> 3 }

    static func start(of index: Int32) -> CivilDate { CivilDate(dayNumber: Int32(clamping: Int(index) * Int(days))) }

    static func fieldName(_ index: Int32) -> String { "d\(index)" }

    static func index(ofField name: String) -> Int32? { name.first == "d" ? Int32(name.dropFirst()) : nil }

    private enum Kind: UInt8 { case hrv = 1, sleep }

    /// The chunk's bytes, equal for equal rows; nil when it holds none.
    static func encode(_ index: Int32, of rows: DailyRows) -> [UInt8]? {
        let first = start(of: index)
        var writer = ByteWriter()
        for day in 0..<Int(days) {
            let date = first.advanced(by: day)
            for vendor in rows.vendorNames {
                if let entry = rows.hrvEntry(vendor: vendor, date: date) {
                    head(.hrv, day, vendor, &writer)
                    write(entry, &writer)
                }
                if let entry = rows.sleepEntry(vendor: vendor, date: date) {
                    head(.sleep, day, vendor, &writer)
                    write(entry.night, &writer)
                }
            }
        }
        return writer.bytes.isEmpty ? nil : writer.bytes
    }

    static func decode(_ bytes: [UInt8], index: Int32, into rows: inout DailyRows) throws(StateError) {
        var reader = ByteReader(bytes)
        while !reader.isAtEnd {
            guard let kind = Kind(rawValue: try reader.byte()) else { throw StateError("an entry has an unknown kind") }
            let date = start(of: index).advanced(by: Int(try reader.byte()))
            guard self.index(of: date) == index else { throw StateError("an entry stands in another's chunk") }
            let name = try reader.text()
            switch kind {
            case .hrv: rows.restore(try hrvEntry(date, name, &reader))
            case .sleep: rows.restore(SleepEntry(date: date, vendor: name, night: try night(&reader)))
            }
        }
    }

    private static func head(_ kind: Kind, _ day: Int, _ name: String, _ writer: inout ByteWriter) {
        writer.byte(kind.rawValue)
        writer.byte(UInt8(day))
        writer.text(name)
    }

    private static func write(_ entry: HRVEntry, _ writer: inout ByteWriter) {
        let registers = [entry.rmssd, entry.sdnn, entry.restingHR]
        var present: UInt8 = 0
        for (bit, register) in registers.enumerated() where register != nil { present |= 1 << UInt8(bit) }
        let writers = registers.compactMap { $0 }
        // One event mostly writes all of a morning's registers: then who wrote them is stored once.
        let shared = writers.allSatisfy {
            // Bytes, not String's own equality, which takes two spellings of one character for the same.
            $0.capturedAt == writers[0].capturedAt && $0.eventID.utf8.elementsEqual(writers[0].eventID.utf8)
        }
        writer.byte(present | (shared ? 0x80 : 0))
        for (position, register) in writers.enumerated() {
            if position == 0 || !shared { write(writer: register.capturedAt, register.eventID, &writer) }
            writer.byte(register.value == nil ? 0 : 1)
            if let value = register.value { writer.double(value) }
        }
    }

    private static func hrvEntry(_ date: CivilDate, _ vendor: String, _ reader: inout ByteReader) throws(StateError)
        -> HRVEntry
    {
        let present = try reader.byte()
        var entry = HRVEntry(date: date, vendor: vendor, rmssd: nil, sdnn: nil, restingHR: nil)
        var who: (capturedAt: Instant, eventID: String)?
        for bit in 0..<3 where present & (1 << UInt8(bit)) != 0 {
            if who == nil || present & 0x80 == 0 { who = try self.who(&reader) }
            guard let who else { continue }
            let value = try reader.byte() == 0 ? nil : try reader.double()
            guard value != 0 else { throw StateError("a heart-rate value is zero") }
            let register = Register(capturedAt: who.capturedAt, eventID: who.eventID, value: value)
            switch bit {
            case 0: entry.rmssd = register
            case 1: entry.sdnn = register
            default: entry.restingHR = register
            }
        }
        return entry
    }

    static func write(_ night: Register<SleepNight>, _ writer: inout ByteWriter) {
        write(writer: night.capturedAt, night.eventID, &writer)
        guard let value = night.value else { return writer.byte(0) }
        let fields = [value.efficiencyPct, value.latencyMin, value.wakeCount]
        var present: UInt8 = 1
        for (bit, field) in fields.enumerated() where field != nil { present |= 2 << UInt8(bit) }
        writer.byte(present)
        writer.double(value.durationMin)
        for field in fields.compactMap({ $0 }) { writer.double(field) }
    }

    static func night(_ reader: inout ByteReader) throws(StateError) -> Register<SleepNight> {
        let who = try who(&reader)
        let present = try reader.byte()
        guard present != 0 else { return Register(capturedAt: who.capturedAt, eventID: who.eventID, value: nil) }
        let night = SleepNight(
            durationMin: try reader.double(), efficiencyPct: present & 2 != 0 ? try reader.double() : nil,
            latencyMin: present & 4 != 0 ? try reader.double() : nil,
            wakeCount: present & 8 != 0 ? try reader.double() : nil)
        return Register(capturedAt: who.capturedAt, eventID: who.eventID, value: night)
    }

    private static func write(writer capturedAt: Instant, _ eventID: String, _ writer: inout ByteWriter) {
        writer.signed(capturedAt.microseconds)
        writer.text(eventID)
    }

    private static func who(_ reader: inout ByteReader) throws(StateError) -> (capturedAt: Instant, eventID: String) {
        (Instant(microseconds: try reader.signed()), try reader.text())
    }
}
