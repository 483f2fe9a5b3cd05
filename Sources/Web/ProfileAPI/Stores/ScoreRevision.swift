import EventCodec
import Events
import Profiles

/// One change of a date's score.
package struct ScoreRevision: Sendable, Equatable {
    /// From 1, counted for each user and date.
    package var number: Int
    /// The events that changed it, or `config <commit>`; none where it was repaired.
    package var causes: Causes
    /// When the archive learned of it.
    package var revisedAt: Instant
    /// After the change.
    package var current: State
    /// Before it.
    package var previous: State
    /// What moved the score before the change: the `drivers` of the document that was replaced, as JSON.
    package var previousDrivers: [UInt8]

    /// A score and what it was computed under.
    package struct State: Sendable, Equatable {
        /// Nil where there was no score.
        package var score: Int?
        /// Nil exactly when the score is.
        package var band: String?
        /// Nil where the constants came from no repository.
        package var configCommit: String?

        /// A state as stored.
        package init(score: Int?, band: String?, configCommit: String?) {
            self.score = score
            self.band = band
            self.configCommit = configCommit
        }
    }

    /// A change as stored.
    package init(
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
