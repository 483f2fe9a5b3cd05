import Events
import Kafka
import Streaming
import Testing

@testable import DeadLetters

@Suite("The bytes of a dead letter")
struct ParkedRecordTests {
    private static let origin = RecordOrigin(topic: Topics.activity, partition: 3, offset: 41)

    private static func header(_ name: String, _ value: String) -> KafkaHeader {
        KafkaHeader(name: name, value: Array(value.utf8))
    }

    private static let added = [
        header(RecordHeader.origin, "\(origin)"), header(RecordHeader.reason, "not_json"),
        header(RecordHeader.detail, "no value"),
    ]

    @Test("headers are the client's own, also where it used the pipeline's names")
    func ownHeaders() {
        let own = [
            Self.header("trace", "1"), Self.header(RecordHeader.reason, "mine"), KafkaHeader(name: "n", value: nil),
        ]
        let record = ParkedRecord(origin: Self.origin, key: nil, headers: own + Self.added, value: [])
        #expect(record.headers == own)
    }

    @Test("a retry has the bytes and headers as they were, the time and place of now, and one header more")
    func retry() {
        let record = ParkedRecord(
            origin: Self.origin, key: [1], headers: [Self.header("trace", "1")] + Self.added, value: [0, 255])
        let retry = record.retry
        #expect(retry.topic == Topics.activity && retry.key == [1] && retry.value == [0, 255])
        #expect(retry.partition == nil && retry.timestampMs == nil)
        #expect(retry.headers == [Self.header("trace", "1"), Self.header(RecordHeader.retry, "\(Self.origin)")])
    }

    @Test("a retry names its last place only, and counts no earlier moves")
    func oldMoves() {
        let moves = ["a/1/2", "a/3/4"].map { Self.header(RecordHeader.origin, $0) }
        let record = ParkedRecord(
            origin: Self.origin, key: [1], headers: moves + [Self.header(RecordHeader.retry, "a/0/0")] + Self.added,
            value: [])
        #expect(record.headers.prefix(2) == moves[...])
        #expect(record.retry.headers == [Self.header(RecordHeader.retry, "\(Self.origin)")])
    }
}

@Suite("What a retry would come to")
struct RetryForecastTests {
    private static let now = Instant(milliseconds: 1_750_000_000_000)

    private func forecast(
        _ value: String?, key: String? = "ada", reason: String = "", headers: [KafkaHeader] = []
    ) -> Rejection.Reason? {
        let record = ParkedRecord(
            origin: RecordOrigin(topic: Topics.activity, partition: 0, offset: 0), key: key.map { Array($0.utf8) },
            headers: headers, value: value.map { Array($0.utf8) })
        return RetryForecast().rejection(of: record, reason: reason, now: Self.now)?.reason
    }

    private static func view(time: Instant = now, subject: String = "ada") -> String {
        """
        {"specversion":"1.0","id":"v","source":"t","type":"pulsehub.page.viewed.v1","subject":"\(subject)",\
        "time":"\(time)","data":{"url":"/"}}
        """
    }

    @Test("what was from the future is accepted once its time has come")
    func future() {
        #expect(forecast(Self.view(time: Self.now.advanced(bySeconds: 3600))) == .fromFuture)
        #expect(forecast(Self.view(time: Self.now.advanced(bySeconds: -3600)), reason: "from_future") == nil)
    }

    @Test("what is broken in itself stays refused")
    func broken() {
        #expect(forecast("no JSON") == .notJSON)
        #expect(forecast("") == .emptyValue)
        #expect(forecast(Self.view(), key: nil) == .keyMissing)
        #expect(forecast(Self.view(subject: "bob")) == .keyMismatch)
    }

    @Test("what was refused for its signature is not retried without the key that signed it")
    func signature() {
        #expect(forecast(Self.view(), reason: "invalid_signature") == .invalidSignature)
    }

    @Test("of a null value it is known whether it erases, or was too large to be parked")
    func null() {
        #expect(forecast(nil, reason: "too_large") == .tooLarge)
        #expect(forecast(nil, reason: "invalid_envelope") == nil)
        let name = [KafkaHeader(name: RecordHeader.erasure, value: Array("ada".utf8))]
        #expect(forecast(nil, headers: name) == .invalidEnvelope)
    }
}
