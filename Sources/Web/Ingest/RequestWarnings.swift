import Events
import Producing

/// The warnings of one request, by the position of the event: the first in full and the total of all.
struct RequestWarnings {
    static let listedMax = 100

    private let listed: [(index: Int, warning: EventWarning)]
    private let total: Int

    init(_ events: [OutgoingEvent]) {
        total = events.reduce(0) { $0 + $1.warnings.count }
        listed = Array(
            events.enumerated().lazy.flatMap { index, event in event.warnings.lazy.map { (index, $0) } }
                .prefix(Self.listedMax))
    }

    /// Two members of the answer; none where nothing is doubtful.
    func write(to json: inout JSONWriter) {
        guard total > 0 else { return }
        json.key("warnings")
        json.beginArray()
        for (index, warning) in listed {
            json.beginObject()
            json.key("index")
            json.integer(index)
            json.field("pointer", warning.pointer)
            json.field("code", warning.code)
            json.field("detail", warning.detail)
            json.endObject()
        }
        json.endArray()
        json.key("warningsTotal")
        json.integer(total)
    }
}
