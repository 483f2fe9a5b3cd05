import EventCodec
import Events
import Testing

@Suite("Decoding events")
struct EventDecoderTests {
    private let captured = Instant(microseconds: 1_795_154_400_000_000)
    private var date: CivilDate { Decoding.timestamp.utcDate }

    @Test("every type decodes into its payload, with optional fields absent or null")
    func happyPaths() throws {
        let common = #""date":"2026-11-20","vendor":"oura","capturedAt":"2026-11-20T06:00:00Z""#
        let wellness: [(String, String, Payload)] = [
            (
                "pulsehub.hrv.recorded.v1",
                #"{\#(common),"rMSSD":null,"sdnn":40,"restingHR":51.5,"readinessScore":null}"#,
                .hrv(HRVRecorded(date: date, vendor: "oura", sdnn: 40, restingHR: 51.5, capturedAt: captured))
            ),
            (
                "pulsehub.sleep.recorded.v1",
                #"{\#(common),"durationMin":420,"efficiencyPct":null,"wakeCount":2,"x":[]}"#,
                .sleep(SleepRecorded(date: date, vendor: "oura", durationMin: 420, wakeCount: 2, capturedAt: captured))
            ),
            (
                "pulsehub.rr.recorded.v1", #"{\#(common),"rrMs":[800,810.5]}"#,
                .rr(RRRecorded(date: date, vendor: "oura", rrMs: [800, 810.5], capturedAt: captured))
            ),
            (
                "pulsehub.record.deleted.v1", #"{\#(common),"kind":"sleep"}"#,
                .deleted(RecordDeleted(kind: .sleep, date: date, vendor: "oura", capturedAt: captured))
            ),
            (
                "pulsehub.training.recorded.v1", #"{\#(common),"load":0}"#,
                .training(TrainingRecorded(date: date, load: 0, capturedAt: captured))
            ),
            (
                "pulsehub.profile.updated.v1", #"{"timeZone":"Etc/GMT+1","displayName":"Zoë \ud83c\udfc3"}"#,
                .profile(ProfileUpdated(timeZone: "Etc/GMT+1", displayName: "Zoë 🏃"))
            ),
        ]
        for (type, data, payload) in wellness {
            #expect(try Decoding.decode(Decoding.json(type: type, data: data).utf8).payload == payload)
        }
        let view = Decoding.json(
            type: "pulsehub.page.viewed.v1", data: #"{"url":"/a","userAgent":null,"sessionId":"s"}"#)
        #expect(
            try Decoding.decode(view.utf8, topic: Topics.activity).payload
                == .pageView(PageViewed(url: "/a", sessionId: "s")))
        let activity = Decoding.json(type: "pulsehub.activity.Goal.set_1-x.v1", data: "{}")
        #expect(try Decoding.decode(activity.utf8, topic: Topics.activity).payload == .activity(name: "Goal.set_1-x"))
    }

    @Test("a sleep is the night's unless it says that it is a nap; an unknown kind is no night by mistake")
    func sleepKind() throws {
        func kind(_ field: String) throws -> SleepRecorded.Kind? {
            let data =
                #"{"date":"2026-11-20","vendor":"v","capturedAt":"2026-11-20T06:00:00Z","durationMin":30\#(field)}"#
            let json = Decoding.json(type: "pulsehub.sleep.recorded.v1", data: data)
            guard case .sleep(let row) = try Decoding.decode(json.utf8).payload else { return nil }
            return row.kind
        }
        #expect(try kind("") == .main)
        #expect(try kind(#","kind":null"#) == .main)
        #expect(try kind(#","kind":"main""#) == .main)
        #expect(try kind(#","kind":"nap""#) == .nap)
        for other in [#","kind":"NAP""#, #","kind":"""#, #","kind":1"#] {
            let rejection = #expect(throws: Rejection.self) { _ = try kind(other) }
            #expect(rejection?.reason == .invalidData && rejection?.detail.contains("data.kind") == true)
        }
    }

    @Test("vendors are one in any case and with any space around, in the spelling that readers never apply")
    func vendorNames() throws {
        for spelling in ["oura", "Oura", " OURA\u{3000}"] { #expect(VendorName.normal(spelling) == "oura") }
        #expect(VendorName.normal("Apple Watch ") == "apple watch")
        #expect(VendorName.normal(" \u{A0}") == "")
        let data = #"{"date":"2026-11-20","vendor":"Oura ","capturedAt":"2026-11-20T06:00:00Z","durationMin":400}"#
        let json = Decoding.json(type: "pulsehub.sleep.recorded.v1", data: data)
        var event = try Decoding.decode(json.utf8)
        #expect(event.payload.vendor == "Oura ")
        let changed = try event.normaliseNames()
        #expect(changed && event.payload.vendor == "oura")
    }

    @Test("the logarithm stands in for rMSSD only where rMSSD is absent")
    func logarithm() throws {
        func rMSSD(_ fields: String) throws -> Double? {
            let data = #"{"date":"2026-11-20","vendor":"v","capturedAt":"2026-11-20T06:00:00Z",\#(fields)}"#
            guard case .hrv(let row) = try Decoding.decode(Decoding.json(data: data).utf8).payload else { return nil }
            return row.rMSSD
        }
        let fromLogarithm = try #require(try rMSSD(#""lnRMSSD":4"#))
        #expect(abs(fromLogarithm - 54.598150033144236) < 1e-12)
        #expect(try rMSSD(#""lnRMSSD":4,"rMSSD":30"#) == 30)
        #expect(try rMSSD(#""lnRMSSD":4,"rMSSD":null"#).map { $0.rounded() } == 55)
    }

    @Test("time falls back to the Kafka timestamp, and the last of repeated members counts")
    func envelope() throws {
        #expect(try Decoding.decode(Decoding.json().utf8).time == Decoding.timestamp)
        #expect(try Decoding.decode(Decoding.json(time: "null").utf8).time == Decoding.timestamp)
        let event = try Decoding.decode(Decoding.json(time: #""2026-11-20T06:30:00+01:00""#, more: #","id":"e2""#).utf8)
        #expect(event.time.description == "2026-11-20T05:30:00Z")
        #expect(event.id == "e2")
    }

    @Test("the future begins ten minutes and one day after the Kafka timestamp, to the edge")
    func future() {
        func hrv(date: String = "2026-11-20", capturedAt: String = "2026-11-20T06:00:00Z") -> String {
            Decoding.json(data: #"{"date":"\#(date)","vendor":"v","rMSSD":50,"capturedAt":"\#(capturedAt)"}"#)
        }
        #expect(Decoding.refusal(Decoding.json(time: #""2026-11-20T07:10:00Z""#)) == nil)
        #expect(Decoding.refusal(Decoding.json(time: #""2026-11-20T07:10:00.000001Z""#)) == .fromFuture)
        #expect(Decoding.refusal(hrv(capturedAt: "2026-11-20T07:10:00Z")) == nil)
        #expect(Decoding.refusal(hrv(capturedAt: "2026-11-20T07:10:00.000001Z")) == .fromFuture)
        #expect(Decoding.refusal(hrv(date: "2026-11-21")) == nil)
        #expect(Decoding.refusal(hrv(date: "2026-11-22")) == .fromFuture)
        #expect(Decoding.refusal(hrv(date: "0001-01-01")) == nil)
    }

    @Test(
        "a Kafka timestamp that no record can have is refused, whatever the event says of time",
        arguments: [Int64.min, Int64.max, 0, 1_795_158_000_000, 1_795_158_000_000_000_000])
    func implausibleTimestamp(microseconds: Int64) throws {
        let timestamp = Instant(microseconds: microseconds)
        #expect(Decoding.refusal(Decoding.json(), timestamp: timestamp) == .timestampImplausible)
        let settings = Decoding.json(type: "pulsehub.profile.updated.v1", data: #"{"timeZone":"Asia/Tokyo"}"#)
        #expect(Decoding.refusal(settings, timestamp: timestamp) == .timestampImplausible)
        let unsent = #expect(throws: Rejection.self) {
            _ = try Array(settings.utf8).withUnsafeBytes { try EventDecoder().decode(unsent: $0, now: timestamp) }
        }
        #expect(unsent?.reason == .timestampImplausible)
    }

    @Test("plausible is from 2010 to the end of 2199, to the edge")
    func plausibleTimestamps() {
        let (first, end) = (EventLimits.timestamps.lowerBound, EventLimits.timestamps.upperBound)
        #expect("\(first)" == "2010-01-01T00:00:00Z" && "\(end)" == "2200-01-01T00:00:00Z")
        let old = Decoding.json(
            data: #"{"date":"2009-12-31","vendor":"v","rMSSD":50,"capturedAt":"2009-12-31T06:00:00Z"}"#)
        #expect(Decoding.refusal(old, timestamp: first) == nil)
        #expect(
            Decoding.refusal(old, timestamp: Instant(microseconds: first.microseconds - 1)) == .timestampImplausible)
        #expect(Decoding.refusal(old, timestamp: Instant(microseconds: end.microseconds - 1)) == nil)
        #expect(Decoding.refusal(old, timestamp: end) == .timestampImplausible)
    }

    @Test("a delete may name what a wrong clock has written; of a day to come it takes back everything")
    func deletes() throws {
        func deleted(date: String, capturedAt: String) throws -> RecordDeleted? {
            let json = Decoding.json(
                type: "pulsehub.record.deleted.v1",
                data: #"{"kind":"hrv","date":"\#(date)","vendor":"v","capturedAt":"\#(capturedAt)"}"#)
            guard case .deleted(let row) = try Decoding.decode(json.utf8).payload else { return nil }
            return row
        }
        let today = try deleted(date: "2026-11-20", capturedAt: "2036-11-20T06:00:00Z")
        #expect(today?.capturedAt.description == "2036-11-20T06:00:00Z")
        let tomorrow = try deleted(date: "2026-11-21", capturedAt: "2026-11-20T06:00:00Z")
        #expect(tomorrow?.capturedAt.description == "2026-11-20T06:00:00Z")
        let future = try deleted(date: "2126-11-30", capturedAt: "2026-11-20T06:00:00Z")
        #expect(future?.capturedAt == EventLimits.retraction)
        #expect(EventLimits.retraction > EventLimits.timestamps.upperBound.advanced(bySeconds: 600))
        #expect(throws: Rejection.self) { try deleted(date: "2200-01-03", capturedAt: "2026-11-20T06:00:00Z") }
        #expect(throws: Rejection.self) { try deleted(date: "2026-11-20", capturedAt: "2200-01-01T00:10:01Z") }
    }

    @Test("64 KiB are accepted and one byte more is not")
    func size() {
        let bare = Decoding.json(more: #","x":"""#).utf8.count
        func padded(to size: Int) -> String {
            Decoding.json(more: #","x":"\#(String(repeating: "a", count: size - bare))""#)
        }
        #expect(padded(to: 65_536).utf8.count == 65_536)
        #expect(Decoding.refusal(padded(to: 65_536)) == nil)
        #expect(Decoding.refusal(padded(to: 65_537)) == .tooLarge)
    }

    @Test("an unsent event needs no key and any topic's type will do")
    func unsent() throws {
        let bytes = Array(Decoding.json(type: "pulsehub.activity.x.v1", data: "{}").utf8)
        let event = try bytes.withUnsafeBytes { try EventDecoder().decode(unsent: $0, now: Decoding.timestamp) }
        #expect(event.subject == "ann")
        #expect(throws: Rejection.self) {
            try Array("[]".utf8).withUnsafeBytes { try EventDecoder().decode(unsent: $0, now: Decoding.timestamp) }
        }
    }
}
