import Events
import Profiles
import Readiness
import Streaming
import Testing

@testable import Cold

@Suite("Gathering a batch")
struct ArchiveBatchTests {
    private func offsets(_ insights: [String]) throws -> (snapshots: [Int64], documents: [Int64]) {
        var batch = ArchiveBatch()
        for insight in insights { batch.add(try #require(try InsightRowsTests.rows(insight))) }
        return (batch.snapshots.values.compactMap(\.last?.origin.offset), batch.documents.values.map(\.origin.offset))
    }

    @Test("of one date and one part the newest origin stays, in any order and also when repeated")
    func newest() throws {
        for order in [[5, 9, 7], [9, 5, 7], [5, 7, 9], [9, 9, 5]] as [[Int64]] {
            let kept = try offsets(order.map { InsightRowsTests.insight(offset: $0) })
            #expect(kept.snapshots == [9])
            #expect(kept.documents == [9])
        }
    }

    @Test("a user who moved to another partition is told anew from there")
    func moved() throws {
        let kept = try offsets([
            InsightRowsTests.insight(offset: 9), InsightRowsTests.insight(offset: 2, partition: 4),
        ])
        #expect(kept.snapshots == [2])
        #expect(kept.documents == [2])
    }

    @Test("users are told apart by the bytes of their ids")
    func spellings() throws {
        let kept = try offsets([
            InsightRowsTests.insight(user: "zo\u{EB}", offset: 1),
            InsightRowsTests.insight(user: "zoe\u{308}", offset: 2),
        ])
        #expect(kept.snapshots.sorted() == [1, 2])
    }

    @Test("rows merge by the fold's rule, and page views make no profile")
    func events() {
        var batch = ArchiveBatch()
        let at = Instant(microseconds: 0)
        func event(_ id: String, _ payload: Payload) -> Event {
            Event(id: id, source: "s", subject: "ann", time: at, payload: payload)
        }
        for (id, load) in [("a", 10.0), ("b", 20), ("a", 10)] {
            batch.add(event(id, .training(TrainingRecorded(date: at.utcDate, load: load, capturedAt: at))))
        }
        batch.add(event("c", .pageView(PageViewed(url: "/"))))
        batch.add(event("d", .activity(name: "x")))
        #expect(batch.profiles.count == 1)
        #expect(batch.profiles[ExactText("ann")]?.rows.loadEntries.map(\.load) == [10, 20])
        #expect(batch.trainingCaptures[ExactText("ann")]?.count == 2)
    }
}
