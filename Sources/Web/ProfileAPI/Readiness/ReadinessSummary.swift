import Access
import EventCodec
import Events
import Profiles
import Readiness

extension Signal {
    /// What a score tells of: itself, and what it was computed from.
    static let ofScores: Set<Signal> = [.readiness, .hrv, .sleep]
}

/// A score as an app shows it: the number, what moved it, and how far to trust it.
struct ReadinessSummary: Sendable, Equatable {
    var date: CivilDate
    /// Nil where the data does not carry a score; `status` says why.
    var score: Int?
    var band: ReadinessBand?
    var status: ReadinessStatus
    var guidance: Guidance?
    var confidence: Double
    var confidenceLevel: ConfidenceLevel
    /// The parts for which older values stand in.
    var stale: [ComponentName]
    var flags: [ReadinessFlag]
    var drivers: [ShownDriver]

    init(_ result: ReadinessResult) {
        date = result.date
        score = result.total?.score
        band = result.total?.band
        status = result.status
        guidance = result.total?.guidance
        confidence = result.confidence
        confidenceLevel = result.confidenceLevel
        stale = result.components.stale
        flags = result.flags
        drivers = result.total?.drivers.map(ShownDriver.init) ?? []
    }

    /// Reads a finished readiness document; nil for one of a form that this version does not write.
    init?(stored document: JSONValue) {
        guard let date = document["date"]?.text.flatMap({ CivilDate($0) }),
            let status = document["status"]?.text.flatMap(ReadinessStatus.init),
            let confidence = document["confidence"]?.number,
            let level = document["confidenceLevel"]?.text.flatMap(ConfidenceLevel.init),
            let stale = document["staleComponents"], let flags = document["flags"], let drivers = document["drivers"]
        else { return nil }
        self.date = date
        score = document["score"]?.integer.flatMap { Int($0) }
        band = document["band"]?.text.flatMap(ReadinessBand.init)
        self.status = status
        guidance = document["guidance"]?.text.flatMap(Guidance.init)
        self.confidence = confidence
        confidenceLevel = level
        self.stale = []
        for component in stale.children {
            guard let component = component.text.flatMap(ComponentName.init) else { return nil }
            self.stale.append(component)
        }
        self.flags = []
        for flag in flags.children {
            guard let flag = flag.text.flatMap(ReadinessFlag.init) else { return nil }
            self.flags.append(flag)
        }
        self.drivers = []
        for driver in drivers.children {
            guard let component = driver["component"]?.text.flatMap(ComponentName.init),
                let code = driver["code"]?.text.flatMap(DriverCode.init)
            else { return nil }
            self.drivers.append(ShownDriver(component: component, code: code))
        }
    }

    /// The members of an object, in one order and form wherever the score came from.
    func writeMembers(to json: inout JSONWriter, for visibility: Visibility) {
        json.key("readiness")
        if let score { json.integer(score) } else { json.null() }
        json.key("date")
        json.string(date.description)
        json.key("band")
        json.nullable(band?.rawValue)
        json.key("status")
        json.string(status.rawValue)
        json.key("confidence")
        json.beginObject()
        json.key("level")
        json.string(confidenceLevel.rawValue)
        if visibility.shows("confidence") {
            json.key("value")
            json.rounded(confidence)
        }
        json.endObject()
        json.key("stale")
        json.bool(stale.contains { visibility.shows($0.rawValue) })
        json.key("guidance")
        json.nullable(guidance?.rawValue)
        json.key("flags")
        json.beginArray()
        for flag in flags where visibility.shows(flag.rawValue) { json.string(flag.rawValue) }
        json.endArray()
        json.key("drivers")
        json.drivers(drivers.filter { visibility.shows($0.component.rawValue) })
    }
}
