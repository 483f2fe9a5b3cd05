import Events
import Kafka
import Profiles
import Streaming

/// A live profile is the fold of the log up to the checkpoint, byte for byte; and what it says was told before.
final class ProfileChecker {
    private unowned let world: World
    private var folds: [TopicPartition: Fold] = [:]

    /// The users of one partition, folded up to an offset.
    private struct Fold {
        var life = 0
        var offset: Int64 = 0
        var wellness: [ExactText: WellnessProfile] = [:]
        var activity: [ExactText: ActivityProfile] = [:]
    }

    init(world: World) { self.world = world }

    /// After a write: the checkpoints moved forward, by whoever may, over records that were told where that was due.
    func check(
        _ moves: [(place: TopicPartition, from: Checkpoint?, to: Checkpoint?)], users: [String],
        by write: RedisModel.Write
    ) {
        for (place, from, to) in moves {
            guard let to else { return world.violate("the checkpoint of \(place) cannot be read") }
            var start = from?.nextOffset ?? 0
            let life = write.lives[place] ?? 0
            guard life >= world.redis.lineage.life(of: place) else {
                return world.violate("\(write.process.name) wrote what \(place) held before it was made again")
            }
            if life > world.redis.lineage.life(of: place) {
                world.note(write.process.name, "is the first to write of the new \(place)")
                world.redis.lineage.restart(place, at: start)
                start = 0
            }
            guard to.nextOffset >= start else {
                return world.violate("Redis' checkpoint of \(place) went back from \(start) to \(to.nextOffset)")
            }
            guard to.nextOffset <= world.log.end(of: place) else {
                return world.violate("Redis' checkpoint of \(place) went beyond the log, to \(to.nextOffset)")
            }
            guard write.isLate || write.process.source?.holds(place) == true else {
                return world.violate("\(write.process.name) wrote to \(place) after it was revoked")
            }
            guard write.seen[place] == from else {
                return world.violate(
                    "\(write.process.name) moved a checkpoint of \(place) that it did not know, \(start)")
            }
            for offset in start..<to.nextOffset { checkTold(place, offset) }
        }
        for user in users { check(String(user.dropFirst(LiveProfileKeys.profilePrefix.count))) }
    }

    /// At the end: everybody, also those of whom nothing may be stored.
    func checkAll() {
        var users = Set(world.redis.users.map { ExactText($0) })
        for (place, end) in world.log.ends where ProcessKind.hot.topics.contains(place.topic) {
            for offset in 0..<end {
                if case .event(let event)? = world.log.record(place, offset)?.content {
                    users.insert(ExactText(event.subject))
                }
            }
        }
        for user in users.inByteOrder { check(user) }
    }

    /// What cannot be folded here stands somewhere else, with its origin.
    private func checkTold(_ place: TopicPartition, _ offset: Int64) {
        guard let (record, content) = world.log.record(place, offset) else { return }
        let origin = RecordOrigin(topic: place.topic, partition: place.partition, offset: offset)
        switch content {
        case .tombstone, .erasure: break
        case .rejected:
            guard world.log.isCarried(origin, to: Topics.deadLetter) else {
                return world.violate("\(origin) is no event, was passed over, and is no dead letter")
            }
        case .event(let event):
            guard case .misplaced = placement(of: record, event) else { return }
            guard world.log.isCarried(origin, to: place.topic) else {
                return world.violate("\(origin) lies in the wrong partition, was passed over, and has no copy")
            }
        }
    }

    private func placement(of record: HeldRecord, _ event: Event) -> RecordPlacement {
        var placement = RecordPlacement.right
        RecordBatch([record]).forEach {
            placement = RecordPlacement(
                of: $0, subject: event.subject, partitions: LogModel.partitions[record.topic] ?? 1)
        }
        return placement
    }

    // MARK: Profiles

    private func check(_ user: String) {
        let stored = world.redis.fields(of: user)
        var expected: [String: [UInt8]] = [:]
        let wellnessPlace = home(of: user, in: Topics.wellness)
        advance(wellnessPlace)
        if var profile = folds[wellnessPlace]?.wellness[ExactText(user)] {
            for field in profile.stateFields() { expected[field.name] = field.value }
            if let terms = Self.terms(in: stored), let documents = profile.documents(terms: terms, userID: user) {
                expected[ProfileDocument.readiness.rawValue] = documents.readinessJSON
                expected[ProfileDocument.wellness.rawValue] = documents.wellnessJSON
            }
        }
        let activityPlace = home(of: user, in: Topics.activity)
        advance(activityPlace)
        if let profile = folds[activityPlace]?.activity[ExactText(user)], profile != ActivityProfile() {
            expected[ProfileDocument.activity.rawValue] = profile.document()
            expected[profile.state.name] = profile.state.value
        }
        if expected != stored {
            let differing = Set(expected.keys).union(stored.keys).filter { expected[$0] != stored[$0] }.sorted()
            world.violate(
                "the profile of \(user) is not the fold up to \(wellnessPlace) \(folds[wellnessPlace]?.offset ?? 0), "
                    + "\(activityPlace) \(folds[activityPlace]?.offset ?? 0): \(differing) differ")
        }
        if let document = stored[ProfileDocument.readiness.rawValue], !world.log.isTold(document, of: user) {
            world.violate("the readiness of \(user) was stored and never told")
        }
    }

    /// The commit under which the stored documents say that they were computed.
    private static func terms(in fields: [String: [UInt8]]) -> WellnessProfile.Terms? {
        guard let document = fields[ProfileDocument.wellness.rawValue] else { return nil }
        let text = String(decoding: document, as: UTF8.self)
        return text.components(after: "\"configCommit\":\"").flatMap { LiveState.terms(named: $0) }
    }

    private func home(of user: String, in topic: String) -> TopicPartition {
        let count = LogModel.partitions[topic] ?? 1
        return TopicPartition(topic: topic, partition: Murmur2.partition(for: user.utf8, partitions: count))
    }

    /// Folds on, or from the beginning where Redis has lost its last second.
    private func advance(_ place: TopicPartition) {
        let lineage = world.redis.lineage
        let end = world.redis.checkpoint(of: place)?.nextOffset ?? 0
        var fold = folds.removeValue(forKey: place) ?? Fold()
        if fold.life == lineage.life(of: place), fold.offset > end { fold = Fold() }
        while fold.life < lineage.life(of: place) {
            advance(&fold, place, to: lineage.end(of: place, life: fold.life))
            (fold.life, fold.offset) = (fold.life + 1, 0)
        }
        advance(&fold, place, to: end)
        folds[place] = fold
    }

    private func advance(_ fold: inout Fold, _ place: TopicPartition, to end: Int64) {
        while fold.offset < end {
            defer { fold.offset += 1 }
            guard let (record, content) = world.log.record(place, fold.offset, life: fold.life),
                case .event(let event) = content, placement(of: record, event) == .right
            else { continue }
            let user = ExactText(event.subject)
            if place.topic == Topics.activity {
                _ = fold.activity[user, default: ActivityProfile()].apply(event)
            } else {
                _ = fold.wellness[user, default: WellnessProfile()].apply(event)
            }
        }
    }
}

extension String {
    /// What stands between a mark and the next quote.
    fileprivate func components(after mark: String) -> String? {
        guard let start = firstRange(of: mark)?.upperBound else { return nil }
        return String(self[start...].prefix { $0 != "\"" })
    }
}
