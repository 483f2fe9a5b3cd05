import Events
import Kafka
import Streaming

/// Whoever produces events: good ones, late ones, corrected ones, doubled ones, and what is none at all.
struct Clients {
    // Composed and decomposed: equal for Swift, two people for everybody else.
    private static let users = ["ann", "bob", "cem", "d\u{e9}a", "de\u{301}a"]
    private static let today = LiveState.beginning.utcDate

    private var left: Int
    private var sent: [ProducerRecord] = []
    private var count = 0

    init(_ dice: inout Dice) { left = dice.number(10...45) }

    var isDone: Bool { left == 0 }

    mutating func act(_ world: World) {
        guard left > 0, world.dice.chance(400) else { return }
        for _ in 0..<min(left, world.dice.number(1...4)) {
            // A producer that lost the acknowledgement sends again.
            let again = world.dice.chance(80) ? world.dice.pick(sent) : nil
            let record = again ?? next(world)
            left -= 1
            if again == nil { sent.append(record) }
            world.log.append(record, partitions: world.knownPartitions(of: record.topic))
        }
    }

    /// What was sent is not sent again: to the key of a row, a record in its old place would be the old record.
    mutating func forget() { sent = [] }

    private mutating func next(_ world: World) -> ProducerRecord {
        count += 1
        let user = world.dice.pick(Self.users) ?? ""
        let event = Event(
            id: "e\(count)", source: "urn:simulation", subject: user, time: world.live.now,
            payload: payload(world))
        var record = ProducerRecord(
            topic: event.payload.topic, key: Array(user.utf8), value: event.encoded(),
            headers: [KafkaHeader(name: RecordHeader.contentType, value: Array(Event.contentType.utf8))],
            timestampMs: world.live.now.microseconds / 1000)
        switch world.dice.number(0...39) {
        case 0: record.value = nil
        case 1: record.value = Array("no event".utf8)
        case 2: record.key = nil
        case 3: record.key = Array("somebody else".utf8)
        case 4, 5: record.partition = Int32(world.dice.number(0...1))
        case 6: record = ProducerRecord(topic: Topics.vendor, key: record.key, value: Array("{}".utf8))
        default: break
        }
        return record
    }

    private func payload(_ world: World) -> Payload {
        let dice = world.dice.number(0...99)
        // Mostly these days; now and then what nobody expected any more.
        let age = world.dice.number(0...99) < 97 ? world.dice.number(0...2) : world.dice.number(3...70)
        let date = Self.today.advanced(by: -age)
        let captured = world.live.now.advanced(bySeconds: -Int64(world.dice.number(0...5)))
        switch dice {
        case ..<25:
            return .hrv(
                HRVRecorded(
                    date: date, vendor: world.dice.pick(["oura", "whoop"]) ?? "",
                    rMSSD: Double(world.dice.number(20...90)), restingHR: Double(world.dice.number(40...70)),
                    capturedAt: captured))
        case ..<45:
            return .sleep(
                SleepRecorded(
                    date: date, vendor: "oura", durationMin: Double(world.dice.number(300...540)), capturedAt: captured)
            )
        case ..<50:
            return .deleted(
                RecordDeleted(
                    kind: world.dice.chance(500) ? .hrv : .sleep, date: date, vendor: "oura", capturedAt: captured))
        case ..<55:
            return .training(
                TrainingRecorded(date: date, load: Double(world.dice.number(1...200)), capturedAt: captured))
        case ..<60:
            return .profile(ProfileUpdated(sleepNeedMin: Double(world.dice.number(400...540))))
        case ..<80:
            return .pageView(PageViewed(url: "https://app/\(world.dice.number(1...9))"))
        default:
            return .activity(name: "tap")
        }
    }
}
