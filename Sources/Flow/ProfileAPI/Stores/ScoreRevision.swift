import Events
import Profiles

/// One change of a date's score.
public struct ScoreRevision: Sendable, Equatable {
    /// From 1, counted for each user and date.
    public var number: Int
    /// The events that changed it, or `config <commit>`; none where it was repaired.
    public var causes: Causes
    /// When the archive learned of it.
    public var revisedAt: Instant
    /// After the change.
    public var current: State
    /// Before it.
    public var previous: State
    /// What moved the score before the change: the `drivers` of the document that was replaced, as JSON.
    public var previousDrivers: [UInt8]

    /// A score and what it was computed under.
    public struct State: Sendable, Equatable {
        /// Nil where there was no score.
        public var score: Int?
        /// Nil exactly when the score is.
        public var band: String?
        /// Nil where the constants came from no repository.
        public var configCommit: String?

        /// A state as stored.
        public init(score: Int?, band: String?, configCommit: String?) {
            self.score = score
            self.band = band
            self.configCommit = configCommit
        }
    }

    /// A change as stored.
    public init(
        number: Int, causes: Causes, revisedAt: Instant, current: State, previous: State, previousDrivers: [UInt8]
    ) {
        self.number = number
        self.causes = causes
        self.revisedAt = revisedAt
        self.current = current
        self.previous = previous
        self.previousDrivers = previousDrivers
    }
}

extension ScoreRevision {
    func write(to json: inout JSONWriter, _ parsers: JSONParserPool) {
        json.beginObject()
        json.key("revision")
        json.integer(number)
        json.field("revisedAt", revisedAt.description)
        json.key("cause")
        json.nullable(causes.last)
        json.key("causes")
        json.beginArray()
        for name in causes.names { json.string(name) }
        json.endArray()
        json.key("causeCount")
        json.integer(causes.count)
        current.write(to: &json)
        json.key("previous")
        json.beginObject()
        previous.write(to: &json)
        json.key("drivers")
        json.drivers(stored: previousDrivers, parsers)
        json.endObject()
        json.endObject()
    }
}

extension ScoreRevision.State {
    fileprivate func write(to json: inout JSONWriter) {
        json.key("score")
        if let score { json.integer(score) } else { json.null() }
        json.key("band")
        json.nullable(band)
        json.key("configCommit")
        json.nullable(configCommit)
    }
}
