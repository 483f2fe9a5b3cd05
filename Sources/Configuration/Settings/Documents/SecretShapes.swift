/// Finds what looks like a secret written into the repository: by its shape anywhere in a file, comments included, and
/// by the name of its key where no declaration says what the value is.
enum SecretShapes {
    private static let names = [
        "password", "passwd", "passphrase", "secret", "token", "apikey", "api_key", "api-key", "privatekey",
        "private_key", "private-key", "credential", "credentials", "secretkey", "secret_key", "secret-key", "accesskey",
        "access_key", "access-key",
    ]

    /// What a text looks like; nil if it looks harmless.
    static func kind(of text: some StringProtocol) -> String? {
        if text.contains("-----BEGIN "), text.contains("PRIVATE KEY") { return "a private key" }
        if let shape = TokenShape.all.first(where: { $0.isFound(in: text) }) { return shape.kind }
        let words = text.split(whereSeparator: { $0.isWhitespace || $0 == "\"" || $0 == "'" })
        if words.contains(where: isLogin) { return "an address with a password" }
        return words.contains(where: isAssignment) || isComment(words) ? "a password" : nil
    }

    /// Every line of a file that looks like a secret.
    static func problems(in bytes: [UInt8], file: String) -> [Problem] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated().compactMap {
            index, line in
            guard line.count >= 12, line.count <= 64 * 1024 else { return nil }
            let text = String(decoding: line, as: UTF8.self)
            guard let kind = kind(of: text) else { return nil }
            let column = text.unicodeScalars.prefix { $0 == " " || $0 == "\t" }.count + 1
            return Problem(.file(name: file, line: index + 1, column: column), advice(kind))
        }
    }

    /// Values under keys such as `password` that are no references.
    static func problems(under key: String, _ node: LocatedNode) -> [Problem] {
        switch node.content {
        case .mapping(let entries): return entries.flatMap { problems(under: $0.key, $0.value) }
        case .list(let items): return items.flatMap { problems(under: key, $0) }
        case .scalar(let text, _):
            let name = key.lowercased()
            guard names.contains(where: name.hasSuffix), !node.isNull, isValue(text) else { return [] }
            return [Problem(node.origin, key: key, advice("a secret"))]
        }
    }

    private static func advice(_ kind: String) -> String {
        "this looks like \(kind): revoke it, since it stays in the history, and write env:NAME or file:PATH"
    }

    /// Whether a text can be the secret itself: neither a reference, such as other applications write `${NAME}`, nor a
    /// switch, nor stars.
    private static func isValue(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && !["env:", "file:", "$", "{cipher}"].contains(where: text.hasPrefix)
            && Bool(String(text)) == nil && !text.allSatisfy { $0 == "*" }
    }

    /// `password=hunter2`, as in connection strings and in the queries of addresses.
    private static func isAssignment(_ word: some StringProtocol) -> Bool {
        word.split(whereSeparator: { "?&;,".contains($0) }).contains { assignment in
            let sides = assignment.split(separator: "=", maxSplits: 1)
            guard sides.count == 2 else { return false }
            return ["password", "passwd", "pwd"].contains(where: sides[0].lowercased().hasSuffix) && isValue(sides[1])
        }
    }

    /// `# password: hunter2`: a setting that was switched off, but is still in the repository. A sentence is none.
    private static func isComment(_ words: [some StringProtocol]) -> Bool {
        guard words.first == "#", words.count == 3, let key = words.dropFirst().first, key.hasSuffix(":") else {
            return false
        }
        return names.contains(where: key.dropLast().lowercased().hasSuffix) && isValue(words[2])
    }

    /// `scheme://user:password@host`, unless the password is a reference.
    private static func isLogin(_ word: some StringProtocol) -> Bool {
        guard let scheme = word.firstRange(of: "://") else { return false }
        let authority = word[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return false
        }
        let password = authority[authority.index(after: colon)..<at]
        return isValue(password)
    }
}
