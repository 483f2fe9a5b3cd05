import Events
import HTTPKit
import HTTPTypes
import Observability

/// Gathers what is wrong with the events of one request, by their position in it.
struct InvalidEvents {
    private static let refused = CounterFamily(Metric.ingestRejections, Rejection.Reason.allCases) { [$0.rawValue] }

    private var rejections: [(index: Int, rejection: Rejection)] = []

    mutating func add(_ rejection: Rejection, at index: Int) {
        rejections.append((index, rejection))
        Self.refused.increment(rejection.reason, by: 1)
    }

    /// The 400 that refuses the whole request; nil if every event is valid.
    func problem(of total: Int) -> Problem? {
        guard !rejections.isEmpty else { return nil }
        return Problem(
            "invalid-events", status: .badRequest, title: "Not every event is valid; none was sent",
            detail: total == 1
                ? rejections.first?.rejection.detail : "\(rejections.count) of \(total) events are not valid"
        ).adding("errors") { json in
            json.beginArray()
            for (index, rejection) in rejections {
                json.beginObject()
                json.key("index")
                json.integer(index)
                json.field("reason", rejection.reason.rawValue)
                json.field("detail", rejection.detail)
                json.endObject()
            }
            json.endArray()
        }
    }
}
