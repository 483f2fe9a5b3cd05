extension GitSource {
    /// The contents of objects by id, with one process for all of them.
    ///
    /// `cat-file --batch` answers `<id> <type> <size>`, the bytes and a newline for each.
    func objects(_ ids: [String], in path: String, bytesMax: Int) async throws(GitError) -> [String: [UInt8]] {
        guard !ids.isEmpty else { return [:] }
        let input = ids.map { "\($0)\n" }.joined()
        let answer = try await git.run(["-C", path, "cat-file", "--batch"], input: input, bytesMax: bytesMax)
        guard answer.succeeded else { throw .failed(command: "cat-file", detail: answer.complaint) }
        var objects: [String: [UInt8]] = [:]
        var rest = answer.bytes[...]
        for id in ids {
            guard let newline = rest.firstIndex(of: UInt8(ascii: "\n")),
                let size = String(decoding: rest[..<newline], as: UTF8.self).split(separator: " ").last.flatMap({
                    Int($0)
                }),
                size >= 0, rest.endIndex - newline > size + 1
            else { throw .failed(command: "cat-file", detail: "the answer ends before \(id)") }
            objects[id] = Array(rest[(newline + 1)...].prefix(size))
            rest = rest[(newline + size + 2)...]
        }
        return objects
    }

    /// An object as `cat-file --batch-check` tells of it.
    struct ObjectInfo {
        let id: String
        let isTree: Bool
        let bytes: Int
    }

    /// What names such as `<commit>:<path>` or ids stand for, in their order; nil where there is nothing.
    func look(up names: [String], in path: String) async throws(GitError) -> [ObjectInfo?] {
        guard !names.isEmpty else { return [] }
        let input = names.map { "\($0)\n" }.joined()
        let answer = try await git.run(
            ["-C", path, "cat-file", "--batch-check"], input: input, bytesMax: input.utf8.count + 128 * names.count)
        guard answer.succeeded else { throw .failed(command: "cat-file", detail: answer.complaint) }
        let lines = answer.bytes.split(separator: UInt8(ascii: "\n"))
        guard lines.count == names.count else {
            throw .failed(command: "cat-file", detail: "\(names.count) questions had \(lines.count) answers")
        }
        return lines.map { line in
            let words = String(decoding: line, as: UTF8.self).split(separator: " ")
            guard words.count == 3, let size = Int(words[2]) else { return nil }
            return ObjectInfo(id: String(words[0]), isTree: words[1] == "tree", bytes: size)
        }
    }
}
