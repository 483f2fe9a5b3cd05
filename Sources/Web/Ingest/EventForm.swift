import EventCodec
import Events
import HTTPKit
import Hummingbird
import Producing

/// The three forms in which the CloudEvents HTTP binding (1.0) carries events.
enum EventForm {
    /// The body is one event.
    case structured
    /// The body is a JSON array of events.
    case batch
    /// The body is the data of one event, whose attributes are `ce-` headers.
    case binary

    private static let batchType = "application/cloudevents-batch+json"

    /// Plain JSON is read as binary mode where the headers say so, else as one structured event.
    init(_ request: Request) throws(Problem) {
        switch request.mediaType {
        case Event.contentType: self = .structured
        case EventForm.batchType: self = .batch
        case "application/json": self = BinaryEvent.isAnnounced(by: request) ? .binary : .structured
        default:
            throw Problem.unsupportedMediaType(accepted: [Event.contentType, EventForm.batchType, "application/json"])
        }
    }

    /// Largest body of a single event.
    var bytesMax: Int { EventLimits.valueBytesMax }

    /// The events of the body, all valid.
    ///
    /// - Throws: a 400 that lists every invalid event by its index; nothing may be sent then.
    func events(in body: [UInt8], _ request: Request, eventsMax: Int) throws(Problem) -> [OutgoingEvent] {
        let values: [[UInt8]]
        switch self {
        case .structured: values = [body]
        case .binary: values = [try BinaryEvent.structured(body, request)]
        case .batch:
            guard let elements = JSONArrayElements.split(body, countMax: eventsMax + 1) else {
                throw Problem.badRequest("a batch is a JSON array of events\(EventForm.whatItIs(body))")
            }
            guard elements.count <= eventsMax else {
                throw Problem(
                    "too-many-events", status: .contentTooLarge, title: "The batch has too many events",
                    detail: "at most \(eventsMax) events are accepted at once")
            }
            values = elements.map { Array($0) }
        }
        return try EventForm.decode(values)
    }

    private static func whatItIs(_ body: [UInt8]) -> String {
        if body.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") {
            return "; this is an object: send a single event as \(Event.contentType)"
        }
        return body.withUnsafeBytes { Misreading.cause(of: $0) }.map { "; \($0)" } ?? ""
    }

    private static func decode(_ values: [[UInt8]]) throws(Problem) -> [OutgoingEvent] {
        let decoder = EventDecoder()
        let now = Instant.now()
        var events: [OutgoingEvent] = []
        var invalid = InvalidEvents()
        for (index, value) in values.enumerated() {
            do throws(Rejection) {
                events.append(try OutgoingEvent(unsent: value, decoder, now: now))
            } catch {
                invalid.add(error, at: index)
            }
        }
        if let problem = invalid.problem(of: values.count) { throw problem }
        return events
    }
}
