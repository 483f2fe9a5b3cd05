import Foundation
import Testing

@testable import Settings

@Suite struct ReferenceTests {
    static let root = #filePath.components(separatedBy: "/Tests/")[0]

    /// Set `PULSEHUB_WRITE_REFERENCE` to write the files instead of comparing them.
    @Test("the generated files in the repository are those of the declarations")
    func upToDate() throws {
        let files = [
            "docs/configuration.md": SettingsReference.generateReference(),
            "config/schema.json": SettingsReference.generateJSONSchema(),
        ]
        for (path, text) in files {
            let url = URL(filePath: "\(Self.root)/\(path)")
            if ProcessInfo.processInfo.environment["PULSEHUB_WRITE_REFERENCE"] != nil {
                try Data(text.utf8).write(to: url)
            }
            #expect(try String(contentsOf: url, encoding: .utf8) == text, "\(path) is stale")
        }
    }

    @Test("the schema is JSON and names every setting")
    func schema() throws {
        let data = Data(SettingsReference.generateJSONSchema().utf8)
        let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        for declaration in SettingsSchema.declarations {
            var node: [String: Any]? = schema
            for part in declaration.key.split(separator: ".") {
                node = (node?["properties"] as? [String: Any])?[String(part)] as? [String: Any]
            }
            #expect(node?["description"] != nil, "\(declaration.key)")
        }
    }

    @Test("a key is the path to its declaration, and no two share a name or a variable")
    func keys() {
        func paths(_ group: Any, _ prefix: String) -> [String] {
            Mirror(reflecting: group).children.flatMap { child -> [String] in
                let path = prefix + (child.label ?? "")
                return child.value is any SettingDeclaration ? [path] : paths(child.value, path + ".")
            }
        }
        let keys = SettingsSchema.declarations.map(\.key)
        #expect(keys == paths(SettingsSchema.shared, ""))
        #expect(Set(keys).count == keys.count)
        #expect(Set(SettingsSchema.declarations.map(\.environmentName)).count == keys.count)
        #expect(keys.count > 100)
    }

    @Test("every default passes its own check and contradicts no other")
    func defaults() throws {
        for declaration in SettingsSchema.declarations {
            guard declaration.fallback.rendered != "none" else { continue }
            let node = LocatedNode(external: declaration.fallback.rendered, origin: .commandLine)
            let value = try declaration.decode(node, over: declaration.fallback)
            #expect(value.rendered == declaration.fallback.rendered, "\(declaration.key)")
        }
        #expect(Contradictions.find(in: try settings()).isEmpty)
    }

    @Test("the configuration in the repository is valid")
    func shipped() throws {
        var files: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(Self.root)/config")
        where name.hasSuffix(".yaml") {
            files[name] = try String(contentsOfFile: "\(Self.root)/config/\(name)", encoding: .utf8)
        }
        #expect(files["application.yaml"] != nil)
        #expect(SettingsLoader.check(snapshot(files)).map(\.description) == [])
    }

    @Test("variables are the key in capitals with underscores")
    func variables() {
        let names = Dictionary(uniqueKeysWithValues: SettingsSchema.declarations.map { ($0.key, $0.environmentName) })
        #expect(names["hot.batchRecords"] == "PULSEHUB_HOT_BATCH_RECORDS")
        #expect(names["hot.fetchQueueKiB"] == "PULSEHUB_HOT_FETCH_QUEUE_KIB")
        #expect(names["readiness.flags.restingHRUp"] == "PULSEHUB_READINESS_FLAGS_RESTING_HR_UP")
        #expect(names["readiness.weights.restingHR"] == "PULSEHUB_READINESS_WEIGHTS_RESTING_HR")
    }
}
