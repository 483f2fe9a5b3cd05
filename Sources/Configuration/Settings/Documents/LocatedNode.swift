/// A YAML value that remembers where it stands, so that any later complaint can point at it.
struct LocatedNode: Sendable {
    enum Content: Sendable {
        case scalar(String, Style)
        case list([LocatedNode])
        case mapping([Entry])
    }

    enum Style: Sendable {
        /// Unquoted in a file: may be a number, a truth value or text.
        case plain
        /// Quoted or a block in a file: always text.
        case quoted
        /// From the environment or the command line, which know no quotes: whatever the setting expects.
        case external
    }

    struct Entry: Sendable {
        let key: String
        let keyOrigin: Origin
        let value: LocatedNode
        /// Whether the key stands there without quotes.
        var isPlainKey = false
    }

    let content: Content
    let origin: Origin

    /// A value from the environment or the command line.
    init(external text: String, origin: Origin) {
        self.init(content: .scalar(text, .external), origin: origin)
    }

    init(content: Content, origin: Origin) {
        self.content = content
        self.origin = origin
    }

    /// True for `~`, `null` and nothing at all.
    var isNull: Bool {
        guard case .scalar(let text, .plain) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// How an error message names what it found; long text is cut.
    var found: String {
        switch content {
        case .list: "a list"
        case .mapping: "a map"
        case .scalar where isNull: "nothing"
        case .scalar(let text, _) where SecretShapes.kind(of: text) != nil: "a value that is not shown"
        case .scalar(let text, .quoted): "the text \"\(text.prefix(60))\""
        case .scalar(let text, _): "\(text.prefix(60))"
        }
    }
}
