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
        if dice.chance(plan.storeOutage) { redis.goDown(for: dice.number(10...600)) }
        if dice.chance(plan.storeOutage) { archive.goDown(for: dice.number(10...600)) }
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

    /// A topic is deleted and made again, while nobody holds records of it.
    ///
    /// A checkpoint tells it by lying beyond the end of the new log; so the topic must have got somewhere before.
    private func recreate(_ topic: String) {
        let places = log.places(of: topic)
        let known = places.flatMap { [redis.checkpoint(of: $0), archive.checkpoints[$0]] }.compactMap { $0?.nextOffset }
        guard depth == 0, redis.lateWrites == 0, archive.isQuiet, !places.contains(where: isRestarting),
            !known.isEmpty, known.allSatisfy({ $0 > 4 })
        else { return }
        note("log", "\(topic) is deleted and made again")
        log.recreate(topic)
        clients.forget()
    }

    /// Whether a store has yet to notice that the log of this partition is another one.
    private func isRestarting(_ place: TopicPartition) -> Bool {
        redis.lineage.life(of: place) < log.life(of: place) || archive.lineage.life(of: place) < log.life(of: place)
    }

    /// Whether one more record could hide from a store that the log is another one.
    func mustWait(_ place: TopicPartition) -> Bool {
        guard isRestarting(place) else { return false }
        let least = [redis.checkpoint(of: place), archive.checkpoints[place]].compactMap { $0?.nextOffset }.min()
        return log.end(of: place) + 3 >= least ?? .max
    }
}
