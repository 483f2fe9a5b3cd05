import ArgumentParser
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
            """,
        subcommands: [Check.self, Apply.self])

    /// What both subcommands need to know.
    struct Options: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "Directory of the topic files; by default the one shipped with the code.", valueName: "dir"))
        var topics: String?

        @OptionGroup(title: "Configuration, for the broker's address") var configuration: ConfigurationOptions

        /// Every topic file, each valid by itself.
        func definitions() throws -> [TopicDefinition] {
            try TopicCatalog.load(try ProjectFiles.directory("topics", given: topics, option: "--topics"))
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
        case .impossible: "! \(self)"
        case .needsPermission: "! \(self); permit it with: topics apply --allow data-loss"
        }
    }
}
