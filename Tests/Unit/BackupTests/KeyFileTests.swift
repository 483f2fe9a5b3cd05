import Foundation
import Testing

@testable import Backup

@Suite("Key files")
struct KeyFileTests {
    private static func file(_ bytes: some Sequence<UInt8>) throws -> String {
        let path = FileManager.default.temporaryDirectory.path + "/key-\(UUID().uuidString)"
        try #require(
            FileManager.default.createFile(
                atPath: path, contents: Data(bytes), attributes: [.posixPermissions: 0o600]))
        return path
    }

    @Test("a key that was made is read again, only its owner can read it, and it is never overwritten")
    func made() throws {
        let path = try Self.file([])
        try FileManager.default.removeItem(atPath: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let key = try BackupKey.create(file: path)
        #expect(try BackupKey(file: path).id == key.id)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(throws: BackupError.self) { try BackupKey.create(file: path) }
        #expect(try BackupKey(file: path).id == key.id)
    }

    @Test("a key that others can read is refused with the cure", arguments: [0o604, 0o640, 0o644, 0o602])
    func open(mode: Int) throws {
        let path = try Self.file((0..<32).map { UInt8($0) })
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        let error = #expect(throws: BackupError.self) { try BackupKey(file: path) }
        #expect(error?.reason == .key && error?.description.contains("chmod 600 \(path)") == true)
    }

    @Test("32 bytes and 64 digits are the same key; everything else is refused with the cure")
    func forms() throws {
        let bytes = (0..<32).map { UInt8($0 &* 5) }
        let digits = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let key = try #require(BackupKey(bytes))
        for form in [bytes, Array(digits.utf8), Array((digits.uppercased() + "\n").utf8)] {
            let path = try Self.file(form)
            defer { try? FileManager.default.removeItem(atPath: path) }
            #expect(try BackupKey(file: path).id == key.id)
        }
        for form in [[], Array(bytes.dropLast()), bytes + [1], Array(digits.dropLast().utf8), Array("no key".utf8)] {
            let path = try Self.file(form)
            defer { try? FileManager.default.removeItem(atPath: path) }
            let error = #expect(throws: BackupError.self) { try BackupKey(file: path) }
            #expect(error?.description.contains("pulsehub backup key") == true)
        }
        let error = #expect(throws: BackupError.self) { try BackupKey(file: "/nonexistent/key") }
        #expect(error?.reason == .key && error?.description.contains("No such file") == true)
    }
}
