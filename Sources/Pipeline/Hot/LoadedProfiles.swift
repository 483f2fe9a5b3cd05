import Events
import Kafka
import Profiles
import Streaming

/// What the beginning of a batch found out about the profiles that it is going to change.
struct LoadedProfiles {
    /// What Redis holds of the folds that are erased, since all of it must go by name.
    var erased: [ExactText: ErasedFields] = [:]
    /// By topic: those of whom Redis knows that they have a state in its fold, and holds none. To begin them anew would tell
    /// a wrong score; their events stand in the archive, from which they can be rebuilt.
    var lost: [String: Set<ExactText>] = [:]
    /// By topic: those of whom Redis holds no state any more that is still remembered here.
    var restored: [String: Set<ExactText>] = [:]

    func isLost(_ user: ExactText, of topic: String) -> Bool { lost[topic]?.contains(user) ?? false }

    func isToBeRestored(_ user: ExactText, of topic: String) -> Bool { restored[topic]?.contains(user) ?? false }
}

extension HotSink {
    /// Begins the compare-and-set and reads the state of users that are not remembered; nil on a conflict.
    func load(_ work: HotBatch, _ moves: [(TopicPartition, CheckpointMove)]) throws -> LoadedProfiles? {
        let wellnessUsers = work.wellness.filter { $1.erasure != nil || !wellness.contains($0) }.map(\.key)
        let activityUsers = work.activity.filter { $1.erasure != nil || !activity.contains($0) }.map(\.key)
        let witnesses = witnesses(work, besides: Set(wellnessUsers), Set(activityUsers))
        let users = (wellnessUsers + activityUsers).map(\.text)
        let read = try redis.begin(
            moves, under: fence.believed, loading: users, witnesses: witnesses.map { ($0.user.text, $0.field) })
        guard let read else { return nil }
        var loaded = LoadedProfiles()
        for (witness, isThere) in zip(witnesses, read.areThere) where !isThere {
            loaded.restored[witness.topic, default: []].insert(witness.user)
        }
        var new: [(topic: String, user: ExactText)] = []
        for (user, fields) in zip(wellnessUsers, read.hashes) {
            guard let events = work.wellness[user] else { continue }
            if events.erasure != nil { loaded.erased[user, default: .init()].add(fields.map(\.name), of: .wellness) }
            let profile = try readable(user.text) {
                try WellnessProfile(fields: events.erasure == nil ? fields : [])
            }
            if profile.witnessField == nil, events.erasure == nil { new.append((Topics.wellness, user)) }
            wellness.insert(user, profile, partition: events.origin.partition)
        }
        for (user, fields) in zip(activityUsers, read.hashes.dropFirst(wellnessUsers.count)) {
            guard let events = work.activity[user] else { continue }
            if events.erasure != nil {
                loaded.erased[user, default: .init()].add(fields.map(\.name), of: .activity)
                throttle.forget(user)
            }
            let profile = try readable(user.text) {
                try ActivityProfile(fields: events.erasure == nil ? fields : [])
            }
            if profile == ActivityProfile(), events.erasure == nil { new.append((Topics.activity, user)) }
            activity.insert(user, profile, partition: events.origin.partition)
        }
        for (person, isKnown) in zip(new, try redis.areKnown(new.map { ($0.topic, $0.user.text) })) where isKnown {
            loaded.lost[person.topic, default: []].insert(person.user)
            // Not to be remembered as somebody new.
            if person.topic == Topics.activity {
                _ = activity.take(person.user)
            } else {
                _ = wellness.take(person.user)
            }
        }
        return loaded
    }

    private typealias Witness = (topic: String, user: ExactText, field: String)

    /// A field that each remembered profile is sure to have in Redis, unless Redis has lost it.
    private func witnesses(
        _ work: HotBatch, besides wellnessUsers: Set<ExactText>, _ activityUsers: Set<ExactText>
    ) -> [Witness] {
        var found: [Witness] = []
        for user in work.wellness.keys where !wellnessUsers.contains(user) {
            if let field = wellness[user]?.witnessField { found.append((Topics.wellness, user, field)) }
        }
        for user in work.activity.keys where !activityUsers.contains(user) {
            guard let profile = activity[user], profile != ActivityProfile() else { continue }
            found.append((Topics.activity, user, ActivityProfile.stateField))
        }
        return found
    }

    /// Who of the batch has a state now, and who has none any more.
    func people(_ work: HotBatch, _ loaded: LoadedProfiles) -> [ProfileRedis.People] {
        var wellnessPeople = ProfileRedis.People(topic: Topics.wellness)
        for user in work.wellness.keys where !loaded.isLost(user, of: Topics.wellness) {
            wellnessPeople.note(user.text, hasState: wellness[user]?.witnessField != nil)
        }
        var activityPeople = ProfileRedis.People(topic: Topics.activity)
        for user in work.activity.keys where !loaded.isLost(user, of: Topics.activity) {
            activityPeople.note(user.text, hasState: activity[user].map { $0 != ActivityProfile() } ?? false)
        }
        return [wellnessPeople, activityPeople]
    }

    private func readable<Profile>(_ user: String, _ body: () throws -> Profile) throws -> Profile {
        do { return try body() } catch { throw UnreadableProfile(userID: user, reason: error) }
    }
}

/// A user's stored state cannot be read, which no retry mends.
struct UnreadableProfile: Error, CustomStringConvertible {
    let userID: String
    let reason: any Error

    var description: String {
        "\(LiveProfileKeys.profile(userID)): \(reason). Restore it with \"pulsehub rebuild --user \(userID)\""
    }
}

/// A person's state in one fold that Redis has lost.
struct LostProfile: Hashable {
    let topic: String
    let user: ExactText
}

/// Remembers what was told, up to a bound, so that a log tells it once and not with every event.
struct Told {
    private static let countMax = 1000
    private var seen: Set<LostProfile> = []

    /// False if it was told before.
    mutating func insert(_ profile: LostProfile) -> Bool {
        if seen.count >= Self.countMax { seen = [] }
        return seen.insert(profile).inserted
    }
}

extension [StateField] {
    /// Adds those fields that are not among these yet.
    mutating func merge(_ fields: [StateField]) {
        let known = Set(map(\.name))
        self += fields.filter { !known.contains($0.name) }
    }
}
