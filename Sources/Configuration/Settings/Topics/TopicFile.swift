import Names

/// Reads one topic file and notes everything that is wrong with it.
struct TopicFile {
    let file: String
    /// Before the file's name in messages.
    let folder: String
    let schemas: Set<String>
    private(set) var problems: [Problem] = []
    private var fields: [String: LocatedNode] = [:]

    private static let required = [
        "name", "description", "owner", "partitions", "cleanup", "key", "schemas", "onInvalid", "example",
    ]
    private static let all =
        required + [
            "retention", "signature", "replicationFactor", "minInsyncReplicas", "timestampAheadMax",
            "timestampBehindMax",
        ]

    init(file: String, folder: String = "", schemas: Set<String>) {
        self.file = file
        self.folder = folder
        self.schemas = schemas
    }

    /// Nil exactly if there are problems.
    mutating func read(_ bytes: [UInt8]) -> TopicDefinition? {
        readFields(bytes)
        guard problems.isEmpty else { return nil }
        let name = text("name")
        let partitions: Int? = value("partitions") { 1...1000 ~= $0 ? nil : "an integer from 1 to 1000" }
        let cleanup: TopicDefinition.Cleanup? = choice("cleanup")
        let onInvalid: TopicDefinition.InvalidRecordPolicy? = choice("onInvalid")
        let signature: TopicDefinition.Signature? = fields["signature"] == nil ? .some(.none) : choice("signature")
        let retention: Duration? = value("retention") { _ in nil }
        let replicationFactor: Int? = value("replicationFactor") { 1...100 ~= $0 ? nil : "an integer from 1 to 100" }
        let minInsyncReplicas: Int? = value("minInsyncReplicas") { 1...100 ~= $0 ? nil : "an integer from 1 to 100" }
        if let replicationFactor, let minInsyncReplicas, minInsyncReplicas > replicationFactor {
            refuse("minInsyncReplicas", "there are \(replicationFactor) replicas: nothing could be acknowledged")
        }
        let ahead: Duration? = value("timestampAheadMax") { _ in nil }
        let behind: Duration? = value("timestampBehindMax") { _ in nil }
        check(name: name, cleanup: cleanup)
        let description = text("description")
        let owner = text("owner")
        let key = text("key")
        let example = text("example")
        let schemas = schemaNames()
        guard problems.isEmpty, let name, let description, let owner, let partitions, let cleanup, let key,
            let onInvalid, let signature, let example
        else { return nil }
        return TopicDefinition(
            name: name, description: description, owner: owner, partitions: partitions, retention: retention,
            cleanup: cleanup, key: key, schemas: schemas, onInvalid: onInvalid, signature: signature,
            example: example.trimmed, replicationFactor: replicationFactor, minInsyncReplicas: minInsyncReplicas,
            timestampAheadMax: ahead, timestampBehindMax: behind)
    }

    private mutating func readFields(_ bytes: [UInt8]) {
        var document = YAMLDocument(file: folder + file)
        let root = document.parse(bytes)
        problems = document.problems
        guard problems.isEmpty else { return }
        guard let root, case .mapping(let entries) = root.content else {
            problems.append(
                Problem(
                    .source(folder + file), "expected a map that describes a topic, found \(root?.found ?? "nothing")"))
            return
        }
        for entry in entries {
            if Self.all.contains(entry.key) {
                fields[entry.key] = entry.value
            } else {
                let nearest = Self.all.nearest(to: entry.key).map { "; did you mean \($0)?" } ?? ""
                problems.append(Problem(entry.keyOrigin, key: entry.key, "unknown field\(nearest)"))
            }
        }
        for field in Self.required where fields[field] == nil {
            problems.append(Problem(.source(folder + file), key: field, "this field is missing"))
        }
    }

    private mutating func check(name: String?, cleanup: TopicDefinition.Cleanup?) {
        if let name, "\(name).yaml" != file { refuse("name", "expected the file's own name, found \(name)") }
        if let name, name.count > 249 || !name.utf8.allSatisfy(Self.isTopicByte) {
            refuse("name", "expected at most 249 letters, digits, dots, dashes and underscores")
        }
        if cleanup == .compact, fields["retention"] != nil { refuse("retention", "a compacted topic has no retention") }
        if cleanup == .delete, fields["retention"] == nil { refuse("cleanup", "with delete, retention is needed") }
    }

    private mutating func schemaNames() -> [String] {
        guard let node = fields["schemas"], case .list(let items) = node.content else {
            refuse("schemas", "expected a list of schema names")
            return []
        }
        return items.compactMap { item in
            guard let name = String.decode(item), schemas.contains(name) else {
                let nearest = String.decode(item).flatMap { schemas.sorted().nearest(to: $0) }
                let hint = nearest.map { "; did you mean \($0)?" } ?? ""
                problems.append(Problem(item.origin, key: "schemas", "no file schemas/\(item.found).json\(hint)"))
                return nil
            }
            return name
        }
    }

    private mutating func text(_ field: String) -> String? { value(field) { _ in nil } }

    private mutating func value<Value: SettingValue>(_ field: String, _ expected: (Value) -> String?) -> Value? {
        guard let node = fields[field] else { return nil }
        guard let value = Value.decode(node) else {
            refuse(field, "expected \(Value.expectation), found \(node.found)")
            return nil
        }
        if let expected = expected(value) { refuse(field, "expected \(expected), found \(node.found)") }
        return value
    }

    private mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(_ field: String) -> Choice? {
        guard let node = fields[field] else { return nil }
        if let choice = String.decode(node).flatMap(Choice.init(rawValue:)) { return choice }
        refuse(field, "expected one of \(Choice.allCases.map(\.rawValue).joined(separator: ", ")), found \(node.found)")
        return nil
    }

    private mutating func refuse(_ field: String, _ message: String) {
        problems.append(Problem(fields[field]?.origin ?? .source(folder + file), key: field, message))
    }

    private static func isTopicByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
