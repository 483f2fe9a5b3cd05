import EventCodec
import Events

/// Shorthand for decoding records in tests.
enum Decoding {
    /// 2026-11-20T07:00:00Z.
    static let timestamp = Instant(microseconds: 1_795_158_000_000_000)

    /// Structured JSON with one attribute or the data replaced; an empty text leaves the member out.
    static func json(
        id: String = #""e1""#, source: String = #""test""#, type: String = "pulsehub.hrv.recorded.v1",
        subject: String = #""ann""#, time: String = "", version: String = #""1.0""#, data: String = hrv,
        more: String = ""
    ) -> String {
        let members = [
            ("specversion", version), ("id", id), ("source", source), ("type", "\"\(type)\""), ("subject", subject),
            ("time", time), ("data", data),
        ]
        return "{" + members.filter { !$0.1.isEmpty }.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + more + "}"
    }

    static let hrv = #"{"date":"2026-11-20","vendor":"oura","rMSSD":50,"capturedAt":"2026-11-20T06:00:00Z"}"#

    static func decode(
        _ value: some Sequence<UInt8>, key: String? = "ann", topic: String = Topics.wellness,
        timestamp: Instant? = Decoding.timestamp, headers: [(name: String, value: [UInt8]?)] = [],
        with decoder: EventDecoder = EventDecoder()
    ) throws(Rejection) -> Event {
        let value = Array(value)
        let key = key.map { Array($0.utf8) }
        let result: Result<Event, Rejection> = value.withUnsafeBytes { value in
            func decode(_ key: UnsafeRawBufferPointer?) -> Result<Event, Rejection> {
                do throws(Rejection) {
                    return .success(
                        try decoder.decode(
                            topic: topic, key: key, value: value, timestamp: timestamp,
                            mode: ContentMode(headers: headers)))
                } catch {
                    return .failure(error)
                }
            }
            return key.map { $0.withUnsafeBytes { decode($0) } } ?? decode(nil)
        }
        return try result.get()
    }

    /// The reason of the refusal; nil if the record is an event.
    static func refusal(
        _ text: String, key: String? = "ann", topic: String = Topics.wellness, timestamp: Instant? = Decoding.timestamp,
        headers: [(name: String, value: [UInt8]?)] = []
    ) -> Rejection.Reason? {
        do {
            _ = try decode(text.utf8, key: key, topic: topic, timestamp: timestamp, headers: headers)
            return nil
        } catch {
            return error.reason
        }
    }
}
