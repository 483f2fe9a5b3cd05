import Events
import HTTPKit
import Identity
import Profiles
import Readiness

/// Computes what a person's readiness is on a date, also when nothing has arrived since.
///
/// Stored scores are not read: a score is a function of the rows and the date, and the date of "today" moves without an
/// event. So one that is no longer backed by recent values disappears by itself.
package struct ReadinessReader: Sendable {
    /// The formula's constants and the commit they come from.
    package let terms: WellnessProfile.Terms
    private let store: FallbackProfileStore
    private let now: @Sendable () -> Instant

    /// - Parameter now: the clock by which "today" is told.
    package init(store: FallbackProfileStore, terms: WellnessProfile.Terms, now: @escaping @Sendable () -> Instant) {
        self.store = store
        self.terms = terms
        self.now = now
    }

    /// A range of days is scored without letting others have their turn, day by day and vendor by vendor. So the days are
    /// bounded, and with this the vendors of a person: a person has a handful, but nobody keeps a sender from naming more.
    static let vendorsMax = 250

    /// One person's rows, good for the scores of one date and those just before it.
    package struct Subject: Sendable {
        /// Whose.
        package let user: UserID
        /// The date in question.
        package internal(set) var date: CivilDate
        /// Covers the date.
        package let profile: WellnessProfile
        /// The store that the rows come from.
        package let source: ProfileSource
    }

    /// The rows of a user; nil if neither store knows any.
    ///
    /// - Parameters:
    ///   - date: nil for today in the user's time zone.
    ///   - daysBack: how many days before the date are to be scored as well.
    package func subject(
        _ user: UserID, on date: CivilDate? = nil, daysBack: Int = 0, until end: Deadline
    ) async throws(FallbackProfileStore.Unavailable) -> Subject? {
        guard var subject = try await today(of: user, until: end) else { return nil }
        if let date { subject.date = date }
        return try await reaching(back: subject.date.advanced(by: -daysBack), subject, until: end)
    }

    /// The rows of a user as the first store has them, for today in the user's time zone; nil if neither knows any.
    func today(of user: UserID, until end: Deadline) async throws(FallbackProfileStore.Unavailable) -> Subject? {
        guard let found = try await store.rows(of: user, until: end) else { return nil }
        let today = now().date(inTimeZone: found.value.settings.timeZone?.value)
        return Subject(user: user, date: today, profile: found.value, source: found.source)
    }

    /// The subject with rows that are good for the scores of every day from the first one on.
    ///
    /// - Throws: also where more than one day is asked for of somebody with more than ``vendorsMax`` vendors.
    func reaching(
        back first: CivilDate, _ subject: Subject, until end: Deadline
    ) async throws(FallbackProfileStore.Unavailable) -> Subject {
        let rows = subject.profile.rows
        guard first >= subject.date || rows.vendorNames.count <= Self.vendorsMax else {
            throw FallbackProfileStore.Unavailable(cause: TooManyVendors())
        }
        guard subject.source == .redis, !subject.profile.covers(first) else { return subject }
        guard let archived = try await store.archivedWellness(of: subject.user, until: end) else {
            throw FallbackProfileStore.Unavailable(cause: ArchiveBehind())
        }
        return Subject(user: subject.user, date: subject.date, profile: archived.value, source: archived.source)
    }

    /// The readiness document of the subject's date.
    package func document(_ subject: Subject) -> [UInt8] {
        subject.profile.readinessDocument(on: subject.date, terms: terms, userID: subject.user.text)
    }

    /// How the score of the subject's date came about.
    package func explanation(_ subject: Subject) -> ReadinessExplanation {
        subject.profile.explanation(of: subject.date, terms: terms, userID: subject.user.text)
    }

    /// How the score of the subject's date changed, newest first; nil if PostgreSQL cannot tell now.
    package func revisions(_ subject: Subject, until end: Deadline) async -> [ScoreRevision]? {
        await store.revisions(of: subject.user, on: subject.date, until: end)
    }
}

/// More than one day was asked for of somebody with so many vendors that scoring them would hold up others.
struct TooManyVendors: Error, CustomStringConvertible {
    var description: String { "the person has rows of more than \(ReadinessReader.vendorsMax) vendors" }
}

/// The live profile exists, but the archive that holds the older dates has not got as far yet.
struct ArchiveBehind: Error, CustomStringConvertible {
    var description: String { "PostgreSQL does not know this user yet" }
}
