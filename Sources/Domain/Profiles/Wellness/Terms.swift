import Events
import Readiness

extension WellnessProfile {
    /// Under what scores are computed: the formula's constants, date by date, and the commit that says so.
    ///
    /// A change of the constants counts from one date on, so that what was told before stays: a commit stands for its whole
    /// history, and everybody who computes under it has the same constants for the same date.
    public struct Terms: Equatable, Sendable {
        /// Constants and the first date that they count for.
        public struct Era: Equatable, Sendable {
            /// ``CivilDate/earliest`` for the first.
            public let from: CivilDate
            /// Of training loads only those within ``WellnessWindow/loadDays`` count.
            public let settings: ReadinessSettings
            /// The commit that brought them.
            public let commit: String

            fileprivate init(from: CivilDate, _ settings: ReadinessSettings, _ commit: String) {
                var settings = settings
                // The fold forgets older loads, the daily tables do not: both must give one score.
                settings.load.windowDays = WellnessWindow.loadDays
                self.from = from
                self.settings = settings
                self.commit = commit
            }
        }

        /// A commit of the configuration.
        public struct Change: Sendable {
            /// The full id.
            public var commit: String
            /// The day when it was made, in UTC.
            public var day: CivilDate
            /// The constants as of this commit.
            public var settings: ReadinessSettings
            /// The first date that they count for, if it says so.
            public var effectiveFrom: CivilDate?

            /// A commit.
            public init(commit: String, day: CivilDate, settings: ReadinessSettings, effectiveFrom: CivilDate? = nil) {
                self.commit = commit
                self.day = day
                self.settings = settings
                self.effectiveFrom = effectiveFrom
            }
        }

        /// Days after a commit's own from which on its constants count, unless it states a date: no event that was accepted
        /// before it can be dated so.
        public static let noticeDays = 2

        /// By date; at least one.
        public let eras: [Era]
        /// The commit of the configuration.
        public let configCommit: String

        /// The same constants for every date.
        public init(settings: ReadinessSettings, configCommit: String) {
            eras = [Era(from: .earliest, settings, configCommit)]
            self.configCommit = configCommit
        }

        /// What a commit and those before it say; nil without any.
        ///
        /// The oldest counts from the beginning. A date is stated by the commit that writes it; one that is left standing
        /// says nothing of later constants.
        ///
        /// - Parameter changes: oldest first.
        public init?(_ changes: [Change], configCommit: String) {
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
        public func era(of date: CivilDate) -> Era { eras.last { $0.from <= date } ?? eras[0] }

        /// The constants for a date.
        public func settings(on date: CivilDate) -> ReadinessSettings { era(of: date).settings }
    }
}
