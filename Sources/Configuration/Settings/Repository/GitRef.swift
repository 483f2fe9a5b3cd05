extension GitSource {
    /// What a ref given by a person or a label stands for.
    enum NamedCommit: Equatable {
        /// A branch or a tag, by its full name: it moves.
        case name(String)
        /// Anything else that Git understands, such as the id of a commit.
        case revision(String)

        /// As Git is to be asked for it.
        var text: String {
            switch self {
            case .name(let text), .revision(let text): text
            }
        }
    }

    /// Looks for a branch or a tag of the name before Git, which takes 40 digits for an id and prefers tags.
    ///
    /// - Throws: ``GitError/ambiguousRef(ref:meanings:)`` where there are two, or where the name is a commit's full id too.
    func meaning(of ref: String, in path: String) async throws(GitError) -> NamedCommit {
        // What follows is a way from the commit, such as in main~1.
        let way = ["~", "^", "@{"].compactMap { ref.firstRange(of: $0)?.lowerBound }.min() ?? ref.endIndex
        let name = String(ref[..<way])
        guard !name.isEmpty, name != "HEAD", !name.hasPrefix("refs/") else { return .revision(ref) }
        let candidates = ["refs/heads/\(name)", "refs/tags/\(name)"]
        let list = try await git.run(["-C", path, "for-each-ref", "--format=%(refname)", "--"] + candidates)
        guard list.succeeded else { throw .failed(command: "for-each-ref", detail: list.complaint) }
        // A pattern is a folder too: refs/heads/a finds refs/heads/a/b.
        var meanings = list.text.split(whereSeparator: \.isNewline).map(String.init).filter(candidates.contains)
        if !meanings.isEmpty, Self.isFullID(name),
            let commit = try await look(up: ["\(name)^{commit}"], in: path).first,
            commit != nil
        {
            // Whoever goes on from it, as the cure does, means the commit, as Git does.
            if way != ref.endIndex { return .revision(ref) }
            meanings.append("\(name)^0")
        }
        guard meanings.count <= 1 else { throw .ambiguousRef(ref: ref, meanings: meanings) }
        guard let full = meanings.first else { return .revision(ref) }
        return .name(full + ref[way...])
    }

    private static func isFullID(_ name: String) -> Bool {
        [40, 64].contains(name.utf8.count) && name.allSatisfy(\.isHexDigit)
    }
}
