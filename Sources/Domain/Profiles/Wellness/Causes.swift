/// What changed a score: the ids of the events, or `config <commit>`; of many the last ones and their number.
///
/// Bounded, since a history that arrives at once changes one date by a hundred events.
package struct Causes: Equatable, Sendable {
    /// As many are named.
    package static let namedMax = 8
    /// More are not counted: anybody may write an insight, and what it says is added up and stored.
    package static let countMax = Int(Int32.max)

    /// The last ones, in the order in which they took effect.
    package private(set) var names: [String]
    /// All of them, also those that are not named.
    package private(set) var count: Int

    /// The one to name where only one can be.
    package var last: String? { names.last }

    /// The name of changed constants, among the ids of events.
    package static func configuration(_ commit: String) -> String { configurationPrefix + commit }

    private static let configurationPrefix = "config "

    /// The commit that a name stands for; nil for an event's id.
    package static func commit(of name: String) -> String? {
        name.hasPrefix(configurationPrefix) ? String(name.dropFirst(configurationPrefix.count)) : nil
    }

    /// As somebody told them; what is more than can be named is counted.
    package init(_ names: [String] = [], count: Int = 0) {
        self.names = names.suffix(Self.namedMax)
        self.count = min(max(count, names.count), Self.countMax)
    }

    /// Adds one that took effect after the others.
    package mutating func add(_ name: String) { add(Causes([name])) }

    /// Adds those of a later change.
    package mutating func add(_ later: Causes) { self = Causes(names + later.names, count: count + later.count) }
}
