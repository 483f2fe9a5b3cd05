import Access
import EventCodec
import Events
import HTTPKit
import Hummingbird
import Identity

/// What athletes let the coaches of their teams see, and what they want to be told of.
extension ProfileServer {
    func addConsents(to api: RouterGroup<CallerContext>) {
        api.read("/consents") { request, context in
            _ = try Query(request)
            let consents = try await access.consents(in: context, until: deadline)
            return Response.personal { $0.write(consents) }
        }
        api.put("/consents") { request, context in
            _ = try Query(request)
            let wanted = try await request.json { body throws(Problem) in try Self.consents(in: body) }
            let end = deadline
            try await access.setConsents(wanted, in: context, until: end)
            let consents = try await access.consents(in: context, until: end)
            return Response.personal { $0.write(consents) }
        }
    }

    func addAlerts(to api: RouterGroup<CallerContext>) {
        api.read("/alerts") { request, context in
            _ = try Query(request)
            let alerts = try await access.alerts(in: context, until: deadline)
            return Response.personal { $0.write(alerts) }
        }
        api.put("/alerts") { request, context in
            _ = try Query(request)
            let alerts = try await request.json { body throws(Problem) in try AlertPreferences(in: body) }
            try await access.setAlerts(alerts, in: context, until: deadline)
            return Response.personal { $0.write(alerts) }
        }
    }

    /// `{"teams":[{"teamId":"first","signals":["hrv"]}]}`
    private static func consents(in body: JSONValue) throws(Problem) -> [TeamID: Set<Signal>] {
        var consents: [TeamID: Set<Signal>] = [:]
        for (element, place) in try StrictObject(body, "teams").array("teams", countMax: 100) {
            let object = try StrictObject(element, "teamId", "signals", at: place)
            let team = try TeamID(object.requiredText("teamId", bytesMax: 64))
            guard consents[team] == nil else { throw Problem.badRequest("\(place) names a team for the second time") }
            var signals: Set<Signal> = []
            for (element, place) in try object.array("signals", countMax: Signal.allCases.count) {
                guard let signal = element.text.flatMap(Signal.init(rawValue:)) else {
                    let names = Signal.allCases.map(\.rawValue).joined(separator: ", ")
                    throw Problem.badRequest("\(place) must be one of: \(names)")
                }
                signals.insert(signal)
            }
            consents[team] = signals
        }
        return consents
    }
}

extension AlertPreferences {
    /// What is absent or null is never told.
    fileprivate init(in body: JSONValue) throws(Problem) {
        let object = try StrictObject(body, "sleepDebtMinutes", "readinessBelow")
        self.init(
            sleepDebtMinutes: try object.integer("sleepDebtMinutes", in: 1...1200),
            readinessBelow: try object.integer("readinessBelow", in: 1...100))
    }
}

extension JSONWriter {
    /// Each team with what it is shown and what is withheld from it.
    fileprivate mutating func write(_ consents: [TeamConsent]) {
        beginObject()
        key("teams")
        beginArray()
        for consent in consents {
            beginObject()
            field("teamId", consent.team.id.text)
            field("name", consent.team.name)
            key("signals")
            write(consent.signals)
            key("withheld")
            write(Signal.all.subtracting(consent.signals))
            endObject()
        }
        endArray()
        endObject()
    }

    fileprivate mutating func write(_ alerts: AlertPreferences) {
        beginObject()
        key("sleepDebtMinutes")
        nullable(alerts.sleepDebtMinutes.map(Double.init))
        key("readinessBelow")
        nullable(alerts.readinessBelow.map(Double.init))
        endObject()
    }
}
