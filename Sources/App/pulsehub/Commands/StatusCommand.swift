import ArgumentParser
import Assembly
import Events
import Kafka
import Postgres
import Redis
import Replay
import Settings
import Stored
import Streaming
import Terminal

/// How far both paths have come, without any of the processes running.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how far both paths have read each partition, and what they lack.",
        discussion: """
            For each partition the end of its log, and up to where its records are in the profiles and in the archive, by \
            the checkpoints that both stores keep; then everything that the archive will never hold, with the reason. \
            Changes nothing, and may run while events flow.

            Exit code 0: everybody is at the end, and nothing is missing. 1: somebody is behind, or something is missing.
            """)

    private static let patience = Duration.seconds(10)

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let assembly = Assembly(try await options.load(.streamProcessor))
        try await assembly.needKafka()
        let producer = try assembly.producer()
        defer { producer.close(deadline: .zero) }
        let redis = try RedisConnection(try assembly.redis())
        let postgres = try PostgresConnection(try assembly.postgres())
        let archived = try ArchiveCheckpoints.read(on: postgres)
        var places: [PlaceStatus] = []
        for topic in Topics.all {
            for number in 0..<(try producer.partitionCount(of: topic, deadline: Self.patience)) {
                let place = TopicPartition(topic: topic, partition: number)
                let live = try redis.command("GET", RedisArgument(StoredCheckpoint.key(place))).asString
                places.append(
                    PlaceStatus(
                        place: place, log: try producer.watermarks(of: place, deadline: Self.patience),
                        live: live.flatMap { StoredCheckpoint($0) }, archived: archived[place],
                        isFolded: [Topics.wellness, Topics.activity].contains(topic)))
            }
        }
        let gaps = try ArchiveGaps.read(on: postgres)
        for line in Self.lines(places, gaps) { print(line) }
        guard gaps.isEmpty, places.allSatisfy({ $0.lag == 0 }) else { throw ExitCode.failure }
    }

    /// The whole answer.
    static func lines(_ places: [PlaceStatus], _ gaps: [ArchiveGaps.Entry]) -> [String] {
        let heading = ["partition", "log", "profiles", "archive", "waiting", ""]
        var lines = TextTable.lines([heading] + places.map(\.cells), right: [1, 2, 3, 4])
        lines.append("")
        lines += gaps.map { "the archive lacks \($0)" }
        let waiting = places.reduce(0) { $0 + $1.lag }
        lines.append("\(counted(Int(waiting), "record")) to read, \(counted(gaps.count, "gap")) in the archive")
        return lines
    }
}

/// How far one partition was read.
struct PlaceStatus {
    let place: TopicPartition
    let log: (low: Int64, high: Int64)
    let live: StoredCheckpoint?
    let archived: Checkpoint?
    /// Whether its records make profiles.
    let isFolded: Bool

    /// Records that the slower of the paths has still to read.
    var lag: Int64 { max(waiting(archived), isFolded ? waiting(folded) : 0) }

    private var folded: Checkpoint? {
        switch live {
        case .at(let checkpoint), .rebuilding(let checkpoint?): checkpoint
        case .rebuilding(nil), nil: nil
        }
    }

    /// Of a log that was made again and that nobody has noticed, all.
    private func waiting(_ checkpoint: Checkpoint?) -> Int64 {
        let next = checkpoint?.nextOffset ?? log.low
        return next > log.high ? log.high - log.low : log.high - max(next, log.low)
    }

    fileprivate var cells: [String] {
        var notes: [String] = []
        if let generation = archived?.generation, generation > 0 { notes.append("generation \(generation)") }
        if case .rebuilding = live { notes.append("being rebuilt") }
        let profiles = isFolded ? folded.map { "\($0.nextOffset)" } ?? "-" : ""
        return [
            "\(place)", "\(log.high)", profiles, archived.map { "\($0.nextOffset)" } ?? "-", "\(lag)",
            notes.joined(separator: ", "),
        ]
    }
}
