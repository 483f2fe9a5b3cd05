import Readiness
import Testing

@testable import Assembly
@testable import Settings

@Suite("Constants of the score")
struct ReadinessTermsTests {
    private static let readiness = SettingsSchema.declarations.filter {
        $0.key.hasPrefix("readiness.") && $0.range != nil
    }

    @Test("default settings are exactly the published constants")
    func defaults() {
        #expect(ReadinessSettings(settings([:])) == .standard)
    }

    @Test("no key is ignored", arguments: readiness.map(\.key))
    func everyKeyCounts(key: String) throws {
        let changed = settings([key: try #require(Self.changed(key))])
        #expect(ReadinessSettings(changed) != .standard)
    }

    @Test("every constant has a key, except those that are part of the contract")
    func everyConstantHasKey() throws {
        var values: [String: any SettingValue] = [:]
        for declaration in Self.readiness { values[declaration.key] = try #require(Self.changed(declaration.key)) }
        let before = leaves(of: ReadinessSettings.standard)
        let after = leaves(of: ReadinessSettings(settings(values)))
        let untouched = before.filter { after[$0.key] == $0.value }.keys.sorted()
        #expect(before.count > 50)
        // How long loads are kept is the fold's own business, see WellnessProfile.Terms.
        #expect(
            untouched.filter { !$0.hasPrefix("ranges.") && !$0.hasPrefix("rr.") } == ["loadWindowDays", "vendorOrder"])
        #expect(
            after.filter { before[$0.key] != $0.value }.keys.map { "readiness." + $0 }.sorted() == values.keys.sorted())
    }

    /// A bound of the setting's range that is not its default.
    private static func changed(_ key: String) -> (any SettingValue)? {
        guard let declaration = SettingsSchema.byKey[key], let range = declaration.range else { return nil }
        return [range.lowest, range.highest].first { $0.rendered != declaration.fallback.rendered }
    }

    private func settings(_ values: [String: any SettingValue]) -> EffectiveSettings {
        EffectiveSettings(commit: "test", service: .streamProcessor, profile: nil, values: values, origins: [:])
    }

    /// Every property by its path, with its value as text.
    private func leaves(of value: Any, at path: String = "") -> [String: String] {
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .struct, !(value is ClosedRange<Double>), !(value is Double), !(value is Int)
        else {
            return [path: "\(value)"]
        }
        return mirror.children.reduce(into: [:]) { result, child in
            let name = (path.isEmpty ? "" : path + ".") + (child.label ?? "")
            result.merge(leaves(of: child.value, at: name)) { first, _ in first }
        }
    }
}
