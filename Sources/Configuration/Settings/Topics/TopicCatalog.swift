import FoundationEssentials

/// The topic files that are shipped with the code.
package enum TopicCatalog {
    private static let fileBytesMax = 256 * 1024
    private static let filesMax = 1000

    /// All topics by name, from the `.yaml` files of a directory and the schemas in its `schemas` folder.
    ///
    /// - Throws: every problem of every file at once.
    package static func load(_ directory: String) throws(Problems) -> [TopicDefinition] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            let message = "this directory cannot be read: give the directory that holds the topic files"
            throw Problems([Problem(.source(directory), message)])
        }
        let files = names.filter { $0.hasSuffix(".yaml") }.sorted()
        guard !files.isEmpty, files.count <= filesMax else {
            let message = "expected 1 to \(filesMax) topic files ending in .yaml, found \(files.count)"
            throw Problems([Problem(.source(directory), message)])
        }
        let schemas = try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/schemas")
        var found = TopicFiles(folder: "")
        found.schemas = Set((schemas ?? []).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) })
        var problems: [Problem] = []
        for file in files {
            found.files[file] = TextFile.bytes("\(directory)/\(file)", bytesMax: fileBytesMax)
            guard found.files[file] == nil else { continue }
            problems.append(Problem(.source(file), "expected a readable file of at most \(fileBytesMax / 1024) KiB"))
        }
        let (topics, mistakes) = found.read()
        guard problems.isEmpty, mistakes.isEmpty else { throw Problems(problems + mistakes) }
        return topics
    }
}
