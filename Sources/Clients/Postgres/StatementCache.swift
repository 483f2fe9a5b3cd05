/// The names of a session's prepared statements, the oldest leaving first when it is full.
struct StatementCache {
    /// A statement is prepared for given parameter types.
    struct Key: Hashable {
        let sql: String
        let types: [UInt32]
    }

    private static let limit = 256
    private var names: [Key: String] = [:]
    private var order: [Key] = []
    private var counter = 0

    subscript(key: Key) -> String? { names[key] }

    mutating func nextName() -> String {
        counter += 1
        return "s\(counter)"
    }

    /// Adds a statement and returns the name of the one that had to leave.
    mutating func insert(_ key: Key, _ name: String) -> String? {
        names[key] = name
        order.append(key)
        return order.count > Self.limit ? names.removeValue(forKey: order.removeFirst()) : nil
    }

    mutating func remove(_ key: Key) -> String? {
        order.removeAll { $0 == key }
        return names.removeValue(forKey: key)
    }
}
