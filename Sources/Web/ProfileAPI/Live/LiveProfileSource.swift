import Access
import EventCodec
import Events
import HTTPKit
import Identity
import Profiles
import Updates

/// Reads what live streams tell: the same documents as `GET /profiles/{userId}`.
struct LiveProfileSource: LiveSource {
    let store: FallbackProfileStore
    let parsers: JSONParserPool

    func profiles(of users: [UserID]) async throws -> LiveProfiles {
        let batch = try await store.profiles(of: users, until: store.deadline)
        let profiles = batch.found.map { ($0.key, LiveProfile($0.key, $0.value, parsers)) }
        return LiveProfiles(Dictionary(uniqueKeysWithValues: profiles), isComplete: batch.isComplete)
    }
}

extension LiveProfile {
    init(_ user: UserID, _ answer: FallbackProfileStore.Answer<ProfileParts>, _ parsers: JSONParserPool) {
        let parts = answer.value
        let whole = ProfileDocument.json(of: user, parts)
        self.init(
            isCopy: answer.source == .postgres,
            document: { shown in
                parsers.shown(whole, of: Signal.allCases, to: Visibility(of: user, shown: shown))
                    ?? ProfileDocument.json(of: user, [:])
            },
            signals: { parts.signals(shownTo: Visibility(of: user, shown: $0)) },
            figures: { parts[.readiness].flatMap { AlertFigures(readiness: $0) } })
    }
}
