import TestSupport
import Testing

@testable import Backup

@Suite("Sealed files")
struct SealTests {
    private static let chunk = 64
    private static let key = Result { try #require(BackupKey((0..<32).map { UInt8($0) })) }
    private static let sizes = [0, 1, 63, 64, 65, 127, 128, 129, 1000]

    private static func sealed(_ plain: [UInt8], context: String = "b/data", pieces: Int = 50) throws -> [UInt8] {
        var sealer = Sealer(try key.get(), context: context, chunkBytes: chunk)
        var sealed: [UInt8] = []
        for start in stride(from: 0, to: plain.count, by: pieces) {
            sealed += try sealer.seal(Array(plain[start..<min(start + pieces, plain.count)]))
        }
        return try sealed + sealer.finish()
    }

    private static func opened(
        _ sealed: [UInt8], key: BackupKey? = nil, context: String = "b/data", pieces: Int = 37
    ) throws -> [UInt8] {
        var unsealer = Unsealer(try key ?? Self.key.get(), context: context, chunkBytes: chunk)
        var plain: [UInt8] = []
        for start in stride(from: 0, to: sealed.count, by: pieces) {
            plain += try unsealer.open(Array(sealed[start..<min(start + pieces, sealed.count)]))
        }
        return try plain + unsealer.finish()
    }

    private static func plain(_ size: Int) -> [UInt8] { (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) } }

    @Test("what was sealed is opened, whatever its size and however it is cut into pieces", arguments: sizes)
    func roundTrip(size: Int) throws {
        for pieces in [1, 63, 64, 65, 5000] {
            let sealed = try Self.sealed(Self.plain(size), pieces: pieces)
            #expect(try Self.opened(sealed, pieces: pieces) == Self.plain(size))
            #expect(sealed.count == 48 + size + 16 * max(1, (size + 63) / 64))
        }
    }

    @Test("the same bytes are never sealed to the same bytes")
    func fresh() throws {
        #expect(try Self.sealed(Self.plain(100)) != Self.sealed(Self.plain(100)))
    }

    @Test("a file that is cut off anywhere is damaged", arguments: sizes)
    func cut(size: Int) throws {
        let sealed = try Self.sealed(Self.plain(size))
        for end in 0..<sealed.count {
            let error = #expect(throws: BackupError.self) { try Self.opened(Array(sealed[..<end])) }
            #expect(error?.reason == .damaged, "cut at \(end)")
        }
    }

    @Test("any flipped bit is noticed", arguments: [0, 1, 64, 200])
    func flipped(size: Int) throws {
        let sealed = try Self.sealed(Self.plain(size))
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1 << UInt8(index % 8)
            #expect(throws: BackupError.self, "byte \(index)") { try Self.opened(changed) }
        }
    }

    @Test("chunks that were swapped, repeated, left out or added are noticed")
    func moved() throws {
        let sealed = try Self.sealed(Self.plain(4 * Self.chunk))
        let (header, size) = (Array(sealed[..<48]), Self.chunk + 16)
        let chunks = (0..<4).map { Array(sealed[(48 + $0 * size)..<(48 + ($0 + 1) * size)]) }
        for order in [
            [1, 0, 2, 3], [0, 2, 1, 3], [0, 1, 3, 2], [0, 1, 3], [1, 2, 3], [0, 1, 2], [0, 0, 1, 2, 3], [3], [],
        ] {
            #expect(throws: BackupError.self, "\(order)") { try Self.opened(header + order.flatMap { chunks[$0] }) }
        }
        #expect(throws: BackupError.self) { try Self.opened(sealed + chunks[3]) }
        #expect(throws: BackupError.self) { try Self.opened(sealed + [0]) }
        #expect(try Self.opened(header + chunks.joined()) == Self.plain(4 * Self.chunk))
    }

    @Test("a file does not open in the place of another, nor chunks of one inside another")
    func elsewhere() throws {
        let (one, other) = (try Self.sealed(Self.plain(130)), try Self.sealed(Self.plain(130), context: "b/other"))
        #expect(throws: BackupError.self) { try Self.opened(other) }
        #expect(throws: BackupError.self) { try Self.opened(Array(one[..<128]) + other[128...]) }
    }

    @Test("another key is told apart from damage, and both keys are named")
    func wrongKey() throws {
        let other = try #require(BackupKey((0..<32).map { UInt8($0 + 1) }))
        let error = #expect(throws: BackupError.self) { try Self.opened(Self.sealed([1, 2, 3]), key: other) }
        #expect(error?.reason == .wrongKey)
        #expect(
            error?.description.contains(try Self.key.get().id) == true && error?.description.contains(other.id) == true)
    }

    @Test("what is no sealed file is damaged, whatever it is")
    func noise() {
        var random = Seeded(7)
        for size in [0, 1, 47, 48, 64, 500] {
            let noise = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(throws: BackupError.self) { try Self.opened(noise) }
        }
    }
}
