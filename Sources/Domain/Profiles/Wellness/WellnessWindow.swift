import Events
import Readiness

/// How far back the fold can look.
package enum WellnessWindow {
    /// Days back from the newest date within which a late row still recomputes every affected score at once.
    package static let correctableDays = 60
    /// Days of training loads that count for a score: nine long time constants, after which a load's weight is below 1e-4.
    package static let loadDays = 400

    /// Days after its own that a row counts for a score.
    static func reach(of kind: RowKind) -> Int {
        switch kind {
        case .hrv: 60
        case .sleep: 13
        }
    }

    /// The first date that the fold scores, of a person whose rows end at `horizon`.
    static func firstLive(_ horizon: CivilDate) -> CivilDate { horizon.advanced(by: -correctableDays) }

    /// The oldest date whose rows are kept: whole chunks, so that a stored chunk is never rewritten only to shrink.
    static func firstKept(_ horizon: CivilDate) -> CivilDate {
        StateChunk.start(of: StateChunk.index(of: firstLive(horizon).advanced(by: -reach(of: .hrv))))
    }

    static func firstKeptLoad(_ horizon: CivilDate) -> CivilDate {
        StateChunk.start(of: StateChunk.index(of: firstLive(horizon).advanced(by: -loadDays)))
    }
}
