import Events
import Kafka
import Profiles
import Streaming

/// A live profile is the fold of what its store says it has read, byte for byte; what it says was told before; and what the
/// store says it has read are all records that were there.
final class ProfileChecker {
    private unowned let world: World

    init(world: World) { self.world = world }

    /// After a write: the checkpoints moved forward, by whoever may, over records that were told where that was due.
    func check(
        _ moves: [(place: TopicPartition, from: Checkpoint?, to: Checkpoint?)], users: [String],
        by write: RedisModel.Write
    ) {
        for (place, from, to) in moves {
            guard let to else { return world.violate("the checkpoint of \(place) cannot be read") }
            let life = write.lives[place] ?? 0
            guard world.redis.lineage.note(place, generation: to.generation, life: life) else {
                return world.violate("\(to.generation) numbers two logs of \(place)")
            }
            guard write.isLate || write.process.source?.holds(place) == true else {
                return world.violate("\(write.process.name) wrote to \(place) after it was revoked")
            }
            guard write.seen[place] == from else {
                return world.violate("\(write.process.name) moved a checkpoint of \(place) that it did not know")
            }
            let step = CheckpointStep(place, from: from, to: to, life: life, lineage: world.redis.lineage)
            if let fault = step.fault(in: world.log) { return world.violate("Redis: \(fault)") }
            for offset in step.offsets { checkTold(place, offset, life, to.generation) }
        }
        for user in users { _ = check(String(user.dropFirst(LiveProfileKeys.profilePrefix.count))) }
    }

    /// At the end: everybody, also those of whom nothing may be stored.
    func checkAll() {
        var users = Set(world.redis.users.map { ExactText($0) })
        var ids: [ExactText: Set<String>] = [:]
        for (origin, event, _) in events(of: nil) {
            users.insert(ExactText(event.subject))
            if origin.topic == Topics.activity { ids[ExactText(event.subject), default: []].insert(event.id) }
        }
        for user in users.inByteOrder {
            let counted = check(user)
            // Where nothing was deleted and nothing given up, every event counts once, whatever the store says it has read.
            if world.log.isWhole, !world.redis.losses(of: user).contains(Topics.activity),
                counted != ids[ExactText(user)]?.count ?? 0
            {
                world.violate("\(counted) events of \(user) were counted, of \(ids[ExactText(user)]?.count ?? 0)")
            }
        }
    }

    /// What cannot be folded here stands somewhere else, with its origin.
    private func checkTold(_ place: TopicPartition, _ offset: Int64, _ life: Int, _ generation: Int64) {
        guard let (record, content) = world.log.record(place, offset, life: life) else { return }
        let origin = RecordOrigin(
            topic: place.topic, partition: place.partition, offset: offset, generation: generation)
        switch content {
        case .tombstone, .erasure: break
        case .rejected:
            guard world.log.isCarried(origin, to: Topics.deadLetter) else {
                return world.violate("\(origin) is no event, was passed over, and is no dead letter")
            }
        case .event(let event):
            let target: String
            switch placement(of: record, event) {
            case .right: return
            case .misplaced: target = place.topic
            case .givenUp: target = Topics.deadLetter
            }
            guard world.log.isCarried(origin, to: target) else {
                return world.violate("\(origin) lies in the wrong partition, was passed over, and has no copy")
            }
        }
    }

    private func placement(of record: HeldRecord, _ event: Event) -> RecordPlacement {
        var placement = RecordPlacement.right
        let count = world.redis.eras(of: record.topic)?.partitions ?? 1
        RecordBatch([record]).forEach {
            placement = RecordPlacement(of: $0, subject: event.subject, partitions: count)
        }
        return placement
    }

    // MARK: Profiles

    /// - Returns: how many events of the activity fold were counted.
    private func check(_ user: String) -> Int {
        let stored = world.redis.fields(of: user)
        let standing = world.redis.standing
        var wellness = WellnessProfile()
        var activity = ActivityProfile()
        var counted = 0
        let losses = world.redis.losses(of: user)
        for (_, origin, event) in folded(user, standing) where !losses.contains(origin.topic) {
            counted += activity.apply(event) ? 1 : 0
            _ = wellness.apply(event)
        }
        var expected: [String: [UInt8]] = [:]
        for field in wellness.stateFields() { expected[field.name] = field.value }
        if let terms = Self.terms(in: stored), let documents = wellness.documents(terms: terms, userID: user) {
            expected[ProfileDocument.readiness.rawValue] = documents.readinessJSON
            expected[ProfileDocument.wellness.rawValue] = documents.wellnessJSON
        }
        if activity != ActivityProfile() {
            expected[ProfileDocument.activity.rawValue] = activity.document()
            expected[activity.state.name] = activity.state.value
        }
        if expected != stored {
            let differing = Set(expected.keys).union(stored.keys).filter { expected[$0] != stored[$0] }.sorted()
            world.violate("the profile of \(user) is not the fold of what was read: \(differing) differ")
        }
        if let document = stored[ProfileDocument.readiness.rawValue], !world.log.isTold(document, of: user) {
            world.violate("the readiness of \(user) was stored and never told")
        }
        return counted
    }

    /// A user's events in the order of the folds.
    private func folded(
        _ user: String, _ standing: Standing
    ) -> [(era: Int, origin: RecordOrigin, event: Event)] {
        events(of: user).compactMap { origin, event, isCopy in
            standing.era(of: origin, user: user.utf8, isCopy: isCopy).map { ($0, origin, event) }
        }.sorted {
            ($0.era, $0.origin.topic, $0.origin.partition, $0.origin.position)
                < ($1.era, $1.origin.topic, $1.origin.partition, $1.origin.position)
        }
    }

    /// All valid events, or those of a user, wherever a process has read them.
    private func events(of user: String?) -> [(origin: RecordOrigin, event: Event, isCopy: Bool)] {
        var found: [(origin: RecordOrigin, event: Event, isCopy: Bool)] = []
        for topic in ProcessKind.hot.topics {
            for place in world.log.places(of: topic) {
                for (generation, life) in world.redis.lineage.generations(of: place) {
                    for offset in 0..<world.log.end(of: place, life: life) {
                        guard let (record, content) = world.log.record(place, offset, life: life),
                            case .event(let event) = content,
                            user.map({ ExactText($0) == ExactText(event.subject) }) ?? true
                        else { continue }
                        let origin = RecordOrigin(
                            topic: topic, partition: place.partition, offset: offset, generation: generation)
                        found.append((origin, event, record.headers.contains { $0.name == RecordHeader.origin }))
                    }
                }
            }
        }
        return found
    }

    /// The commit under which the stored documents say that they were computed.
    private static func terms(in fields: [String: [UInt8]]) -> WellnessProfile.Terms? {
        guard let document = fields[ProfileDocument.wellness.rawValue] else { return nil }
        let text = String(decoding: document, as: UTF8.self)
        return text.components(after: "\"configCommit\":\"").flatMap { LiveState.terms(named: $0) }
    }
}

extension String {
    /// What stands between a mark and the next quote.
    fileprivate func components(after mark: String) -> String? {
        guard let start = firstRange(of: mark)?.upperBound else { return nil }
        return String(self[start...].prefix { $0 != "\"" })
    }
}
