import Events
import HTTPKit
import Identity
import ProfileAPI
import Profiles
import Readiness

/// Knows one athlete, `ana`, with two weeks of rows.
struct MemoryProfileStore: ProfileArchive {
    private static let lastDay = CivilDate(dayNumber: 20_777)
    private static let profile: WellnessProfile = {
        var rows = DailyRows()
        for back in 0..<14 {
            let date = lastDay.advanced(by: -back)
            let time = Instant(microseconds: Int64(date.dayNumber) * 86_400_000_000)
            rows.insert(
                HRVRow(
                    date: date, vendor: "oura", rmssd: 60 + Double(back * 7 % 11), restingHR: 50, capturedAt: time,
                    eventID: "h\(back)"))
            rows.insert(
                SleepRow(
                    date: date, vendor: "oura", durationMin: 440 + Double(back * 13 % 50), capturedAt: time,
                    eventID: "s\(back)"))
        }
        return WellnessProfile(rows: rows, settings: PersonalSettings())
    }()
    private static let parts: ProfileParts = {
        let terms = WellnessProfile.Terms(settings: .standard, configCommit: "fuzz")
        guard let documents = profile.documents(terms: terms, userID: "ana") else { return [:] }
        return [
            .readiness: documents.readinessJSON, .wellness: documents.wellnessJSON,
            .activity: ActivityProfile().document(),
        ]
    }()

    func read(_ parts: [ProfilePart], of user: UserID, within deadline: Duration) async throws -> ProfileParts {
        user.text == "ana" ? Self.parts.only(parts) : [:]
    }

    func wellness(of user: UserID, within deadline: Duration) async throws -> WellnessProfile? {
        user.text == "ana" ? Self.profile : nil
    }

    func read(
        _ parts: [ProfilePart], of users: [UserID], within deadline: Duration
    ) async throws -> [UserID: ProfileParts] {
        var found: [UserID: ProfileParts] = [:]
        for user in users where user.text == "ana" {
            found[user] = try await read(parts, of: user, within: deadline)
        }
        return found
    }

    func wellness(of users: [UserID], within deadline: Duration) async throws -> [UserID: WellnessProfile] {
        var found: [UserID: WellnessProfile] = [:]
        for user in users where user.text == "ana" { found[user] = Self.profile }
        return found
    }

    func known(_ users: [UserID], within deadline: Duration) async throws -> Set<UserID> {
        Set(users.filter { $0.text == "ana" })
    }

    func revisions(of user: UserID, on date: CivilDate, within deadline: Duration) async throws -> [ScoreRevision] {
        []
    }

    func ping(within deadline: Duration) async throws {}
}

/// An export of one line.
struct MemoryExport: PersonExport {
    func begin(_ user: UserID, for caller: UserID) async throws(Problem) -> any ExportPages { NoPages() }

    private struct NoPages: ExportPages {
        func next() async throws -> ExportPage? { nil }
    }
}
