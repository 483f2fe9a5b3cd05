import Foundation
import Settings
import Testing

@testable import Assembly

@Suite("The list of processes")
struct ProcessDefinitionTests {
    @Test("holds every definition of the tree, each in a file of its own")
    func everyFileIsListed() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Sources/Assembly/Assembly/Processes").standardizedFileURL
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix("Process.swift") }
        #expect(!files.isEmpty)
        #expect(
            Set(files.map(Self.plain))
                == Set(ProcessDefinition.all.map { Self.plain($0.service.rawValue + "Process.swift") }))
    }

    @Test("names no process and no admin port twice")
    func noneTwice() {
        let all = ProcessDefinition.all
        #expect(Set(all.map(\.service)).count == all.count)
        #expect(Set(all.map { SettingsSchema.shared[keyPath: $0.adminPort].key }).count == all.count)
    }

    @Test("has every service with settings of its own, but for the command that sends a file")
    func everyServiceHasOne() {
        #expect(Set(ProcessDefinition.all.map(\.service)) == Set(Service.allCases).subtracting([.produce]))
    }

    @Test("leaves to its own command what one machine does not always need")
    func up() {
        #expect(ProcessDefinition.up.map(\.service) == [.archiver, .streamProcessor, .profileAPI, .ingest])
    }

    /// `profile-api` and `ProfileAPI` are one name.
    private static func plain(_ name: String) -> String { name.lowercased().replacing("-", with: "") }
}
