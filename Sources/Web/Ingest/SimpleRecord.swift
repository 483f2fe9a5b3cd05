import EventCodec
import Events
import HTTPKit
import Producing

/// A record without an envelope, for clients that know nothing of CloudEvents: the data of one hrv or sleep event plus
/// `userId` and, if the client likes, `id`.
enum SimpleRecord: String {
    case hrv, sleep

    /// Largest body: what an envelope adds must still fit.
    static let bytesMax = EventLimits.valueBytesMax - 2048
    private static let source = "urn:pulsehub:ingest"

    /// The event of a body. Without an `id` it is named by when its content came in.
    ///
    /// - Throws: a 400 that says which field is wrong.
    func event(from body: [UInt8], _ arrivals: Arrivals) throws(Problem) -> OutgoingEvent {
        do throws(Rejection) {
            let now = Instant.now()
            let (envelope, hasID) = try envelope(of: body)
            var (event, warnings) = try EventDecoder().decode(unsent: envelope, now: now) { event, data in
                (event, doubts(event, data))
            }
            try event.normaliseNames()
            switch event.payload {
            case .hrv(let row): event.time = row.capturedAt
            case .sleep(let row): event.time = row.capturedAt
            default: break
            }
            if !hasID {
                let arrival = arrivals.arrival(ofContent: ContentID.hash(of: event), now: now)
                event = ArrivalID.named(event, arrival: arrival)
            }
            // Encoding what was decoded leaves out every member that is no part of the contract.
            return OutgoingEvent(event, value: event.encoded(), warnings: warnings)
        } catch {
            var invalid = InvalidEvents()
            invalid.add(error, at: 0)
            throw invalid.problem(of: 1) ?? .internal
        }
    }

    private func doubts(_ event: Event, _ data: JSONValue?) -> [EventWarning] {
        let fields = FieldNames.ofData(event.payload.type).map { ["userId", "id"] + $0 }
        return EventWarning.of([event.payload], data: data, at: "", fields: fields, dropsUnknown: true)
    }

    /// The body wrapped into an envelope, so that the one decoder of events judges it.
    private func envelope(of body: [UInt8]) throws(Rejection) -> (json: [UInt8], hasID: Bool) {
        let parser = JSONParser(capacity: EventLimits.valueBytesMax)
        let (user, id) = try parser.read(body) { root throws(Rejection) in
            guard root.kind == .object else {
                let cure = root.kind == .array ? ": send each record by itself, or a batch of events" : ""
                throw Rejection(.invalidData, "a record is a JSON object, not \(root.kind.rawValue)\(cure)")
            }
            return (try root.requiredText("userId"), try root.optionalText("id"))
        }
        var json = JSONWriter(capacity: body.count + 256)
        json.beginObject()
        json.field("specversion", "1.0")
        json.field("id", id ?? "-")
        json.field("source", SimpleRecord.source)
        json.field("type", "pulsehub.\(rawValue).recorded.v1")
        json.field("subject", user)
        json.key("data")
        json.raw(body)
        json.endObject()
        return (json.bytes, id != nil)
    }
}
