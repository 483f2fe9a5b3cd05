import Yams

/// Reads one YAML document into located nodes and reports everything that makes it unfit as configuration.
struct YAMLDocument {
    let file: String
    private(set) var problems: [Problem] = []
    private var firstUses = DuplicateKeys()
    private var nodesLeft = YAMLDocument.nodesMax

    /// Aliases let a small file stand for a huge tree; a real configuration stays far below this.
    static let nodesMax = 20_000

    init(file: String) { self.file = file }

    /// The root, or nil when the file is empty or cannot be read as YAML; see `problems`.
    mutating func parse(_ bytes: [UInt8]) -> LocatedNode? {
        guard let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains("\0") else {
            report(1, 1, "this is not text in UTF-8")
            return nil
        }
        do {
            guard let root = try firstUses.compose(text) else { return nil }
            return locate(root)
        } catch let error as YamlError {
            report(error)
        } catch {
            report(1, 1, "this is not YAML: \(error)")
        }
        return nil
    }

    private mutating func locate(_ node: Node) -> LocatedNode? {
        let origin = place(of: node)
        nodesLeft -= 1
        guard nodesLeft >= 0 else {
            if nodesLeft == -1 {
                problems.append(
                    Problem(origin, "the file stands for more than \(Self.nodesMax) values; use fewer aliases"))
            }
            return nil
        }
        switch node {
        case .scalar(let scalar):
            let style: LocatedNode.Style = scalar.style == .plain ? .plain : .quoted
            return LocatedNode(content: .scalar(scalar.string, style), origin: origin)
        case .sequence(let items):
            return LocatedNode(content: .list(items.compactMap { locate($0) }), origin: origin)
        case .mapping(let mapping):
            return LocatedNode(content: .mapping(entries(of: mapping)), origin: origin)
        case .alias:
            return nil  // Only made by Yams' encoder; the parser replaces aliases by their values.
        }
    }

    private mutating func entries(of mapping: Node.Mapping) -> [LocatedNode.Entry] {
        var own: [LocatedNode.Entry] = []
        var merged: [LocatedNode.Entry] = []
        var earlier: [String: Origin] = [:]
        for (keyNode, valueNode) in mapping {
            let origin = place(of: keyNode)
            guard case .scalar(let scalar) = keyNode else {
                problems.append(Problem(origin, "a key must be text, not \(locate(keyNode)?.found ?? "this")"))
                continue
            }
            guard let value = locate(valueNode) else { continue }
            if let repeated = firstUses.original(of: scalar.string) {
                earlier[repeated] = origin
                own.append(LocatedNode.Entry(key: repeated, keyOrigin: origin, value: value))
                continue
            }
            if scalar.string == "<<", scalar.style == .plain {
                merged += mergeable(value)
                continue
            }
            if let first = earlier[scalar.string] {
                problems.append(
                    Problem(origin, key: scalar.string, "this key is given twice; the first is at \(first)"))
            }
            own.append(
                LocatedNode.Entry(
                    key: scalar.string, keyOrigin: origin, value: value, isPlainKey: scalar.style == .plain))
        }
        var taken = Set(own.map(\.key))
        return own + merged.filter { taken.insert($0.key).inserted }
    }

    /// The entries behind `<<: *anchor` or `<<: [*a, *b]`; what the mapping says itself wins over them.
    private mutating func mergeable(_ value: LocatedNode) -> [LocatedNode.Entry] {
        switch value.content {
        case .mapping(let entries): return entries
        case .list(let items): return items.flatMap { mergeable($0) }
        case .scalar:
            problems.append(Problem(value.origin, key: "<<", "expected an alias of a map, found \(value.found)"))
            return []
        }
    }

    private func place(of node: Node) -> Origin {
        .file(name: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    private mutating func report(_ line: Int, _ column: Int, _ message: String) {
        problems.append(Problem(.file(name: file, line: line, column: column), message))
    }

    private mutating func report(_ error: YamlError) {
        switch error {
        case .composer(_, let problem, let mark, _) where problem.hasSuffix("found another document"):
            report(mark.line, mark.column, "one document a file: a second one begins here, so put it into another file")
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            report(mark.line, mark.column, "this is not YAML: \(problem)")
        case .reader(let problem, _, _, _):
            report(1, 1, "this is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            report(context.mark.line, context.mark.column, "given twice: \(keys.joined(separator: ", "))")
        default:
            report(1, 1, "this is not YAML: \(error)")
        }
    }
}
