import ArgumentParser
import Assembly
import Settings
import Terminal

extension TopicsCommand {
    /// Makes the broker follow the files.
    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create missing topics, add partitions and change settings on the broker.",
            discussion: """
                Does all of the plan or nothing: if a step is impossible or would delete records, nothing is changed. \
                Settings that somebody else made on a topic stay. Returns when the broker shows the result. Limits of \
                timestamps are set under the names that the broker knows: one for each direction since Kafka 3.6, one for \
                both before.

                EXAMPLES
                  pulsehub topics apply
                  pulsehub topics apply --allow data-loss    also shorten a retention
                """)

        /// What an operator must ask for by name.
        enum Permission: String, ExpressibleByArgument, CaseIterable {
            case dataLoss = "data-loss"
        }

        @Option(help: ArgumentHelp("Permit steps after which the broker deletes records.", valueName: "what"))
        var allow: [Permission] = []

        @OptionGroup var options: Options

        func run() async throws {
            let definitions = try options.definitions()
            let mistakes = Contract.mistakes(in: definitions)
            guard mistakes.isEmpty else { throw OperatorError(mistakes.joined(separator: "\n")) }
            let broker = try await options.broker()
            let plan = try broker.plan(for: definitions, allowDataLoss: allow.contains(.dataLoss))
            for change in plan { print(change.line) }
            let exception = plan.contains(where: \.isReport) ? ", but for what is marked with !" : ""
            guard plan.contains(where: { !$0.isReport }) else {
                return print("\(counted(definitions.count, "topic")): the broker is up to date\(exception)")
            }
            guard !plan.contains(where: \.isObstacle) else {
                throw OperatorError("nothing was changed: correct the topic files, or permit the steps marked with !")
            }
            try broker.carryOut(plan, for: definitions)
            try await broker.complete(plan, for: definitions) { print($0.line) }
            print("the broker is up to date\(exception)")
        }
    }
}
