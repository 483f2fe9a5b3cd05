import EventCodec
import Events
import TestSupport
import Testing

@Suite("Encoding events")
struct EventRoundTripTests {
    static let payloads: [Payload] = {
        let date = Decoding.timestamp.utcDate
        let at = Instant(microseconds: 1_795_154_400_000_001)
        return [
            .hrv(HRVRecorded(date: date, vendor: "oura", rMSSD: 0.1 + 0.2, capturedAt: at)),
            .hrv(
                HRVRecorded(
                    date: date, vendor: "ö", sdnn: 1e22, restingHR: -0.0, readinessScore: .leastNonzeroMagnitude,
                    capturedAt: at)),
            .sleep(
                SleepRecorded(
                    date: date, vendor: "v", durationMin: 1e300, efficiencyPct: 90, latencyMin: 1.5, wakeCount: 0,
                    capturedAt: at)),
            .sleep(SleepRecorded(date: date, vendor: "v", durationMin: 400, capturedAt: at)),
            .sleep(SleepRecorded(date: date, vendor: "v", durationMin: 25, capturedAt: at, kind: .nap)),
            .deleted(RecordDeleted(kind: .nap, date: date, vendor: "v", capturedAt: at)),
            .rr(RRRecorded(date: date, vendor: "polar", rrMs: [], capturedAt: at)),
            .rr(RRRecorded(date: date, vendor: "polar", rrMs: [800, 812.25, -1], capturedAt: at)),
            .deleted(RecordDeleted(kind: .hrv, date: date, vendor: "v", capturedAt: at)),
            .deleted(RecordDeleted(kind: .sleep, date: date, vendor: "v", capturedAt: at)),
            .training(TrainingRecorded(date: date, load: 88.5, durationMin: 60, capturedAt: at)),
            .profile(
                ProfileUpdated(timeZone: "America/Argentina/Buenos_Aires", sleepNeedMin: 470, displayName: "\"\\\n🏃")),
            .profile(ProfileUpdated()),
            .pageView(PageViewed(url: "https://x/\u{7F}é?q=\"", userAgent: "", referrer: "r", sessionId: "s")),
            .activity(name: "goal.set"),
        ]
    }()

    @Test("every payload decodes to what was encoded", arguments: payloads)
    func roundTrip(payload: Payload) throws {
        let event = Event(
            id: "id \u{1F}\"é", source: "urn:x", subject: "ann/é 🏃", time: Instant(microseconds: 1_795_154_400_123_450),
            payload: payload)
        let bytes = event.encoded()
        #expect(try Decoding.decode(bytes, key: event.subject, topic: payload.topic) == event)
        #expect(bytes == event.encoded())
    }

    @Test("an activity's own data is sent as it is")
    func activityData() {
        let event = Event(id: "1", source: "s", subject: "a", time: Decoding.timestamp, payload: .activity(name: "x"))
        let text = String(decoding: event.encoded(activityData: Array(#"{"k":[1]}"#.utf8)), as: UTF8.self)
        #expect(text.hasSuffix(#""data":{"k":[1]}}"#))
    }

    @Test("10,000 mutated records end as an event or a refusal, and the decoder goes on working")
    func mutations() throws {
        var random = Seeded(42)
        let decoder = EventDecoder()
        let originals = Self.payloads.map {
            Event(id: "1", source: "s", subject: "ann", time: Decoding.timestamp, payload: $0)
        }
        var events = 0
        var reasons: Set<Rejection.Reason> = []
        for _ in 0..<10_000 {
            guard let original = originals.randomElement(using: &random) else { break }
            var bytes = original.encoded()
            for _ in 0...Int.random(in: 0..<3, using: &random) { Mutation.apply(to: &bytes, &random) }
            do {
                _ = try Decoding.decode(bytes, topic: original.payload.topic, with: decoder)
                events += 1
            } catch {
                reasons.insert(error.reason)
                #expect(error.detail.utf8.count < 1000)
            }
        }
        #expect(events > 100)
        #expect(reasons.isSuperset(of: [.notJSON, .invalidEnvelope, .invalidData, .unknownType]))
        #expect(try Decoding.decode(Decoding.json().utf8, with: decoder).id == "e1")
    }
}
