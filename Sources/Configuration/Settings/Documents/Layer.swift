import Names

/// The values of one file, of the environment or of the command line, by full key.
struct Layer {
    struct Value {
        let node: LocatedNode
        let keyOrigin: Origin
    }

    private(set) var values: [(key: String, value: Value)] = []
    private(set) var problems: [Problem] = []

    private static let groups = Set(
        SettingsSchema.declarations.flatMap { declaration in
            declaration.key.indices.filter { declaration.key[$0] == "." }.map { String(declaration.key[..<$0]) }
        })

    /// Every setting and group, sorted.
    private static let names = (SettingsSchema.declarations.map(\.key) + groups).sorted()
    /// Behind so many problems of one file none is told what may have been meant: each search compares with every name.
    private static let suggestionsMax = 50

    /// A file: nested maps become dotted keys.
    init(file: String, bytes: [UInt8]) {
        var document = YAMLDocument(file: file)
        let root = document.parse(bytes)
        problems = document.problems + SecretShapes.problems(in: bytes, file: file)
        guard let root, !root.isNull else { return }
        guard case .mapping(let entries) = root.content else {
            problems.append(Problem(root.origin, "expected a map of settings, found \(root.found)"))
            return
        }
        for entry in entries where entry.key.hasPrefix("x-") {
            problems += SecretShapes.problems(under: entry.key, entry.value)
        }
        var seen: [String: Origin] = [:]
        flatten(entries, under: "", seen: &seen)
    }

    /// The environment: `PULSEHUB_HOT_BATCH_RECORDS=100`. Other names that begin with a group's name are mistakes.
    init(environment: [String: String]) {
        let names = SettingsSchema.declarations.map { ($0.environmentName, $0.key) }
        let keys = Dictionary(names, uniquingKeysWith: { first, _ in first })
        let prefixes = Set(Self.groups.filter { !$0.contains(".") }.map { "PULSEHUB_\($0.uppercased())_" })
        for (name, text) in environment.sorted(by: { $0.key < $1.key }) {
            let origin = Origin.environment(name)
            if let key = keys[name] {
                add(key, text, origin)
            } else if prefixes.contains(where: name.hasPrefix) {
                problems.append(Problem(origin, "no setting has this variable\(suggestion(names.map(\.0), name))"))
            }
        }
    }

    /// The command line: `--set hot.batchRecords=100`, and `kafka.properties.<name>=…` for one property.
    init(overrides: [(key: String, value: String)]) {
        for (key, text) in overrides {
            if SettingsSchema.byKey[key] != nil {
                add(key, text, .commandLine)
            } else if let map = Self.map(holding: key) {
                add(map, "\(key.dropFirst(map.count + 1))=\(text)", .commandLine)
            } else {
                problems.append(unknown(key, .commandLine))
            }
        }
    }

    private static func map(holding key: String) -> String? {
        SettingsSchema.declarations.first { $0.isMap && key.hasPrefix($0.key + ".") }?.key
    }

    private mutating func add(_ key: String, _ text: String, _ origin: Origin) {
        let node = LocatedNode(external: text, origin: origin)
        values.append((key, Value(node: node, keyOrigin: origin)))
    }

    private mutating func flatten(_ entries: [LocatedNode.Entry], under prefix: String, seen: inout [String: Origin]) {
        for entry in entries where !(prefix.isEmpty && entry.key.hasPrefix("x-")) {
            let key = prefix.isEmpty ? entry.key : "\(prefix).\(entry.key)"
            if SettingsSchema.byKey[key] != nil {
                // A repetition within one map is already among the document's problems.
                let isReported = problems.contains { $0.origin == entry.keyOrigin }
                if let first = seen[key], first != entry.keyOrigin, !isReported {
                    let message = "this key is given twice; the first is at \(first)"
                    problems.append(Problem(entry.keyOrigin, key: key, message))
                }
                seen[key] = entry.keyOrigin
                values.append((key, Value(node: entry.value, keyOrigin: entry.keyOrigin)))
            } else if !Self.groups.contains(key) {
                problems.append(unknown(key, entry.keyOrigin))
            } else if case .mapping(let inner) = entry.value.content {
                // A group given twice is one mistake, not one for each setting in it.
                var seenInRepeated: [String: Origin] = [:]
                if seen.updateValue(entry.keyOrigin, forKey: key) == nil {
                    flatten(inner, under: key, seen: &seen)
                } else {
                    flatten(inner, under: key, seen: &seenInRepeated)
                }
            } else if !entry.value.isNull {
                let message = "expected a map of settings, found \(entry.value.found)"
                problems.append(Problem(entry.value.origin, key: key, message))
            }
        }
    }

    private func unknown(_ key: String, _ origin: Origin) -> Problem {
        guard problems.count < Self.suggestionsMax else { return Problem(origin, key: key, "unknown setting") }
        // A right name in the wrong group is as likely a mistake as a slip of the hand.
        let last = key.split(separator: ".").last.map { ".\($0)" } ?? key
        let elsewhere = Self.names.first { $0.hasSuffix(last) }
        let nearest = Self.names.nearest(to: key) ?? elsewhere
        return Problem(origin, key: key, "unknown setting" + (nearest.map { "; did you mean \($0)?" } ?? ""))
    }

    private func suggestion(_ names: [String], _ name: String) -> String {
        names.nearest(to: name).map { "; did you mean \($0)?" } ?? ""
    }
}
