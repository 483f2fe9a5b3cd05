import Foundation
import Testing

/// The checkout, whose topic files are tested.
let repository = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

/// One file of `topics/schemas`.
struct Schema: Sendable, CustomTestStringConvertible {
    let name: String
    let required: [String]
    let properties: [String]

    var testDescription: String { name }

    /// The schema of all activities stands for many types.
    var type: String { name == "pulsehub.activity.v1" ? "pulsehub.activity.example.v1" : name }

    /// All of them.
    static func files() throws -> [String] {
        let folder = "\(repository)/topics/schemas"
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { "\(folder)/\($0)" }
    }

    /// Those of events that the folds read, by name; what the pipeline itself writes is never decoded.
    static func events() throws -> [Schema] {
        try files().filter { !$0.hasSuffix("/pulsehub.insights.updated.v1.json") }.map(Schema.init)
    }

    private init(file: String) throws {
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: file)))
        let root = json as? [String: Any] ?? [:]
        name = root["title"] as? String ?? ""
        required = root["required"] as? [String] ?? []
        properties = (root["properties"] as? [String: Any] ?? [:]).keys.sorted()
    }

    /// An event with every property of the schema, but one.
    func event(without field: String? = nil) throws -> Data {
        var data: [String: Any] = [:]
        for property in properties where property != field {
            data[property] = try values[property] ?? Missing(property: property).raise()
        }
        return try JSONSerialization.data(withJSONObject: [
            "specversion": "1.0", "id": "e-1", "source": "test", "subject": "u1", "type": type, "data": data,
        ])
    }

    /// A valid value for each property of any schema; a new property needs one here.
    private var values: [String: Any] {
        [
            "date": "2026-05-01", "vendor": "oura", "capturedAt": "2026-05-01T06:00:00+02:00",
            "kind": name.hasPrefix("pulsehub.sleep") ? "main" : "hrv",
            "rMSSD": 62.5, "lnRMSSD": 4.1, "sdnn": 70, "restingHR": 48, "readinessScore": 80, "rrMs": [800, 810, 790],
            "durationMin": 450, "efficiencyPct": 90, "latencyMin": 10, "wakeCount": 2, "load": 60,
            "timeZone": "Europe/Berlin", "sleepNeedMin": 480, "displayName": "Ann", "url": "/today",
            "userAgent": "Safari", "referrer": "/", "sessionId": "s-1",
        ]
    }

    private struct Missing: Error {
        let property: String

        func raise() throws -> Never { throw self }
    }
}
