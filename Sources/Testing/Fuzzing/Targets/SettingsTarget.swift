import Settings

/// The files of a commit, each behind a line `#file: <path>`.
enum SettingsTarget {
    private static let marker = "#file: "
    private static let schemas: Set = ["pulsehub.hrv.recorded.v1", "pulsehub.sleep.recorded.v1"]

    static func run(_ input: [UInt8]) throws(Violation) {
        let files = files(input)
        var (configuration, others, topics): ([String: [UInt8]], [String: [UInt8]], [String: [UInt8]]) = ([:], [:], [:])
        for (path, bytes) in files {
            if path.hasPrefix("topics/") {
                topics[String(path.dropFirst(7))] = bytes
            } else if path.hasPrefix("others/") {
                others[String(path.dropFirst(7))] = bytes
            } else {
                configuration[path] = bytes
            }
        }
        let snapshot = GitSource.Snapshot(
            commit: String(repeating: "c", count: 40), files: configuration, others: others,
            topics: TopicFiles(files: topics, schemas: schemas))
        var all: [EffectiveSettings] = []
        do throws(Problems) { all = try SettingsLoader.composeAll(snapshot) } catch { _ = error.description }
        for settings in all { try require(!settings.table.isEmpty, "settings can be shown") }
        for (path, bytes) in others { _ = SpringProperties(file: path, bytes: bytes) }
    }

    private static func files(_ input: [UInt8]) -> [(path: String, bytes: [UInt8])] {
        var files: [(path: String, bytes: [UInt8])] = [("application.yaml", [])]
        for line in input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.starts(with: marker.utf8) {
                files.append((String(decoding: line.dropFirst(marker.utf8.count), as: UTF8.self), []))
            } else {
                files[files.count - 1].bytes += line + [UInt8(ascii: "\n")]
            }
        }
        return files
    }
}
