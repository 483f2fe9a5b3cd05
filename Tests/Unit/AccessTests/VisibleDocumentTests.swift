import EventCodec
import Events
import Identity
import Testing

@testable import Access

@Suite("Documents under partial consent")
struct VisibleDocumentTests {
    private let parsers = JSONParserPool(capacity: 4096)

    struct Case: Sendable {
        let hidden: Set<Signal>
        let document: String
        let rest: String

        init(_ hidden: [Signal], _ document: String, _ rest: String) {
            self.hidden = Set(hidden)
            self.document = document
            self.rest = rest
        }
    }

    private static let cases = [
        Case(
            [.hrv],
            #"{"components":{"hrv":{"score":1},"load":{},"rhr":{"z":2},"sleep":{},"sleepDebt":{}}}"#,
            #"{"components":{"load":{},"sleep":{},"sleepDebt":{}}}"#),
        Case(
            [.sleep],
            #"{"components":{"hrv":{"score":1},"load":{},"rhr":{"z":2},"sleep":{},"sleepDebt":{}}}"#,
            #"{"components":{"hrv":{"score":1},"load":{},"rhr":{"z":2}}}"#),
        Case(
            [.hrv],
            #"{"drivers":[{"code":"a","component":"hrv"},{"code":"b","component":"sleep"},{"code":"c"}]}"#,
            #"{"drivers":[{"code":"b","component":"sleep"},{"code":"c"}]}"#),
        Case(
            [.hrv],
            #"{"flags":["hrv_unusually_high","hrv_down_rhr_up","sleep_debt_high"],"staleComponents":["rhr"]}"#,
            #"{"flags":["sleep_debt_high"],"staleComponents":[]}"#),
        Case(
            [.sleep],
            #"{"flags":["hrv_unusually_high","sleep_debt_high"],"staleComponents":["hrv","sleep"]}"#,
            #"{"flags":["hrv_unusually_high"],"staleComponents":["hrv"]}"#),
        Case(
            [.hrv],
            #"{"measurements":{"hrv":{"today":60},"neutral":75,"rhr":{},"sleep":{},"sleepNeedMin":480}}"#,
            #"{"measurements":{"neutral":75,"sleep":{},"sleepNeedMin":480}}"#),
        Case(
            [.sleep],
            #"{"measurements":{"hrv":{"today":60},"neutral":75,"sleep":{},"sleepNeedMin":480}}"#,
            #"{"measurements":{"hrv":{"today":60},"neutral":75}}"#),
        // When a row came, and which one changed the score, is told of the hidden signals as well.
        Case([.hrv], #"{"date":"d","revisions":[{"cause":"hrv-1"}]}"#, #"{"date":"d"}"#),
        Case(
            [.hrv],
            #"{"wellness":{"date":"d","updatedAt":"t","hrv":{},"restingHR":{},"sleep":{"lastDate":"d","debtMin":1.5}}}"#,
            #"{"wellness":{"sleep":{"lastDate":"d","debtMin":1.5}}}"#),
        Case([.activity], #"{"wellness":{"date":"d","updatedAt":"t"}}"#, #"{"wellness":{"date":"d","updatedAt":"t"}}"#),
        // Sums of all parts, from which the hidden one follows by subtraction.
        Case(
            [.hrv],
            #"{"score":70,"scoreExact":70.2,"confidence":0.9,"confidenceLevel":"high","drivers":[{"component":"sleep","points":1}]}"#,
            #"{"score":70,"confidenceLevel":"high","drivers":[{"component":"sleep"}]}"#),
        Case(
            [.sleep],
            #"{"components":{"hrv":{"points":-3.5,"score":60.5}},"measurements":{"hrv":{"today":60,"weight":0.4}}}"#,
            #"{"components":{"hrv":{"score":60.5}},"measurements":{"hrv":{"today":60}}}"#),
        Case(
            [.activity], #"{"scoreExact":70.2,"confidence":0.9,"revisions":[]}"#,
            #"{"scoreExact":70.2,"confidence":0.9,"revisions":[]}"#),
        // Whether anything is stale is told of what is shown.
        Case(
            [.hrv], #"{"components":{"sleep":{"stale":false}},"stale":true,"staleComponents":["hrv","rhr"]}"#,
            #"{"components":{"sleep":{"stale":false}},"stale":false,"staleComponents":[]}"#),
        Case(
            [.hrv], #"{"components":{"sleep":{"stale":true}},"stale":true,"staleComponents":["hrv","sleep"]}"#,
            #"{"components":{"sleep":{"stale":true}},"stale":true,"staleComponents":["sleep"]}"#),
        Case(
            [.hrv, .sleep],
            #"{"readiness":{"score":70},"wellness":{"date":"d","hrv":{}}}"#,
            #"{"readiness":{"score":70}}"#),
        Case(
            [.readiness],
            #"{"userId":"readiness","readiness":{},"activity":{}}"#,
            #"{"userId":"readiness","activity":{}}"#),
        Case(
            [.activity],
            #"{"readiness":{},"activity":{"events":{}}}"#,
            #"{"readiness":{}}"#),
        // Clients name their events as they like.
        Case(
            [.sleep, .hrv],
            #"{"activity":{"events":{"sleep":1,"hrv":2},"pages":["hrv"]}}"#,
            #"{"activity":{"events":{"sleep":1,"hrv":2},"pages":["hrv"]}}"#),
        Case(
            [],
            #"{"wellness":{"hrv":{"mean7":60.3}},"activity":{},"flags":["sleep_debt_high"]}"#,
            #"{"wellness":{"hrv":{"mean7":60.3}},"activity":{},"flags":["sleep_debt_high"]}"#),
        Case(
            Signal.allCases,
            #"{"userId":"ana","readiness":{},"wellness":{},"activity":{}}"#,
            #"{"userId":"ana"}"#),
    ]

    @Test("lose every member, driver, flag and name that speaks of a hidden signal, and nothing else", arguments: cases)
    func rest(of test: Case) throws {
        let visibility = Visibility(of: try UserID("ana"), shown: Set(Signal.allCases).subtracting(test.hidden))
        let written = parsers.parse(Array(test.document.utf8)) { value in
            var json = JSONWriter()
            visibility.write(value, to: &json)
            return String(decoding: json.bytes, as: UTF8.self)
        }
        #expect(written == test.rest)
    }
}
