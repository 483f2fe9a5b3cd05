/// Topic files as bytes, from a directory or from a commit.
package struct TopicFiles: Sendable {
    /// Contents by file name.
    var files: [String: [UInt8]] = [:]
    /// Names of the schemas beside them, without `.json`.
    var schemas: Set<String> = []
    /// Before the file names in messages, such as `topics/`.
    var folder = "topics/"

    package init(files: [String: [UInt8]] = [:], schemas: Set<String> = [], folder: String = "topics/") {
        self.files = files
        self.schemas = schemas
        self.folder = folder
    }

    /// The topics of the valid files, by name.
    package var definitions: [TopicDefinition] { read().topics }

    var problems: [Problem] { read().problems }

    func read() -> (topics: [TopicDefinition], problems: [Problem]) {
        var topics: [TopicDefinition] = []
        var problems: [Problem] = []
        for (file, bytes) in files.sorted(by: { $0.key < $1.key }) {
            var reader = TopicFile(file: file, folder: folder, schemas: schemas)
            if let topic = reader.read(bytes) { topics.append(topic) }
            problems += reader.problems
        }
        return (topics, problems)
    }
}
