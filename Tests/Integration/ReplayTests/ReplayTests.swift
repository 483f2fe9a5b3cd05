import Events
import Kafka
import Postgres
import TestSupport
import Testing

/// `pulsehub verify` and `pulsehub rebuild` against real servers. One test at a time.
@Suite("What is stored can be proved and restored from the archive", .serialized)
enum ReplayTests {
    /// 2025-05-31: past on every clock.
    static let endDate = CivilDate(dayNumber: 20_239)
    static let smallBatches = ["HOT_BATCH_RECORDS": "40", "COLD_BATCH_RECORDS": "100"]
}

extension Pipeline {
    /// Waits until both paths are done and no date waits for a rescore.
    func settle() throws {
        try waitUntilDone()
        try eventually("no date waits for a rescore", state: { logs }) {
            try openPostgres().query("SELECT count(*) AS waiting FROM rescore_queue").first?.int("waiting") == 0
        }
    }

    /// Produces at a steady pace, so that events still flow while something else is done.
    func trickle(_ records: [ProducerRecord], _ count: Int, every pause: Duration) async throws {
        for start in stride(from: 0, to: records.count, by: count) {
            try produce(Array(records[start..<min(start + count, records.count)]))
            try await Task.sleep(for: pause)
        }
    }

    /// Expects that everything stored is what the archive says.
    func expectVerified(_ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let (code, output) = try run(.verify)
        #expect(code == 0, comment ?? "\(output)", sourceLocation: sourceLocation)
        #expect(output.contains("\n0 differences\n") || output.hasPrefix("0 differences\n"), "\(output)")
    }

    /// Expects that `verify` finds exactly these places, each as `user  field`.
    func expectDifferences(_ places: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
        let (code, output) = try run(.verify)
        #expect(code == 1, "\(output)", sourceLocation: sourceLocation)
        let total = places.count == 1 ? "1 difference\n" : "\(places.count) differences\n"
        #expect(output.contains(total), "\(output)", sourceLocation: sourceLocation)
        for place in places {
            #expect(output.contains("\(place)\n"), "\(place) is not in \(output)", sourceLocation: sourceLocation)
        }
    }
}
