import ArgumentParser
import Assembly
import Kafka
import Settings

/// Topic files, code and broker: whether they agree, and how to make the broker follow.
struct TopicsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topics",
        abstract: "Compare the broker's topics with topics/*.yaml, and make the broker follow.",
        discussion: """
            Each file of topics/ describes one topic: its partitions, retention and cleanup, the schemas of its \
            records and an example. The program is checked against these files, and so is the broker; topics that \
            only the broker knows are left alone.

            EXAMPLES
              pulsehub topics check --offline    files and code only, for CI
              pulsehub topics check              what differs on the broker
              pulsehub topics apply              create and change what differs
              pulsehub topics apply --set kafka.bootstrapServers=kafka-1:9092
              pulsehub topics apply --replication-factor 3 --min-insync-replicas 2    for three brokers or more
            """,
        subcommands: [Check.self, Apply.self])

    /// What both subcommands need to know.
    struct Options: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "Directory of the topic files; by default the one shipped with the code.", valueName: "dir"))
        var topics: String?

        @Option(
            help: ArgumentHelp(
                "Copies of each partition, in place of what the files say; for a cluster of another size.",
                valueName: "n"))
        var replicationFactor: Int?

        @Option(
            help: ArgumentHelp(
                "Copies that must have a record before it is acknowledged, in place of what the files say.",
                valueName: "n"))
        var minInsyncReplicas: Int?

        @OptionGroup(title: "Configuration, for the broker's address") var configuration: ConfigurationOptions

        /// Every topic file, each valid by itself.
        func definitions() throws -> [TopicDefinition] {
            let files = try TopicCatalog.load(try ProjectFiles.directory("topics", given: topics, option: "--topics"))
            let topics = files.map { $0.replicated(factor: replicationFactor, minInsync: minInsyncReplicas) }
            for topic in topics {
                guard let factor = topic.replicationFactor, let least = topic.minInsyncReplicas, least > factor else {
                    continue
                }
                throw OperatorError(
                    "\(topic.name): nothing could be acknowledged by \(least) of \(factor) replicas; give "
                        + "--replication-factor and --min-insync-replicas together")
            }
            return topics
        }

        func validate() throws {
            for number in [replicationFactor, minInsyncReplicas].compactMap(\.self) where !(1...100).contains(number) {
                throw ValidationError("expected a number of replicas from 1 to 100, found \(number)")
            }
        }

        /// The broker that the stream processor would use.
        func broker() async throws -> Broker { try Broker(try await configuration.load(.streamProcessor)) }
    }
}

extension TopicPlan.Change {
    /// A line of the plan: `+` creates, `~` changes, `!` stands in the way.
    var line: String {
        switch self {
        case .create(let topic):
            "+ \(self) (\(topic.brokerConfig.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: ", ")))"
        case .addPartitions, .changeConfig: "~ \(self)"
        case .impossible, .replicationDiffers: "! \(self)"
        case .needsPermission: "! \(self); permit it with: topics apply --allow data-loss"
        }
    }
}
