import DeadLetters
import Events
import Kafka
import Streaming

/// How an operation of a store ends.
enum Fate {
    case done
    /// The connection dies before the store has heard of it.
    case refused
    /// Done, but the connection dies before the answer.
    case unanswered
    /// The caller gives up; the store does it later.
    case late
}

extension World {
    func fate() -> Fate {
        guard !isCalm else { return .done }
        if dice.chance(plan.refusal) { return .refused }
        if dice.chance(plan.lostAnswer) { return .unanswered }
        if dice.chance(plan.lateAnswer) { return .late }
        return .done
    }

    /// By chance, one of the things that happen to everybody.
    func disturb() {
        if dice.chance(plan.recreation), let topic = dice.pick(ProcessKind.hot.topics) { recreate(topic) }
        if dice.chance(plan.growth), let topic = dice.pick(ProcessKind.hot.topics), log.partitions[topic] ?? 0 < 5 {
            grow(topic)
        }
        if dice.chance(plan.transaction), let topic = dice.pick(Topics.all),
            let place = dice.pick(log.places(of: topic))
        {
            note("log", "\(place) gets what is never delivered")
            for _ in 0..<dice.number(1...3) { log.appendUndelivered(to: place) }
        }
        if dice.chance(plan.retention), let topic = dice.pick(Topics.all), let place = dice.pick(log.places(of: topic)),
            isRecognized(place)
        {
            let low = Int64(dice.number(0...Int(log.end(of: place))))
            note("log", "\(place) is deleted up to \(low)")
            log.expire(place, before: low)
        }
        if dice.chance(plan.retry), let letter = dice.pick(log.parked) { retry(letter) }
        if dice.chance(plan.storeOutage) { redis.goDown(for: dice.number(10...600)) }
        if dice.chance(plan.storeOutage) { archive.goDown(for: dice.number(10...600)) }
        // Not between what somebody reads and what it then writes: that window no commit can watch, since both folds write
        // one hash.
        if dice.chance(plan.loss), depth == 0, redis.lateWrites == 0, let user = dice.pick(redis.users.sorted()) {
            redis.lose(user)
        }
        if dice.chance(plan.lostSecond) { redis.loseLastSecond() }
        if dice.chance(plan.commit) { live.commit() }
        if dice.chance(plan.rebalance), let kind = dice.pick(ProcessKind.allCases) { groups[kind]?.shuffle() }
        if dice.chance(plan.expulsion), let process = dice.pick(processes) { process.source?.expel() }
        if dice.chance(plan.crash), let process = dice.pick(processes) {
            note(process.name, "is killed")
            process.die()
        }
        if dice.chance(plan.stop), let process = dice.pick(processes) {
            note(process.name, "is asked to stop")
            process.isStopRequested = true
        }
        if dice.chance(plan.redelivery), let process = dice.pick(processes) { process.source?.repeatSome() }
    }

    /// Whether both stores have seen that the log is another one. If its oldest records went before that, up to where the
    /// earlier log was read, nothing would tell the two apart.
    private func isRecognized(_ place: TopicPartition) -> Bool {
        let life = log.life(of: place)
        func knows(_ lineage: Lineage) -> Bool { lineage.generations(of: place).contains { $0.life == life } }
        let isHot = ProcessKind.hot.topics.contains(place.topic)
        return life == 0 || knows(archive.lineage) && (!isHot || knows(redis.lineage))
    }

    /// A topic is deleted and made again, while nobody holds records of it: a batch in hand could be moved to the new log, whose
    /// first records would then be those of the old one, byte for byte, and no promise would be broken by taking it for that.
    private func recreate(_ topic: String) {
        guard depth == 0, redis.lateWrites == 0, archive.isQuiet else { return }
        note("log", "\(topic) is deleted and made again")
        log.recreate(topic)
        clients.forget()
    }

    /// An operator sends a dead letter again.
    private func retry(_ letter: HeldRecord) {
        RecordBatch([letter]).forEach { record in
            guard let text = record.header(named: RecordHeader.origin),
                let origin = RecordOrigin(description: String(decoding: text, as: UTF8.self))
            else { return }
            let parked = ParkedRecord(
                origin: origin, key: record.key.copied, headers: record.headers(),
                value: record.value.copied)
            note("operator", "retries \(origin)")
            log.append(parked.retry)
        }
    }
}
