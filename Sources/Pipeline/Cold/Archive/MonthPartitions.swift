import Events
import Postgres
import Stored

/// Makes the monthly partitions of `archive.events`: some ahead of time, and those that records need.
///
/// Records far in the past or the future go to the default partition: one absurd clock must not make a thousand tables.
struct MonthPartitions {
    /// Months back for which a record may ask for a partition.
    static let monthsBack = 24

    /// At least 1; can change between batches.
    var ahead: Int
    /// Past months that are kept; 0 keeps all. An older one may have been dropped by now, so it is asked for every time.
    var kept = 0
    private var made: Set<Int> = []
    private var needed: Set<Int> = []

    init(ahead: Int) { self.ahead = max(1, ahead) }

    /// Notes a record's month; `timestampMs` is -1 where the record has no time.
    mutating func need(_ timestampMs: Int64, now: Instant) {
        guard timestampMs >= 0 else { return }
        let month = Self.month(Instant(milliseconds: timestampMs))
        let current = Self.month(now)
        guard month >= current - Self.monthsBack, month <= current + ahead else { return }
        let isLasting = kept == 0 || month >= current - kept
        if !isLasting || !made.contains(month) { needed.insert(month) }
    }

    mutating func ensureAhead(on connection: PostgresConnection, now: Instant) throws {
        let current = Self.month(now)
        for month in current...(current + ahead) where !made.contains(month) { needed.insert(month) }
        try ensureNeeded(on: connection)
    }

    /// Makes what is missing, in a transaction of its own so that two archivers wait only shortly for each other.
    mutating func ensureNeeded(on connection: PostgresConnection) throws {
        for month in needed.sorted() {
            _ = try connection.query("SELECT \(Routines.ensureMonth)($1)", [.date(Self.firstDay(month))])
            made.insert(month)
        }
        needed = []
    }

    /// Months since year 0.
    private static func month(_ instant: Instant) -> Int {
        let parts = instant.utcDate.parts
        return parts.year * 12 + parts.month - 1
    }

    private static func firstDay(_ month: Int) -> Int32 {
        CivilDate(year: month / 12, month: month % 12 + 1, day: 1)?.dayNumber ?? 0
    }
}
