import Access
import Events
import Identity
import Terminal

/// Security events for people: nothing that came from outside may steer their terminal.
enum SecurityEventText {
    /// A line for each, under a heading.
    static func table(_ rows: [SecurityEventQuery.Row]) -> [String] {
        let cells = rows.map { row in
            let facts = row.event.facts
            let about = [facts.subject, facts.team].compactMap(\.self).joined(separator: " in ")
            return [
                "\(row.event.first)", "\(row.event.count)", facts.kind.rawValue, facts.outcome.rawValue,
                facts.actor ?? "-",
                facts.roles ?? "-", facts.address ?? "-", facts.action.isEmpty ? "-" : facts.action,
                about.isEmpty ? "-" : about, facts.detail ?? "",
            ].map(printable)
        }
        let heading = ["AT", "TIMES", "KIND", "OUTCOME", "WHO", "AS", "FROM", "WHAT", "ABOUT", "DETAIL"]
        return TextTable.lines([heading] + cells, right: [1])
    }
}

extension SecurityEventQuery.Row {
    /// For programs; what is not known is left out.
    var json: [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.field("first", "\(event.first)")
        json.field("last", "\(event.last)")
        json.key("count")
        json.integer(event.count)
        json.field("process", process)
        json.field("kind", event.facts.kind.rawValue)
        json.field("outcome", event.facts.outcome.rawValue)
        json.field("who", event.facts.actor)
        json.field("roles", event.facts.roles)
        json.field("action", event.facts.action)
        json.field("subject", event.facts.subject)
        json.field("team", event.facts.team)
        json.field("detail", event.facts.detail)
        json.field("address", event.facts.address)
        json.endObject()
        return json.bytes
    }
}
