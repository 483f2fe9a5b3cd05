import ArgumentParser
import Assembly
import Settings
import Terminal

extension ConfigCommand {
    /// Commits in terms of settings instead of lines.
    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the commits that touched the configuration and which settings each of them changed.",
            discussion: """
                Newest first. A setting is named with the processes or the profile that it changed for, unless it \
                changed for all. A commit that is not valid changes nothing, because processes keep the last valid \
                one; the next valid commit is compared with that.

                EXAMPLES
                  pulsehub config history --limit 5
                  pulsehub config history --repo ../settings --path production --ref main
                """)

        @Option(help: "How many commits at most, from 1 to 975.")
        var limit = 20

        @OptionGroup var source: Source

        func validate() throws {
            guard 1...975 ~= limit else { throw ValidationError("--limit must be from 1 to 975, not \(limit)") }
        }

        func run() async throws {
            // Some more, to find a valid one with which the oldest is compared.
            let revisions = try await source.git.history(limit: limit + 25)
            var valid: Composition?
            var entries: [String] = []
            let oldestFirst = Array(revisions.reversed())
            let snapshots = try await source.git.snapshots(at: oldestFirst.map(\.commit))
            for (revision, snapshot) in zip(oldestFirst, snapshots) {
                let lines: [String]
                do throws(Problems) {
                    let composition = try snapshot.map { snapshot throws(Problems) in try Composition(snapshot) }
                    let changes = composition?.changes(since: valid) ?? ["the directory \(source.path)/ was removed"]
                    lines = changes.isEmpty ? ["no setting changed"] : changes
                    valid = composition ?? valid
                } catch {
                    lines = ["not valid, so not taken over:"] + error.all.map { "  \($0)" }
                }
                entries.append(Self.entry(revision, lines))
            }
            guard !entries.isEmpty else {
                throw OperatorError("no commit up to \(source.ref) touched \(source.path)/")
            }
            print(entries.suffix(limit).reversed().joined(separator: "\n\n"))
        }

        static func entry(_ revision: GitSource.Revision, _ lines: [String]) -> String {
            let head = "\(revision.commit.prefix(12))  \(revision.date)  \(revision.author)  \(revision.subject)"
            return ([head] + lines.map { "    \($0)" }).map(printable).joined(separator: "\n")
        }
    }
}
