import Events
import Kafka
import TestSupport

/// A person's rows by how many days ago they were, under the timestamp of today's noon.
struct DatedRows {
    static let today = LateHistory.noon
    /// Seconds since 1970.
    static let noon = Int64(today.dayNumber) * 86_400 + 43_200

    let user: String

    func hrv(_ id: String, _ daysAgo: Int, _ rMSSD: Double, seconds: Int64 = 0) -> ProducerRecord {
        record(id, daysAgo, seconds: seconds) {
            .hrv(HRVRecorded(date: $0, vendor: "oura", rMSSD: rMSSD, restingHR: 50, capturedAt: $1))
        }
    }

    func night(_ id: String, _ daysAgo: Int) -> ProducerRecord {
        record(id, daysAgo) { .sleep(SleepRecorded(date: $0, vendor: "oura", durationMin: 450, capturedAt: $1)) }
    }

    private func record(
        _ id: String, _ daysAgo: Int, seconds: Int64 = 0, _ payload: (CivilDate, Instant) -> Payload
    ) -> ProducerRecord {
        let date = Self.today.advanced(by: -daysAgo)
        let at = Instant(microseconds: Int64(date.dayNumber) * 86_400_000_000).advanced(bySeconds: seconds)
        let event = Event(id: id, source: "t", subject: user, time: at, payload: payload(date, at))
        return InputRecords.record(Topics.wellness, user, event.encoded(), timestampMs: Self.noon * 1000)
    }
}
