import Events
import Foundation
import Testing

@testable import Backup

@Suite("A directory of backups")
struct StoreTests {
    private static func run(_ body: (String, DirectoryStore) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/store-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path, DirectoryStore(path))
    }

    private struct Stopped: Error {}

    @Test("a file is there whole or not at all")
    func whole() async throws {
        try await Self.run { path, store in
            #expect(try await store.list().isEmpty)
            await #expect(throws: Stopped.self) {
                try await store.put("b/one") { write in
                    try await write([1, 2])
                    #expect(try await store.list().allSatisfy { $0.path != "b/one" })
                    throw Stopped()
                }
            }
            #expect(try await store.list().isEmpty)
            try await store.put("b/one") { try await $0([1, 2, 3]) }
            await #expect(throws: Stopped.self) { try await store.put("b/one") { _ in throw Stopped() } }
            #expect(try await store.contents(of: "b/one", bytesMax: 10) == [1, 2, 3])
            #expect(try await store.list() == [StoredFile(path: "b/one", bytes: 3)])
            try await store.delete("b/one")
            try await store.delete("b/one")
            #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
            let error = await #expect(throws: BackupError.self) { try await store.contents(of: "b/one", bytesMax: 10) }
            #expect(error?.reason == .notFound)
        }
    }

    @Test("backups without a manifest are none, strangers' files are left alone, pruning takes whole backups")
    func catalog() async throws {
        try await Self.run { _, store in
            let names = (1...9).map { "2026-11-0\($0)T02-30-00Z" }
            for name in names {
                for file in ["data", "manifest"] { try await store.put("\(name)/\(file)") { try await $0([0]) } }
            }
            try await store.put("2026-11-10T02-30-00Z/data") { try await $0([0]) }
            try await store.put("strangers/manifest") { try await $0([0]) }
            let catalog = BackupCatalog(store: store)
            #expect(try await catalog.backups().map(\.description) == names)
            #expect(try await catalog.find("latest").description == names[8])
            let contents = try await catalog.contents()
            #expect(contents.unfinished.map(\.path) == ["2026-11-10T02-30-00Z/data"])
            let policy = Retention(days: 3, weeks: 0, months: 0)
            let today = try #require(CivilDate("2026-11-09"))
            let old = try await catalog.prune(policy, on: today, dryRun: true)
            #expect(try await catalog.backups().count == 9)
            #expect(try await catalog.prune(policy, on: today) == old && old.count == 6)
            #expect(try await catalog.backups().map(\.description) == Array(names.suffix(3)))
            #expect(try await store.list().contains { $0.path == "strangers/manifest" })
            let error = await #expect(throws: BackupError.self) { try await catalog.find(names[0]) }
            #expect(error?.reason == .notFound && error?.description.contains(names[8]) == true)
        }
    }

    @Test("a place that cannot be written to is named, with the setting")
    func unwritable() async throws {
        let store = DirectoryStore("/proc/backups")
        let error = await #expect(throws: BackupError.self) { try await store.put("b/one") { try await $0([1]) } }
        #expect(error?.reason == .store && error?.description.contains("backup.store") == true)
    }
}
