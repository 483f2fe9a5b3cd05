/// The one declaration of a setting: key, type, default, range, whether it can change live, and why it exists.
package struct Setting<Value: SettingValue>: SettingDeclaration {
    /// Dotted, such as `hot.batchRecords`.
    package let key: String
    /// Used when no layer says otherwise.
    package let fallback: Value
    /// What the number counts, such as `records`; nil for text, choices and durations, which carry their own.
    package let unit: String?
    /// Whether a new commit takes effect at once or at the next start.
    package let change: SettingChange
    /// One line for the reference.
    package let explanation: String
    /// Inclusive; nil when any value of the type will do.
    package let range: SettingRange?

    private let verify: @Sendable (Value) -> String?

    init(
        _ key: String, _ fallback: Value, in range: ClosedRange<Value>, unit: String? = nil,
        change: SettingChange = .restart, _ explanation: String
    ) where Value: Comparable {
        self.key = key
        self.fallback = fallback
        self.unit = unit
        self.change = change
        self.explanation = explanation
        self.range = SettingRange(lowest: range.lowerBound, highest: range.upperBound)
        verify = { range.contains($0) ? nil : "out of range" }
    }

    /// `verify` answers what is wrong with a value of the right type, or nil.
    init(
        _ key: String, _ fallback: Value, change: SettingChange = .restart, _ explanation: String,
        verify: @escaping @Sendable (Value) -> String? = { _ in nil }
    ) {
        self.key = key
        self.fallback = fallback
        unit = nil
        self.change = change
        self.explanation = explanation
        range = nil
        self.verify = verify
    }

    func decode(_ node: LocatedNode, over lower: any SettingValue) throws(Refusal) -> any SettingValue {
        if let refusal = Placeholder.refusal(of: node, variable: environmentName) { throw refusal }
        guard let value = Value.decode(node) else {
            if case .mapping(let entries) = node.content, isMap {
                // Passwords in the clear among properties that are right: those are to be named.
                let wrong = entries.filter {
                    Value.decode(LocatedNode(content: .mapping([$0]), origin: node.origin)) == nil
                }
                throw Refusal(message: "expected \(Value.entryExpectation)", entries: wrong)
            }
            throw Refusal(message: "expected \(expectation), found \(found(node))")
        }
        if let reason = verify(value) {
            throw Refusal(message: range == nil ? reason : "\(reason): expected \(expectation), found \(found(node))")
        }
        return (lower as? Value).map(value.layered(over:)) ?? value
    }
}

/// The bounds of a numeric setting or of a duration.
package struct SettingRange: Sendable {
    /// Allowed itself.
    package let lowest: any SettingValue
    /// Allowed itself.
    package let highest: any SettingValue
}

/// When a changed setting takes effect.
package enum SettingChange: String, Sendable {
    /// With the next batch or request after the new commit was validated.
    case live
    /// When the process starts again.
    case restart
}

/// A ``Setting`` of any type, for the code that goes over all of them.
protocol SettingDeclaration: Sendable {
    associatedtype Value: SettingValue
    var key: String { get }
    var fallback: Value { get }
    var unit: String? { get }
    var change: SettingChange { get }
    var explanation: String { get }
    var range: SettingRange? { get }

    func decode(_ node: LocatedNode, over lower: any SettingValue) throws(Refusal) -> any SettingValue
}

/// Why a value was not taken, in words for a person.
struct Refusal: Error {
    let message: String
    /// The entries at fault, where the value is a map; empty where it is wrong as a whole.
    var entries: [LocatedNode.Entry] = []
}

extension SettingDeclaration {
    var isMap: Bool { Value.self == ClientProperties.self }

    func found(_ node: LocatedNode) -> String {
        if case .scalar = node.content, Value.mayHoldSecret, !node.isNull { return "a value that is not shown" }
        return node.found
    }

    /// What may be written, such as `an integer from 1 to 500000 (records)`.
    var expectation: String {
        var text = Value.expectation
        if let range { text += " from \(range.lowest.rendered) to \(range.highest.rendered)" }
        if let unit { text += " (\(unit))" }
        return text
    }

    /// `hot.batchRecords` becomes `PULSEHUB_HOT_BATCH_RECORDS`, and `restingHRUp` `RESTING_HR_UP`.
    var environmentName: String {
        var name = "PULSEHUB_"
        let letters = Array(key.replacing("KiB", with: "Kib").replacing("MiB", with: "Mib"))
        for (index, letter) in letters.enumerated() {
            if index > 0, letter.isUppercase {
                let endsAcronym = letters[(index + 1)...].first?.isLowercase ?? false
                if letters[index - 1].isLowercase || (letters[index - 1].isUppercase && endsAcronym) { name += "_" }
            }
            name += letter == "." ? "_" : letter.uppercased()
        }
        return name
    }
}
