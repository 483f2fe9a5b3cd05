import Testing

@testable import Backup

@Suite("Manifests")
struct ManifestTests {
    private static let manifest = Manifest(
        name: "2026-11-21T02-30-00Z", takenAt: "2026-11-21T02:30:00.5Z", finishedAt: "2026-11-21T02:31:00Z",
        serverVersion: "15.20", database: "pulsehub", configCommit: "f301c5a", migration: 8,
        checkpoints: [
            .init(topic: "data.normalized", partition: 0, nextOffset: 4711, clusterID: "c/1"),
            .init(topic: "dead-letter", partition: 1, nextOffset: 0, clusterID: nil),
        ],
        roles: ["analyst"],
        tables: [.init(name: "archive.events_2026_11", rows: 4711), .init(name: "public.hrv_daily", rows: 3)],
        schema: .init(name: "schema", bytes: 100, sha256: "00", plainBytes: 20, table: nil),
        data: [.init(name: "table-1", bytes: 200, sha256: "01", plainBytes: 120, table: "archive.events_2026_11")])

    @Test("what is written is read")
    func roundTrip() throws {
        #expect(try Manifest(decoding: Self.manifest.encoded(), from: "m") == Self.manifest)
        #expect(try Manifest(decoding: Self.manifest.line(), from: "m") == Self.manifest)
        #expect(try Self.manifest.line().allSatisfy { $0 != UInt8(ascii: "\n") })
        #expect(Self.manifest.bytes == 300 && Self.manifest.records == 4711)
    }

    @Test("a later form is refused with the cure, and so is anything else")
    func refused() throws {
        var later = Self.manifest
        later.version = 2
        let error = #expect(throws: BackupError.self) { try Manifest(decoding: later.encoded(), from: "m") }
        #expect(error?.description.contains("newer build") == true)
        for text in ["", "{}", "null", "[1]", #"{"version":1}"#, #"{"version":"1"}"#] {
            #expect(throws: BackupError.self, "\(text)") { try Manifest(decoding: Array(text.utf8), from: "m") }
        }
    }

    @Test("jobs run so many at a time, in the end in their order; the first failure ends the others")
    func parallel() async throws {
        actor Count {
            var (now, most) = (0, 0)
            func enter() { (now, most) = (now + 1, max(most, now + 1)) }
            func leave() { now -= 1 }
        }
        let count = Count()
        let jobs: [@Sendable () async throws -> Int] = (0..<20).map { number in
            {
                await count.enter()
                await Task.yield()
                await count.leave()
                return number
            }
        }
        #expect(try await inParallel(jobs, 3) == Array(0..<20))
        #expect(await count.most <= 3)
        struct Failure: Error {}
        await #expect(throws: Failure.self) {
            try await inParallel(jobs + [{ throw Failure() }] + jobs, 2)
        }
    }

    @Test("a program that is missing, and what one complains of, are told")
    func programs() async throws {
        let missing = await #expect(throws: BackupError.self) {
            try await Tool(name: "no-such-program", package: "some-package").run([])
        }
        #expect(missing?.description == "no-such-program is not installed: apt-get install some-package")
        let failed = await #expect(throws: BackupError.self) {
            try await Tool(name: "sh", package: "dash").run(["-c", "echo no room left >&2; exit 3"])
        }
        #expect(failed?.description == "sh failed: no room left")
    }

    @Test("a program that is fed gets everything, and nothing more counts once the body has failed")
    func fed() async throws {
        let bytes = [UInt8](repeating: 7, count: 300_000)
        try await Tool(name: "sh", package: "dash").feed(["-c", "test $(wc -c) = 600000"]) { write in
            try await write(bytes)
            try await write(bytes)
        }
        struct Failure: Error {}
        await #expect(throws: Failure.self) {
            try await Tool(name: "cat", package: "coreutils").feed([]) { write in
                try await write(bytes)
                throw Failure()
            }
        }
        let gone = await #expect(throws: BackupError.self) {
            try await Tool(name: "sh", package: "dash").feed(["-c", "echo disk full >&2; exit 1"]) { write in
                for _ in 0..<100 { try await write(bytes) }
            }
        }
        #expect(gone?.description == "sh failed: disk full")
    }
}
