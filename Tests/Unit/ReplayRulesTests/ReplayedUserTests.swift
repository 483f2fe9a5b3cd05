import Events
import Kafka
import Profiles
import Readiness
import Streaming
import Testing

@testable import Replay

@Suite("Folding one user's archived records")
struct ReplayedUserTests {
    private static let day = CivilDate(dayNumber: 20_000)
    /// Whose partition of two is the second.
    private static let user = ["ann", "bob", "cem", "dan", "eve"].first {
        Murmur2.partition(for: $0.utf8, partitions: 2) == 1
    }
    private static let time = Instant(microseconds: 20_001 * 86_400_000_000)

    private func place(_ topic: String, _ partition: Int32, _ offset: Int64) -> RecordOrigin {
        RecordOrigin(topic: topic, partition: partition, offset: offset)
    }

    private func hrv(_ partition: Int32, _ offset: Int64, from moved: RecordOrigin? = nil) -> ArchivedRecord {
        let payload = Payload.hrv(
            HRVRecorded(
                date: Self.day.advanced(by: Int(offset) - 100), vendor: "oura", rMSSD: 50, capturedAt: Self.time))
        return record(payload, place(Topics.wellness, partition, offset), from: moved)
    }

    private func view(_ offset: Int64, _ url: String = "/a") -> ArchivedRecord {
        record(.pageView(PageViewed(url: url)), place(Topics.activity, 0, offset), from: nil)
    }

    private func record(_ payload: Payload, _ origin: RecordOrigin, from moved: RecordOrigin?) -> ArchivedRecord {
        ArchivedRecord(
            userID: Self.user ?? "", origin: origin,
            event: Event(id: "\(origin)", source: "s", subject: Self.user ?? "", time: Self.time, payload: payload),
            movedFrom: moved)
    }

    /// Of a store of which nobody kept the numbers of partitions, unless eras are given.
    private func cuts(
        _ wellness: [Int32: Int64], activity: Int64 = 0, eras: PartitionEras? = nil
    ) -> Standing {
        var offsets = [TopicPartition(topic: Topics.activity, partition: 0): activity]
        for (partition, cut) in wellness { offsets[TopicPartition(topic: Topics.wellness, partition: partition)] = cut }
        return Standing(
            checkpoints: offsets.mapValues { Checkpoint(nextOffset: $0, clusterID: nil) },
            eras: eras.map { [Topics.wellness: $0] } ?? [:])
    }

    private func dates(_ profile: WellnessProfile) -> [Int] {
        profile.rows.hrvEntries.map { Int($0.date.dayNumber) - 20_000 + 100 }
    }

    @Test("the profile holds the records before the checkpoint, the daily tables hold all of them")
    func cut() {
        var user = ReplayedUser()
        for offset in [3, 4, 5, 6] as [Int64] { user.apply(hrv(1, offset), cuts([1: 5])) }
        for offset in [0, 1, 2] as [Int64] { user.apply(view(offset), cuts([1: 5], activity: 2)) }
        #expect(dates(user.wellness) == [3, 4])
        #expect(dates(user.archived) == [3, 4, 5, 6])
        #expect(user.activity.pageViews == 2)
        #expect(user.events == 7)
    }

    @Test("a partition without a checkpoint is not in the profile")
    func noCheckpoint() {
        var user = ReplayedUser()
        user.apply(hrv(1, 3), Standing())
        #expect(user.wellness == WellnessProfile() && user.fields(nil).isEmpty)
        #expect(dates(user.archived) == [3])
    }

    @Test("a record that was sent on to another partition counts where its copy stands")
    func moved() {
        let original = place(Topics.wellness, 0, 3)
        for (cut, expected) in [(7, [] as [Int]), (8, [7])] {
            var user = ReplayedUser()
            for record in [hrv(0, 3), hrv(1, 7, from: original)] {
                user.apply(record, cuts([0: 10, 1: Int64(cut)], eras: PartitionEras(partitions: 2)))
            }
            #expect(dates(user.wellness) == expected)
            #expect(dates(user.archived) == [3, 7])
        }
    }

    @Test("where nobody kept the numbers of partitions a record counts where it lies, and its copy does not")
    func unknownNumbers() {
        var user = ReplayedUser()
        for record in [hrv(0, 3), hrv(1, 7, from: place(Topics.wellness, 0, 3))] {
            user.apply(record, cuts([0: 10, 1: 10]))
        }
        #expect(dates(user.wellness) == [3])
    }

    @Test("what was folded while there were fewer partitions counts where it lay then, and comes first")
    func eras() {
        let end = LogPosition(generation: 0, offset: 5)
        let eras = PartitionEras(partitions: 2, past: [.init(partitions: 1, ends: [0: end])])
        let standing = cuts([0: 10, 1: 10], eras: eras)
        var user = ReplayedUser()
        var inPass: [[Int]] = []
        for pass in 0..<standing.eraCount {
            // Of those in partition 0 the fold of the first era held the first, the second was sent on.
            for record in [hrv(0, 4), hrv(0, 6), hrv(1, 2, from: place(Topics.wellness, 0, 6))] {
                user.apply(record, standing, pass: pass)
            }
            inPass.append(dates(user.wellness))
        }
        #expect(inPass == [[4], [2, 4]])
        #expect(dates(user.archived) == [2, 4, 6])
        #expect(user.events == 3)
    }

    @Test("records of a log that is gone count as far as they were read, whatever their offsets")
    func generations() {
        let place = TopicPartition(topic: Topics.wellness, partition: 1)
        let checkpoint = Checkpoint(
            nextOffset: 4, clusterID: nil, generation: 9000, earlier: [ReadSpan(generation: 0, offsets: 0..<8)])
        let standing = Standing(
            checkpoints: [place: checkpoint], eras: [Topics.wellness: PartitionEras(partitions: 2)])
        var user = ReplayedUser()
        for (generation, offset) in [(0, 7), (0, 8), (9000, 3), (9000, 5)] as [(Int64, Int64)] {
            let origin = RecordOrigin(
                topic: Topics.wellness, partition: 1, offset: offset, generation: generation)
            let record = ArchivedRecord(
                userID: Self.user ?? "", origin: origin, event: hrv(1, offset).event, movedFrom: nil)
            user.apply(record, standing)
        }
        #expect(dates(user.wellness) == [3, 7])
    }

    @Test("the activity document is remembered as it was at the record that was told last")
    func told() {
        var user = ReplayedUser(told: .init(activity: place(Topics.activity, 0, 1)))
        user.apply(view(0), cuts([:], activity: 9))
        user.apply(view(1), cuts([:], activity: 9))
        let document = user.activity.document()
        user.apply(view(2), cuts([:], activity: 9))
        #expect(user.activityTold == document)
        #expect(user.activity.document() != document)
    }

    @Test("changes after the record that was told last are untold, repetitions are not")
    func untold() {
        var user = ReplayedUser(told: .init(wellness: place(Topics.wellness, 1, 4), collectsUntold: true))
        for offset in [3, 4] as [Int64] { user.apply(hrv(1, offset), cuts([1: 9])) }
        #expect(user.untold?.last == nil)
        user.apply(hrv(1, 6), cuts([1: 9]))
        let known = ArchivedRecord(
            userID: "ann", origin: place(Topics.wellness, 1, 7), event: hrv(1, 6).event, movedFrom: nil)
        user.apply(known, cuts([1: 9]))
        #expect(user.untold?.last?.origin.offset == 6)
        #expect(user.untold?.changes.rows.count == 1)
    }

    @Test("the fields of a profile are its state and its documents, and give the profile back")
    func fields() throws {
        var user = ReplayedUser()
        for offset in 0..<20 as Range<Int64> { user.apply(hrv(1, offset), cuts([1: 99])) }
        user.apply(view(0), cuts([:], activity: 9))
        let terms = WellnessProfile.Terms(settings: .standard, configCommit: "c0ffee")
        let documents = try #require(user.wellness.pruned().documents(terms: terms, userID: "ann"))
        let fields = user.fields(documents)
        #expect(fields[ExactText("readiness")] == documents.readinessJSON)
        #expect(fields[ExactText("activity")] == user.activity.document())
        let list = fields.map { (name: $0.key.text, value: $0.value) }
        #expect(try WellnessProfile(fields: list) == user.wellness)
        #expect(try ActivityProfile(fields: list) == user.activity)
    }
}
