/// Finds what looks like a secret written into the repository: by its shape anywhere in a file, comments included, and
/// by the name of its key where no declaration says what the value is.
enum SecretShapes {
    /// The start of a well-known kind of secret and the letters that must follow it.
    private struct Shape {
        let start: String
        let lettersMin: Int
        let kind: String
    }

    private static let shapes = [
        Shape(start: "ghp_", lettersMin: 30, kind: "a GitHub token"),
        Shape(start: "gho_", lettersMin: 30, kind: "a GitHub token"),
        Shape(start: "ghs_", lettersMin: 30, kind: "a GitHub token"),
        Shape(start: "github_pat_", lettersMin: 30, kind: "a GitHub token"),
        Shape(start: "glpat-", lettersMin: 16, kind: "a GitLab token"),
        Shape(start: "xoxb-", lettersMin: 16, kind: "a Slack token"),
        Shape(start: "xoxp-", lettersMin: 16, kind: "a Slack token"),
        Shape(start: "sk_live_", lettersMin: 16, kind: "a Stripe key"),
        Shape(start: "AKIA", lettersMin: 16, kind: "an AWS access key"),
        Shape(start: "AIza", lettersMin: 30, kind: "a Google API key"),
        Shape(start: "eyJ", lettersMin: 60, kind: "a JSON web token"),
    ]

    private static let names = [
        "password", "passwd", "passphrase", "secret", "token", "apikey", "api_key", "api-key", "privatekey",
        "private_key", "private-key", "credential", "credentials",
    ]

    /// What a text looks like; nil if it looks harmless.
    static func kind(of text: some StringProtocol) -> String? {
        if text.contains("-----BEGIN "), text.contains("PRIVATE KEY") { return "a private key" }
        for shape in shapes {
            guard let start = text.firstRange(of: shape.start) else { continue }
            // The start must begin a word: "AKIA" inside a longer one means nothing.
            if start.lowerBound > text.startIndex, isTokenLetter(text[text.index(before: start.lowerBound)]) {
                continue
            }
            if text[start.upperBound...].prefix(while: isTokenLetter).count >= shape.lettersMin { return shape.kind }
        }
        return text.split(whereSeparator: { $0.isWhitespace || $0 == "\"" || $0 == "'" }).contains(where: isLogin)
            ? "an address with a password" : nil
    }

    /// Every line of a file that looks like a secret.
    static func problems(in bytes: [UInt8], file: String) -> [Problem] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated().compactMap {
            index, line in
            guard line.count >= 20, line.count <= 64 * 1024 else { return nil }
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
            guard names.contains(where: name.hasSuffix), !node.isNull, !text.isEmpty, !isReference(text) else {
                return []
            }
            return [Problem(node.origin, key: key, advice("a secret"))]
        }
    }

    private static func advice(_ kind: String) -> String {
        "this looks like \(kind): revoke it, since it stays in the history, and write env:NAME or file:PATH"
    }

    /// `${NAME}` is how other applications refer to their environment.
    private static func isReference(_ text: String) -> Bool {
        text.hasPrefix("env:") || text.hasPrefix("file:") || (text.hasPrefix("${") && text.hasSuffix("}"))
            || text.hasPrefix("{cipher}")
    }

    /// `scheme://user:password@host`, unless the password is a reference.
    private static func isLogin(_ word: some StringProtocol) -> Bool {
        guard let scheme = word.firstRange(of: "://") else { return false }
        let authority = word[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return false
        }
        let password = authority[authority.index(after: colon)..<at]
        return !password.isEmpty && !password.hasPrefix("$") && !password.allSatisfy { $0 == "*" }
    }

    private static func isTokenLetter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "_-.".contains(character))
    }
}
