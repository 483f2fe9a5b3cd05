extension GitSource {
    /// All contents of one ``snapshots(at:)`` together.
    private static let historyBytesMax = 64 << 20

    /// The files of many commits with four processes in all: equal trees and files are read once.
    ///
    /// - Returns: in the order of the commits; nil where a commit has no such directory.
    package func snapshots(at commits: [String]) async throws(GitError) -> [Snapshot?] {
        let path = isRemote ? copy : localPath
        let folders = subdirectory.isEmpty ? [""] : []
        let places = folders + Snapshot.folders(beside: subdirectory)
        let trees = try await look(up: commits.flatMap { commit in places.map { "\(commit):\($0)" } }, in: path)
        let treeIDs = Set(trees.compactMap { $0.flatMap { $0.isTree ? $0.id : nil } }).sorted()
        let treeBytes = trees.reduce(0) { $0 + ($1?.bytes ?? 0) + 128 }
        let contents = try await objects(treeIDs, in: path, bytesMax: try bounded(treeBytes))
        let listings = contents.mapValues { RawTree($0, idBytes: (treeIDs.first?.count ?? 40) / 2) }
        let files = try await readFiles(of: listings, in: path)
        return commits.indices.map { index in
            var snapshot = Snapshot(commit: commits[index], directory: subdirectory)
            var isFound = false
            var wanted: [TreeEntry] = []
            for (place, tree) in zip(places, trees[(index * places.count)...].prefix(places.count)) {
                guard let tree, let listing = listings[tree.id] else { continue }
                isFound = isFound || place == subdirectory
                for entry in listing.entries(in: place, sizes: files.sizes) where snapshot.wants(entry) {
                    wanted.append(entry)
                }
            }
            guard isFound else { return nil }
            let byPath = wanted.map { ($0.path, files.contents[$0.id] ?? []) }
            snapshot.fill(wanted, Dictionary(byPath, uniquingKeysWith: { first, _ in first }))
            return snapshot
        }
    }

    private func readFiles(
        of listings: [String: RawTree], in path: String
    ) async throws(GitError) -> (contents: [String: [UInt8]], sizes: [String: Int]) {
        let ids = Set(listings.values.flatMap(\.yamlIDs)).sorted()
        var sizes: [String: Int] = [:]
        for info in try await look(up: ids, in: path) { if let info { sizes[info.id] = info.bytes } }
        let small = ids.filter { sizes[$0].map { $0 <= Self.fileBytesMax } ?? false }
        let bytesMax = try bounded(small.reduce(0) { $0 + (sizes[$1] ?? 0) + 128 })
        return (try await objects(small, in: path, bytesMax: bytesMax), sizes)
    }

    private func bounded(_ bytes: Int) throws(GitError) -> Int {
        guard bytes <= Self.historyBytesMax else {
            throw .tooLarge("these commits hold \(bytes >> 20) MiB, more than \(Self.historyBytesMax >> 20) MiB")
        }
        return bytes
    }
}

/// A tree object's own bytes: `<mode> <name>\0<id>` again and again.
struct RawTree {
    private let rows: [(mode: String, name: String, id: String)]

    init(_ bytes: [UInt8], idBytes: Int) {
        var rows: [(String, String, String)] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0), rest.endIndex - end > idBytes {
            let head = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ", maxSplits: 1)
            let id = rest[(end + 1)...].prefix(idBytes)
            if head.count == 2 { rows.append((String(head[0]), String(head[1]), Self.hex(id))) }
            rest = rest[(end + 1 + idBytes)...]
        }
        self.rows = rows
    }

    /// Objects that may be YAML files.
    var yamlIDs: [String] { rows.filter { $0.name.hasSuffix(".yaml") && $0.mode.hasPrefix("100") }.map(\.id) }

    func entries(in folder: String, sizes: [String: Int]) -> [TreeEntry] {
        rows.map { row in
            TreeEntry(
                mode: row.mode, id: row.id, bytes: sizes[row.id] ?? 0,
                path: folder.isEmpty ? row.name : "\(folder)/\(row.name)")
        }
    }

    private static func hex(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
