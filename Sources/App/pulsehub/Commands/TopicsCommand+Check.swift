import ArgumentParser
import Settings
import Terminal

extension TopicsCommand {
    /// Changes nothing.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what differs between the topic files, the code and the broker.",
            discussion: """
                Prints a plan: "+" would be created, "~" would be changed, "!" cannot be done, or not without your \
                permission. Exit code 0 if all agree, 1 if anything differs.
                """)

        @Flag(help: "Compare files and code only; no broker and no configuration is needed.")
        var offline = false

        @OptionGroup var options: Options

        func run() async throws {
            let definitions = try options.definitions()
            let mistakes = Contract.mistakes(in: definitions)
            for mistake in mistakes { writeError(mistake) }
            let plan = offline ? [] : try await options.broker().plan(for: definitions)
            for change in plan { print(change.line) }
            guard mistakes.isEmpty, plan.isEmpty else { throw ExitCode.failure }
            print("\(counted(definitions.count, "topic")): files\(offline ? " and code" : ", code and broker") agree")
        }
    }
}
