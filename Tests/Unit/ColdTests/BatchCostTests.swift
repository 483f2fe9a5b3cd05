import Allocations
import Events
import Kafka
import Streaming
import Testing

@testable import Cold

/// A row costs what it costs, in whatever company: counted in allocations, since a table that is copied for each row shows
/// there and nowhere else.
@Suite("Cost of a row of the archive", .enabled(if: Allocations.areCounted))
struct BatchCostTests {
    /// Tables grow by doubling, so a row's share in them swings by up to this factor.
    private let doubling = 2.0

    private func growth(gathering insight: @escaping (Int) -> String) throws -> Double {
        try Allocations.growth { size in
            let rows = try (0..<size).map { try #require(try InsightRowsTests.rows(insight($0))) }
            return {
                var batch = ArchiveBatch()
                for row in rows { batch.add(row) }
            }
        }
    }

    @Test("insights of many users")
    func users() throws {
        #expect(try growth { InsightRowsTests.insight(user: "user-\($0)", offset: Int64($0)) } < doubling)
    }

    @Test("insights of one user, who is told anew with each")
    func oneUser() throws {
        #expect(try growth { InsightRowsTests.insight(offset: Int64($0)) } < doubling)
    }

    @Test("insights of one user with many dates")
    func dates() throws {
        let growth = try growth { row in
            let date = CivilDate(dayNumber: Int32(row)).description
            let result = InsightRowsTests.result.replacing("2026-11-20", with: date)
            return InsightRowsTests.insight(offset: Int64(row), dates: #"{"result":\#(result)}"#)
        }
        #expect(growth < doubling)
    }

    @Test("insights that wait until it is known who is erased")
    func settling() throws {
        let growth = try Allocations.growth { size in
            var batch = ArchiveBatch()
            for row in 0..<size {
                let text = InsightRowsTests.insight(user: "user-\(row)", offset: Int64(row))
                let place = RecordOrigin(topic: Topics.insights, partition: 0, offset: Int64(row))
                batch.insights.append((place, try #require(try InsightRowsTests.rows(text))))
            }
            return { batch.settle(without: [RecordOrigin(topic: Topics.insights, partition: 0, offset: 1)]) }
        }
        #expect(growth < doubling)
    }

    @Test("events of every kind", arguments: ["one user", "many users"])
    func events(_ whose: String) throws {
        let growth = try Allocations.growth { size in
            let events = (0..<size).map { Self.event($0, of: whose == "one user" ? "ann" : "user-\($0)") }
            return {
                var batch = ArchiveBatch()
                for event in events { batch.add(event) }
            }
        }
        #expect(growth < doubling)
    }

    private static func event(_ row: Int, of user: String) -> Event {
        let at = Instant(microseconds: Int64(row))
        let date = CivilDate(dayNumber: Int32(row / 4))
        let payload: Payload =
            switch row % 4 {
            case 0: .training(TrainingRecorded(date: date, load: 10, capturedAt: at))
            case 1: .hrv(HRVRecorded(date: date, vendor: "oura", rMSSD: 50, capturedAt: at))
            case 2: .sleep(SleepRecorded(date: date, vendor: "oura", durationMin: 400, capturedAt: at))
            default: .profile(ProfileUpdated(timeZone: "Europe/Berlin"))
            }
        return Event(id: "event-\(row)", source: "s", subject: user, time: at, payload: payload)
    }
}
