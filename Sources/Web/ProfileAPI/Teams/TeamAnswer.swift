import Access
import Events
import HTTPKit
import Hummingbird
import Profiles

/// A page of a coach's table, as JSON or as CSV.
struct TeamAnswer {
    let team: TeamID
    let table: TeamTable
    let rows: [TeamRow]
    /// Rows on all pages.
    let total: Int

    /// In the form that the request prefers.
    func response(_ terms: WellnessProfile.Terms, from source: ProfileSource, to request: Request) -> Response {
        let isCSV = MediaRange.prefersCSV(request.headers[.accept] ?? "")
        var response = Response.document(isCSV ? csv : json(terms), from: source, to: request)
        if isCSV { response.headers[.contentType] = "text/csv; charset=utf-8; header=present" }
        response.headers[.vary] = "Accept"
        response.headers[.pulsehubConfigCommit] = terms.configCommit
        return response
    }

    func json(_ terms: WellnessProfile.Terms) -> [UInt8] {
        var json = JSONWriter(capacity: 400 * rows.count + 128)
        json.beginObject()
        json.field("teamId", team.text)
        json.field("configCommit", terms.configCommit)
        json.write(table.page)
        json.key("total")
        json.integer(total)
        json.key("athletes")
        json.beginArray()
        for row in rows { row.write(to: &json) }
        json.endArray()
        json.endObject()
        return json.bytes
    }

    var csv: [UInt8] {
        var csv = CSVWriter()
        for column in TeamRow.columns { csv.text(column) }
        csv.endLine()
        for row in rows { row.write(to: &csv) }
        return csv.bytes
    }
}

/// Content negotiation between the two forms.
enum MediaRange {
    /// Whether `Accept` names CSV and wants it at least as much as JSON; wildcards mean JSON.
    static func prefersCSV(_ accept: String) -> Bool {
        var (csv, json) = (0.0, 0.0)
        for range in accept.lowercased().split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            switch parts.first {
            case "text/csv": csv = max(csv, quality)
            case "application/json": json = max(json, quality)
            default: break
            }
        }
        return csv > 0 && csv >= json
    }
}
