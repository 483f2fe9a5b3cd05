import Events
import Foundation
import Profiles
import Readiness
import Settings

extension WellnessProfile.Terms {
    /// What a commit of the configuration, and those before it, say of each date.
    package init(_ settings: EffectiveSettings) {
        let changes = settings.lineage.map { earlier in
            Change(
                commit: earlier.settings.commit, day: Instant(milliseconds: earlier.committedAt * 1000).utcDate,
                settings: ReadinessSettings(earlier.settings),
                effectiveFrom: earlier.settings[\.readiness.effectiveFrom].flatMap { CivilDate($0.rendered) })
        }
        self =
            Self(changes, configCommit: settings.commit)
            ?? Self(settings: ReadinessSettings(settings), configCommit: settings.commit)
    }
}

extension ReadinessSettings {
    /// The constants of the formula as one commit sets them: both give them the same names.
    ///
    /// Accepted ranges, vendor order and the RR filter are not settings: they stay as published.
    package init(_ settings: EffectiveSettings) {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(settings.json(of: "readiness").utf8))
        } catch {
            // A name that only one of them knows, which ReadinessTermsTests would have found.
            preconditionFailure("\(error)")
        }
    }
}
