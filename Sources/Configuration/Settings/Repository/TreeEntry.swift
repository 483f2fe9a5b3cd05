/// One line of `git ls-tree -z -l`: `<mode> <type> <id> <size>\t<path>`.
struct TreeEntry {
    let mode: String
    let id: String
    /// 0 for anything but a file.
    let bytes: Int
    let path: String

    init(mode: String, id: String, bytes: Int, path: String) {
        self.mode = mode
        self.id = id
        self.bytes = bytes
        self.path = path
    }

    init?(_ line: ArraySlice<UInt8>) {
        let text = String(decoding: line, as: UTF8.self)
        let halves = text.split(separator: "\t", maxSplits: 1)
        let fields = halves.first?.split(separator: " ") ?? []
        guard halves.count == 2, fields.count == 4 else { return nil }
        mode = String(fields[0])
        id = String(fields[2])
        bytes = Int(fields[3]) ?? 0
        path = String(halves[1])
    }

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
    /// Without a slash at the end; empty for the root.
    var folder: String { path.split(separator: "/").dropLast().joined(separator: "/") }
    var isYAML: Bool { name.hasSuffix(".yaml") }

    /// Why the entry cannot be read though it looks like configuration; nil if it can, or is something else.
    var problem: Problem? {
        // Bytes that are no UTF-8 were read as this sign, so that two names may look like one.
        if path.unicodeScalars.contains("\u{FFFD}"), name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
            return Problem(.source(path), "its name is not UTF-8: rename it")
        }
        if name.hasSuffix(".yml") { return Problem(.source(path), "name it .yaml: files ending in .yml are not read") }
        guard isYAML else { return nil }
        if !mode.hasPrefix("100") { return Problem(.source(path), "expected a file, found a link or a directory") }
        if bytes > GitSource.fileBytesMax {
            return Problem(.source(path), "\(bytes) bytes are more than the 1 MiB a configuration file may have")
        }
        return nil
    }
}
