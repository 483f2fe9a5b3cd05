import Events
import Testing

@testable import Backup

@Suite("When backups are due")
struct TimetableTests {
    private static func at(_ text: String) throws -> Instant { try #require(Instant(rfc3339: Array(text.utf8))) }

    @Test("the last due time and the next one, around midnight and at the very minute")
    func due() throws {
        let twice = try #require(Timetable("14:30,02:30"))
        for (now, last, next) in [
            ("2026-11-21T02:29:59Z", "2026-11-20T14:30:00Z", "2026-11-21T02:30:00Z"),
            ("2026-11-21T02:30:00Z", "2026-11-21T02:30:00Z", "2026-11-21T14:30:00Z"),
            ("2026-11-21T23:59:59Z", "2026-11-21T14:30:00Z", "2026-11-22T02:30:00Z"),
            ("2027-01-01T00:00:00Z", "2026-12-31T14:30:00Z", "2027-01-01T02:30:00Z"),
        ] {
            #expect(try twice.lastDue(Self.at(now)) == Self.at(last), "\(now)")
            #expect(try twice.nextDue(Self.at(now)) == Self.at(next), "\(now)")
        }
        let midnight = try #require(Timetable("00:00"))
        #expect(try midnight.lastDue(Self.at("2026-11-21T00:00:00Z")) == Self.at("2026-11-21T00:00:00Z"))
    }

    @Test("only times are read", arguments: ["", "2:30", "02:60", "24:00", "02:30,", "02-30", "٠٢:٣٠", "02:30 "])
    func refused(text: String) { #expect(Timetable(text) == nil) }

    @Test("names are times, and nothing else is a name")
    func names() throws {
        let name = BackupName(try Self.at("2026-11-21T02:30:00.75Z"))
        #expect("\(name)" == "2026-11-21T02-30-00Z")
        #expect(BackupName("2026-11-21T02-30-00Z") == name)
        for text in [
            "", "2026-11-21T02:30:00Z", "2026-11-21T02-30-60Z", "2026-11-21t02-30-00Z", "2026-02-30T00-00-00Z",
            "../etc",
        ] {
            #expect(BackupName(text) == nil, "\(text)")
        }
    }

    @Test("a place is an absolute path or a bucket")
    func places() {
        #expect(StoreLocation("/var/backups/") == .directory("/var/backups"))
        #expect(StoreLocation("s3://bucket/a/b/") == .bucket("bucket/a/b"))
        for text in ["", "backups", "s3://", "s3:///a", "s3://a//b", "gs://a"] { #expect(StoreLocation(text) == nil) }
    }
}
