import ArgumentParser
import Settings

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

        @Option(help: "How many commits at most, from 1 to 999.")
        var limit = 20

        @OptionGroup var source: Source

        func validate() throws {
            guard 1...999 ~= limit else { throw ValidationError("--limit must be from 1 to 999, not \(limit)") }
        }

        func run() async throws {
            // One more, with which the oldest is compared.
            let revisions = try await source.git.history(limit: limit + 1)
            var valid: Composition?
            var entries: [String] = []
            for revision in revisions.reversed() {
                let lines: [String]
                switch try await composition(at: revision) {
                case .success(let composition):
                    let changes = composition.changes(since: valid)
                    lines = changes.isEmpty ? ["no setting changed"] : changes
                    valid = composition
                case .failure(let reason):
                    lines = ["not valid, so not taken over:"] + reason.lines.map { "  \($0)" }
                }
                entries.append(Self.entry(revision, lines))
            }
            guard !entries.isEmpty else {
                throw OperatorError("no commit up to \(source.ref) touched \(source.path)/")
            }
            print(entries.suffix(limit).reversed().joined(separator: "\n\n"))
        }

        /// Why a commit has no settings; other failures, such as an absent repository, are thrown.
        private struct Invalid: Error {
            let lines: [String]
        }

        private func composition(at revision: GitSource.Revision) async throws -> Result<Composition, Invalid> {
            do {
                return .success(try Composition(try await source.git(at: revision.commit).snapshot()))
            } catch let problems as Problems {
                return .failure(Invalid(lines: problems.all.map(\.description)))
            } catch let error as GitError {
                guard case .noSuchDirectory = error else { throw error }
                return .failure(Invalid(lines: ["the directory \(source.path)/ was removed"]))
            }
        }

        private static func entry(_ revision: GitSource.Revision, _ lines: [String]) -> String {
            let head = "\(revision.commit.prefix(12))  \(revision.date)  \(revision.author)  \(revision.subject)"
            return ([head] + lines.map { "    \($0)" }).joined(separator: "\n")
        }
    }
}
