import Events
import Readiness

extension WellnessProfile {
    /// Under what scores are computed: the formula's constants, date by date, and the commit that says so.
    ///
    /// A change of the constants counts from one date on, so that what was told before stays: a commit stands for its whole
    /// history, and everybody who computes under it has the same constants for the same date.
    package struct Terms: Equatable, Sendable {
        /// Constants and the first date that they count for.
        package struct Era: Equatable, Sendable {
            /// ``CivilDate/earliest`` for the first.
            package let from: CivilDate
            /// Of training loads only those within ``WellnessWindow/loadDays`` count.
            package let settings: ReadinessSettings
            /// The commit that brought them.
            package let commit: String

            fileprivate init(from: CivilDate, _ settings: ReadinessSettings, _ commit: String) {
                var settings = settings
                // The fold forgets older loads, the daily tables do not: both must give one score.
                settings.loadWindowDays = WellnessWindow.loadDays
                self.from = from
                self.settings = settings
                self.commit = commit
            }
        }

        /// A commit of the configuration.
        package struct Change: Sendable {
            /// The full id.
            package var commit: String
            /// The day when it was made, in UTC.
            package var day: CivilDate
            /// The constants as of this commit.
            package var settings: ReadinessSettings
            /// The first date that they count for, if it says so.
            package var effectiveFrom: CivilDate?

            /// A commit.
            package init(commit: String, day: CivilDate, settings: ReadinessSettings, effectiveFrom: CivilDate? = nil) {
                self.commit = commit
                self.day = day
                self.settings = settings
                self.effectiveFrom = effectiveFrom
            }
        }

        /// Days after a commit's own from which on its constants count, unless it states a date: no event that was accepted
        /// before it can be dated so.
        package static let noticeDays = 2

        /// By date; at least one.
        package let eras: [Era]
        /// The commit of the configuration.
        package let configCommit: String

        /// The same constants for every date.
        package init(settings: ReadinessSettings, configCommit: String) {
            eras = [Era(from: .earliest, settings, configCommit)]
            self.configCommit = configCommit
        }

        /// What a commit and those before it say; nil without any.
        ///
        /// The oldest counts from the beginning. A date is stated by the commit that writes it; one that is left standing
        /// says nothing of later constants.
        ///
        /// - Parameter changes: oldest first.
        package init?(_ changes: [Change], configCommit: String) {
            guard let first = changes.first else { return nil }
            var eras = [Era(from: .earliest, first.settings, first.commit)]
            for (before, change) in zip(changes, changes.dropFirst()) {
                let stated = change.effectiveFrom == before.effectiveFrom ? nil : change.effectiveFrom
                guard stated != nil || change.settings != before.settings else { continue }
                let from = stated ?? change.day.advanced(by: Self.noticeDays)
                eras.removeAll { $0.from >= from }
                eras.append(Era(from: eras.isEmpty ? .earliest : from, change.settings, change.commit))
            }
            self.eras = eras
            self.configCommit = configCommit
        }

        /// What counts for a date.
        package func era(of date: CivilDate) -> Era { eras.last { $0.from <= date } ?? eras[0] }

        /// The constants for a date.
        package func settings(on date: CivilDate) -> ReadinessSettings { era(of: date).settings }
    }
}
