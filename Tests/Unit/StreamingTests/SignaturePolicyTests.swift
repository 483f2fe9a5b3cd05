import EventCodec
import Events
import Signatures
import Testing

@testable import Streaming

@Suite("Signed records")
struct SignaturePolicyTests {
    private static let old = String(repeating: "o", count: 32)
    private static let new = String(repeating: "n", count: 32)
    private static let key = Array("ada".utf8)
    private static let value = Array(#"{"specversion":"1.0"}"#.utf8)

    private func rejection(
        _ signature: [UInt8]?, key: [UInt8] = Self.key, value: [UInt8] = Self.value,
        keys: RecordSignature?, mode: ContentMode = .structured
    ) -> Rejection? {
        let policy = SignaturePolicy(required: ["data.normalized"], keys: keys)
        return key.withUnsafeBytes { key in
            value.withUnsafeBytes { policy.rejection(signature: signature, key: key, value: $0, mode) }
        }
    }

    @Test("a signature is HMAC-SHA256 in hexadecimal digits over the key, a zero byte and the value")
    func form() throws {
        // Computed with: printf 'ada\0{"specversion":"1.0"}' | openssl dgst -sha256 -hmac nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn
        let signature = try RecordSignature(current: Self.new).sign(key: Self.key, value: Self.value)
        #expect(
            String(decoding: signature, as: UTF8.self)
                == "b0313ab0f0c5c683d6bd5037e90da8be280ff111c9f51f7b982152916c43df4e")
    }

    @Test("a good signature under the current or the previous key is taken")
    func good() throws {
        let rotating = try RecordSignature(current: Self.new, previous: Self.old)
        for key in [Self.old, Self.new] {
            let signature = try RecordSignature(current: key).sign(key: Self.key, value: Self.value)
            #expect(rejection(signature, keys: rotating) == nil)
            let upper = Array(String(decoding: signature, as: UTF8.self).uppercased().utf8)
            #expect(rejection(upper, keys: rotating) == nil)
        }
    }

    @Test("a signature that is missing, cut, of other bytes or under another key is rejected by one reason")
    func bad() throws {
        let keys = try RecordSignature(current: Self.new)
        let good = keys.sign(key: Self.key, value: Self.value)
        let other = try RecordSignature(current: Self.old).sign(key: Self.key, value: Self.value)
        let garbage = Array(String(repeating: "é", count: 32).utf8)
        for signature in [nil, [], Array(good.dropLast()), good + [0x30], other, garbage] {
            #expect(rejection(signature, keys: keys)?.reason == .invalidSignature)
        }
        #expect(rejection(good, key: Array("adb".utf8), keys: keys)?.reason == .invalidSignature)
        #expect(rejection(good, value: Self.value + [0x20], keys: keys)?.reason == .invalidSignature)
        #expect(rejection(good, keys: nil)?.reason == .invalidSignature)
    }

    @Test("where key ends and value begins is part of what is signed")
    func border() throws {
        let keys = try RecordSignature(current: Self.new)
        let signature = keys.sign(key: Array("ab".utf8), value: Array("c".utf8))
        #expect(rejection(signature, key: Array("a".utf8), value: Array("bc".utf8), keys: keys) != nil)
    }

    @Test("attributes in headers are not signed, so binary mode is rejected")
    func binary() throws {
        let keys = try RecordSignature(current: Self.new)
        let mode = ContentMode(headers: [(name: "ce_id", value: Array("1".utf8))])
        #expect(rejection(keys.sign(key: Self.key, value: Self.value), keys: keys, mode: mode) != nil)
    }

    @Test("keys under 32 bytes are refused")
    func weak() {
        #expect(throws: WeakSignatureKey.self) { try RecordSignature(current: "short") }
        #expect(throws: WeakSignatureKey.self) { try RecordSignature(current: Self.new, previous: "short") }
    }
}
