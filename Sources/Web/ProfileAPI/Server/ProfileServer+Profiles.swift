import Access
import Events
import HTTPKit
import Hummingbird
import Identity

/// Whole live profiles, as the last event left them.
extension ProfileServer {
    func addProfiles(to api: RouterGroup<CallerContext>) {
        api.read("profiles/:userId") { request, context in
            _ = try Query(request)
            let user = try UserID(pathSegment: context.parameters.require("userId"))
            let end = deadline
            let seen = try await access.decide(on: user, in: context, until: end)
            guard !seen.shown.isEmpty else { return .withheld(Signal.allCases, to: request) }
            let answer = try Self.found(await store.profile(of: user, until: end))
            let document = try shown(ProfileDocument.json(of: user, answer.value), of: Signal.allCases, to: seen)
            try access.record([Look.Shown(user, answer.value.signals(shownTo: seen))], in: context)
            return .document(document, from: answer.source, to: request)
        }
        api.read("profiles") { request, context in
            let batch = try ProfileBatch(Query(request, "ids"))
            let end = deadline
            return try await expensive.run(for: context.caller, until: end) {
                let visible = try await batch.visible { user throws(Problem) in
                    try await access.decide(on: user, in: context, until: end)
                }
                let read = try await store.profiles(
                    of: batch.users.filter { visible[$0]?.shown.isEmpty == false }, until: end)
                let document = try document(of: batch, read, visible)
                let shown = batch.users.compactMap { user in
                    visible[user].map { Look.Shown(user, read.found[user]?.value.signals(shownTo: $0) ?? []) }
                }
                try access.record(shown, in: context)
                let isAllLive = read.found.values.allSatisfy { $0.source == .redis }
                return .document(document, from: isAllLive ? .redis : .postgres, to: request)
            }
        }
    }

    private func document(
        of batch: ProfileBatch, _ read: FallbackProfileStore.Batch<ProfileParts>, _ visible: [UserID: Visibility]
    ) throws(Problem) -> [UInt8] {
        var json = JSONWriter(capacity: 2048 * batch.users.count)
        json.beginObject()
        json.key("profiles")
        json.beginArray()
        for user in batch.users {
            guard let answer = read.found[user], let seen = visible[user], !seen.shown.isEmpty else { continue }
            json.raw(try shown(ProfileDocument.json(of: user, answer.value), of: Signal.allCases, to: seen))
        }
        json.endArray()
        json.users("refused", batch.users.filter { visible[$0].map(\.shown.isEmpty) ?? true })
        let absent = batch.users.filter { visible[$0]?.shown.isEmpty == false && read.found[$0] == nil }
        // Where PostgreSQL could not be asked, nobody knows whether there is such a profile.
        json.users(read.isComplete ? "missing" : "unavailable", absent)
        json.endObject()
        return json.bytes
    }
}

extension ProfileParts {
    /// What a profile of these parts shows to somebody: of what it lacks there is nothing to be seen.
    func signals(shownTo seen: Visibility) -> Set<Signal> {
        var signals: Set<Signal> = []
        if self[.readiness] != nil, seen.shown.contains(.readiness) { signals.formUnion(Signal.ofScores) }
        if self[.wellness] != nil { signals.formUnion([.hrv, .sleep]) }
        if self[.activity] != nil { signals.insert(.activity) }
        return signals.intersection(seen.shown)
    }
}

extension JSONWriter {
    fileprivate mutating func users(_ name: StaticString, _ users: [UserID]) {
        key(name)
        beginArray()
        for user in users { string(user.text) }
        endArray()
    }
}
