import EventCodec
import Events

extension EventDecoder {
    /// Decodes an event held in an array; see ``EventDecoder/decode(unsent:now:)``.
    package func decode(unsent value: [UInt8], now: Instant) throws(Rejection) -> Event {
        try decode(unsent: value, now: now) { event, _ in event }
    }

    /// Also lends the event's `data` as its sender wrote them.
    package func decode<Answer>(
        unsent value: [UInt8], now: Instant, _ body: (Event, JSONValue?) -> Answer
    ) throws(Rejection) -> Answer {
        let result: Result<Answer, Rejection> = value.withUnsafeBytes { bytes in
            do throws(Rejection) {
                return .success(try decode(unsent: bytes, now: now, body))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}

extension JSONParser {
    /// Reads a document held in an array; bytes that are no JSON are a rejection like any other.
    package func read<Value>(_ json: [UInt8], _ body: (JSONValue) throws(Rejection) -> Value) throws(Rejection) -> Value
    {
        let result: Result<Value, Rejection> = json.withUnsafeBytes { bytes in
            do {
                return .success(try parse(bytes) { try body($0) })
            } catch let rejection as Rejection {
                return .failure(rejection)
            } catch {
                return .failure(Rejection(.notJSON, "\(error)"))
            }
        }
        return try result.get()
    }
}
