extension GitSource {
    /// The files of one commit: the configuration, what other applications keep beside it, and the topic files.
    package struct Snapshot: Sendable {
        /// The full commit id.
        package let commit: String
        /// Contents by file name, without the directory.
        package internal(set) var files: [String: [UInt8]]
        /// Files for applications that are not PulseHub's, from the folder `others`, by file name.
        package internal(set) var others: [String: [UInt8]] = [:]
        /// `topics/` of the same commit; nil if the repository has none.
        package internal(set) var topics: TopicFiles?
        /// What was written before, up to this commit; empty for a working tree.
        package internal(set) var changes: [Change] = []
        /// Entries that cannot be configuration: links, files over 1 MiB, misspelt endings.
        package internal(set) var problems: [Problem]
        let directory: String

        package init(
            commit: String, files: [String: [UInt8]] = [:], others: [String: [UInt8]] = [:],
            topics: TopicFiles? = nil, problems: [Problem] = [], directory: String = "config"
        ) {
            self.commit = commit
            self.files = files
            self.others = others
            self.topics = topics
            self.problems = problems
            self.directory = directory
        }

        /// A file's path from the root of the repository.
        package func path(_ file: String) -> String { directory.isEmpty ? file : "\(directory)/\(file)" }

        private static let topicsFolder = "topics"
        private static let schemasFolder = "topics/schemas"

        /// Every folder that is read, the configuration's own first.
        static func folders(beside directory: String) -> [String] {
            let own = directory.isEmpty ? [] : [directory]
            return own + [others(in: directory), topicsFolder, schemasFolder]
        }

        /// Whether a mistake is one of another application, in a file that no process of PulseHub reads.
        func isOfOthers(_ problem: Problem) -> Bool {
            problem.origin.path?.hasPrefix(Self.others(in: directory) + "/") ?? false
        }

        private static func others(in directory: String) -> String {
            directory.isEmpty ? "others" : "\(directory)/others"
        }

        /// Notes what an entry means; true if its contents are needed.
        mutating func wants(_ entry: TreeEntry) -> Bool {
            switch entry.folder {
            case Self.topicsFolder where directory != Self.topicsFolder:
                if entry.name == "schemas" { return false }
                topics = topics ?? TopicFiles()
            case Self.schemasFolder:
                topics = topics ?? TopicFiles()
                if entry.name.hasSuffix(".json") { topics?.schemas.insert(String(entry.name.dropLast(5))) }
                return false
            default: break
            }
            if let problem = entry.problem {
                problems.append(problem)
                return false
            }
            return entry.isYAML
        }

        /// Puts the contents where they belong; `contents` is by path.
        mutating func fill(_ entries: [TreeEntry], _ contents: [String: [UInt8]]) {
            for entry in entries {
                if entry.folder == directory {
                    files[entry.name] = contents[entry.path]
                } else if entry.folder == Self.others(in: directory) {
                    others[entry.name] = contents[entry.path]
                } else {
                    topics?.files[entry.name] = contents[entry.path]
                }
            }
            problems += topics?.problems ?? []
        }
    }
}
