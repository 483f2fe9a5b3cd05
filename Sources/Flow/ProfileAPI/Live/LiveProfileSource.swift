import Access
import Events
import HTTPKit
import Identity
import Live
import Profiles

/// Reads what live streams tell: the same documents as `GET /profiles/{userId}`.
struct LiveProfileSource: LiveSource {
    let store: FallbackProfileStore

    func profiles(of users: [UserID]) async throws -> LiveProfiles {
        let batch = try await store.read(ProfilePart.allCases, of: users, until: store.deadline)
        let profiles = batch.found.map { ($0.key, LiveProfile($0.key, $0.value)) }
        return LiveProfiles(Dictionary(uniqueKeysWithValues: profiles), isComplete: batch.isComplete)
    }
}

extension LiveProfile {
    init(_ user: UserID, _ answer: FallbackProfileStore.Answer<ProfileParts>) {
        let parts = answer.value
        self.init(
            isCopy: answer.source == .postgres,
            document: { shown in VisibleProfile.json(of: user, parts, shown: shown) },
            figures: { parts[.readiness].flatMap { AlertFigures(readiness: $0) } })
    }
}

/// A profile as somebody may see it.
enum VisibleProfile {
    /// Parts that tell anything withheld are left out whole; what is withheld is named.
    static func json(of user: UserID, _ parts: ProfileParts, shown: Set<Signal>) -> [UInt8] {
        let withheld = Signal.allCases.filter { !shown.contains($0) }
        guard !withheld.isEmpty else { return ProfileDocument.json(of: user, parts) }
        let visible = parts.filter { part, _ in signals(in: part).isSubset(of: shown) }
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.field("userId", user.text)
        for part in ProfilePart.allCases {
            guard let document = visible[part] else { continue }
            json.key(part.rawValue)
            json.raw(document)
        }
        json.key("withheld")
        json.beginArray()
        for signal in withheld { json.string(signal.rawValue) }
        json.endArray()
        json.endObject()
        return json.bytes
    }

    /// What a part tells of. A score's components are HRV and nights.
    private static func signals(in part: ProfilePart) -> Set<Signal> {
        switch part {
        case .readiness: [.readiness, .hrv, .sleep]
        case .wellness: [.hrv, .sleep]
        case .activity: [.activity]
        }
    }
}
