import ArgumentParser
import Assembly
import Settings
import Terminal

extension ConfigCommand {
    /// The same checks that a process makes before it takes a commit over.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find every mistake in a commit's configuration, for all processes and profiles.",
            discussion: """
                Each mistake is a line "file:line:column: key: what is wrong" on standard error, and the exit code \
                is 1. Edits that are not committed are not checked, and named in a warning; --working-tree checks the \
                files as they lie there, before the commit is made.

                EXAMPLES
                  pulsehub config check
                  pulsehub config check --working-tree
                """)

        @Flag(help: "Check the files as they lie in the working tree, committed or not.")
        var workingTree = false

        @OptionGroup var source: Source

        func run() async throws {
            let git = source.git
            let snapshot = try await workingTree ? git.workingTree() : git.snapshot()
            let problems = SettingsLoader.check(snapshot)
            let place = workingTree ? "in the working tree" : "at commit \(snapshot.commit.prefix(12))"
            if !workingTree { warn(of: try await git.uncommitted(since: snapshot.commit), at: place) }
            guard problems.isEmpty else {
                for problem in problems { writeError(printable("\(problem)")) }
                throw OperatorError("\(source.path)/ \(place) has \(counted(problems.count, "mistake"))")
            }
            print(
                "\(source.path)/ \(place) is valid: \(counted(snapshot.files.count, "file")), "
                    + "\(Service.allCases.count) processes")
        }

        private func warn(of files: [String], at place: String) {
            guard !files.isEmpty else { return }
            writeError(
                "warning: \(counted(files.count, "file")) with edits that are not \(place), and not checked: "
                    + "\(files.joined(separator: ", ")); commit them, or check them with --working-tree")
        }
    }
}
