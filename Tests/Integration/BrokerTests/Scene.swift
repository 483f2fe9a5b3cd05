import Events
import Kafka
import Redis
import TestSupport
import Testing

extension Pipeline {
    /// Partitions of ours and of foreign topics change seldom; a scene does not wait five minutes to see that they have.
    static let soon = ["KAFKA_PROPERTIES": "topic.metadata.refresh.interval.ms=2000"]
    /// For a process that is to be stopped and still be a member afterwards.
    static let longSession = ["HOT_SESSION_TIMEOUT": "60s", "COLD_SESSION_TIMEOUT": "60s"]

    /// Produces the events of these numbers of ``SteadyLoad``, every tenth a heart rate, and waits until the broker has them.
    ///
    /// - Returns: their ids.
    @discardableResult
    func send(_ numbers: Range<Int>, users: Int = 60) throws -> [String] {
        // A new one for each: a topic may have been made again meanwhile.
        let producer = try Producer(
            properties: ["bootstrap.servers": bootstrapServers], clientID: "test", deliveryTimeout: .seconds(60),
            log: { _, _, _ in })
        _ = try producer.sendAndWait(Self.events(numbers, users: users), deadline: .seconds(90))
        producer.close(deadline: .seconds(5))
        return numbers.map(SteadyLoad.id)
    }

    /// The records of these numbers.
    static func events(_ numbers: Range<Int>, users: Int = 60) -> [ProducerRecord] {
        numbers.map { number in
            let user = "user-\(number % users)"
            // By another step than users, so that everybody has some of both.
            return (number / users + number) % 10 == 0
                ? SteadyLoad.heartRate(number, of: user) : SteadyLoad.click(number, of: user)
        }
    }

    /// Rebuilds Redis from the archive, and looks whether everything is as it was.
    ///
    /// - Parameter isEmptied: whether Redis has lost everything, the numbers of partitions of the past included.
    func rebuildAndExpectTheSame(isEmptied: Bool = true, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let before = try outcome()
        if isEmptied { try openRedis().command("FLUSHALL") }
        let (code, output) = try run(.rebuild, ["--all"])
        #expect(code == 0, "rebuild: \(output)", sourceLocation: sourceLocation)
        #expect(try outcome().differences(from: before) == [], "after a rebuild", sourceLocation: sourceLocation)
    }
}

/// A stream processor and an archiver.
struct Pair {
    let hot: PipelineProcess
    let cold: PipelineProcess

    init(_ pipeline: Pipeline, _ settings: [String: String] = [:]) throws {
        hot = try pipeline.start(.streamProcessor, settings)
        cold = try pipeline.start(.archiver, settings)
    }

    var both: [PipelineProcess] { [hot, cold] }

    /// SIGTERM, and what they do about it.
    func stop() { for process in both { process.stop() } }

    /// Expects both to end by themselves with an error that says all of this.
    func expectEnd(saying reasons: String..., sourceLocation: SourceLocation = #_sourceLocation) {
        for process in both {
            let hasEnded = process.waitForEnd(within: .seconds(30))
            let log = process.log.suffix(3000)
            #expect(hasEnded, "\(process.role.rawValue) goes on: \(log)", sourceLocation: sourceLocation)
            #expect(process.exitCode != 0, "\(process.role.rawValue)", sourceLocation: sourceLocation)
            for reason in reasons {
                #expect(log.contains(reason), "\(process.role.rawValue): \(log)", sourceLocation: sourceLocation)
            }
        }
    }
}

/// What processes are told to do about a checkpoint that does not fit the log.
enum ResetPolicy: String, CaseIterable {
    case stop
    case restart

    var settings: [String: String] { ["HOT_ON_TOPIC_RESET": rawValue, "COLD_ON_TOPIC_RESET": rawValue] }
}
