import Events
import Kafka
import TestSupport

/// One input, and what it leads to when nothing goes wrong: what every disturbed run is held against.
enum Undisturbed {
    /// 2025-05-31: past on every clock, since some clients stamp their records themselves.
    static let endDate = CivilDate(dayNumber: 20_239)

    /// 100 days of six athletes. Some 2,700 records; with small batches, time enough for any fault.
    static let input = Task {
        await InputRecords.simulated(athletes: 6, days: 100, seed: 7, endDate: endDate)
    }

    /// The outcome; computed once.
    static let outcome: Task<Outcome, any Error> = Task {
        let records = await input.value
        return try await Pipeline.run { pipeline in
            try pipeline.produce(records)
            _ = try pipeline.start(.streamProcessor)
            _ = try pipeline.start(.archiver)
            try pipeline.waitUntilDone()
            return try pipeline.outcome()
        }
    }

    /// So small that a run takes hundreds of batches and a fault nearly always hits one half done.
    static let smallBatches = ["HOT_BATCH_RECORDS": "7", "COLD_BATCH_RECORDS": "25"]
}
