import ArgumentParser
import Settings

extension ConfigCommand {
    /// The same checks that a process makes before it takes a commit over.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find every mistake in a commit's configuration, for all processes and profiles.",
            discussion: """
                Each mistake is a line "file:line:column: key: what is wrong" on standard error, and the exit code \
                is 1.
                """)

        @OptionGroup var source: Source

        func run() async throws {
            let snapshot = try await source.git.snapshot()
            let problems = SettingsLoader.check(snapshot)
            let place = "\(source.path)/ at commit \(snapshot.commit.prefix(12))"
            guard problems.isEmpty else {
                for problem in problems { writeError("\(problem)") }
                throw OperatorError("\(place) has \(counted(problems.count, "mistake"))")
            }
            print("\(place) is valid: \(counted(snapshot.files.count, "file")), \(Service.allCases.count) processes")
        }
    }
}
