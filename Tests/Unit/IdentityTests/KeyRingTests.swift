import Events
import HTTPKit
import Hummingbird
import HummingbirdTesting
import Logging
import Synchronization
import Testing

@testable import Identity

@Suite("The issuer's keys")
struct KeyRingTests {
    /// An issuer's server whose answer the test changes.
    private final class Published: Sendable {
        let answer: Mutex<(status: HTTPResponse.Status, body: String)>
        let fetches = Mutex(0)

        init(_ jwks: String) { answer = Mutex((.ok, jwks)) }

        func publish(_ jwks: String, _ status: HTTPResponse.Status = .ok) { answer.withLock { $0 = (status, jwks) } }

        /// Runs the body with the address of the key set.
        func serve(_ body: @escaping @Sendable (KeySource) async throws -> Void) async throws {
            let router = Router()
            router.get("/jwks") { _, _ in
                self.fetches.withLock { $0 += 1 }
                let (status, body) = self.answer.withLock { $0 }
                return Response(status: status, body: .init(byteBuffer: ByteBuffer(string: body)))
            }
            try await Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
                .test(.live) { try await body(.url("http://127.0.0.1:\($0.port ?? 0)/jwks")) }
        }
    }

    private static func verifier(_ ring: KeyRing) -> JWTVerifier {
        JWTVerifier(ring, expecting: Issuers.expectations, now: { Issuers.now })
    }

    private static func ring(_ source: KeySource, earliest: Duration = .seconds(3600)) async throws -> KeyRing {
        try await KeyRing(source, timing: .init(interval: .seconds(3600), earliest: earliest), logger: quietLogger)
    }

    private static func both() throws -> String {
        let (ours, other) = (try Issuers.ours.get().jwks, try Issuers.other.get().jwks)
        return ours.dropLast(2) + "," + other.dropFirst(#"{"keys":["#.count)
    }

    @Test("a changed file is taken over: new keys count, and tokens of retired keys do not, however recently verified")
    func file() async throws {
        let file = try KeyFile(Issuers.ours.get().jwks)
        defer { file.remove() }
        let ring = try await Self.ring(.file(file.path))
        let verifier = Self.verifier(ring)
        let (old, new) = (try await Issuers.token(), try await Issuers.token(Issuers.other))
        let caller = try await verifier.caller(bearing: old[...])
        try file.write(Self.both())
        await ring.refresh()
        #expect(verifier.trusts(caller))
        _ = try await verifier.caller(bearing: old[...])
        _ = try await verifier.caller(bearing: new[...])
        try file.write(Issuers.other.get().jwks)
        await ring.refresh()
        await #expect(throws: Problem.self) { try await verifier.caller(bearing: old[...]) }
        #expect(!verifier.trusts(caller))
        #expect(verifier.trusts(try await verifier.caller(bearing: new[...])))
        // Who has come back is another one.
        try file.write(Self.both())
        await ring.refresh()
        #expect(!verifier.trusts(caller))
        #expect(verifier.trusts(try await verifier.caller(bearing: old[...])))
    }

    @Test("while the file is away or spoilt the last good keys stay", arguments: ["", "{}", #"{"keys":[]}"#, "x"])
    func spoilt(_ content: String) async throws {
        let file = try KeyFile(Issuers.ours.get().jwks)
        defer { file.remove() }
        let ring = try await Self.ring(.file(file.path))
        if content.isEmpty { file.remove() } else { try file.write(content) }
        await ring.refresh()
        _ = try await Self.verifier(ring).caller(bearing: Issuers.token()[...])
        await #expect(throws: KeySourceError.self) { _ = try await Self.ring(.file(file.path)) }
    }

    @Test("a new key works with its first token, since an unknown kid makes the address be asked at once")
    func rotation() async throws {
        let published = Published(try Issuers.ours.get().jwks)
        try await published.serve { source in
            let verifier = Self.verifier(try await Self.ring(source))
            published.publish(try Self.both())
            _ = try await verifier.caller(bearing: Issuers.token(Issuers.other)[...])
            _ = try await verifier.caller(bearing: Issuers.token()[...])
            #expect(published.fetches.withLock { $0 } == 2)
        }
    }

    @Test("many tokens under unknown keys ask the address once")
    func flood() async throws {
        let published = Published(try Issuers.ours.get().jwks)
        try await published.serve { source in
            let verifier = Self.verifier(try await Self.ring(source))
            let tokens = try (0..<50).map { try Issuers.parts(#"{"alg":"RS256","kid":"k\#($0)"}"#) }
            await withTaskGroup(of: Void.self) { group in
                for token in tokens {
                    group.addTask {
                        await #expect(throws: Problem.self) { try await verifier.caller(bearing: token[...]) }
                    }
                }
            }
            #expect(published.fetches.withLock { $0 } == 2)
        }
    }

    @Test("while the address fails the last good keys stay, and it is asked again")
    func away() async throws {
        let published = Published(try Issuers.ours.get().jwks)
        try await published.serve { source in
            let ring = try await Self.ring(source, earliest: .zero)
            let verifier = Self.verifier(ring)
            for answer in [("no", HTTPResponse.Status.internalServerError), ("garbage", .ok)] {
                published.publish(answer.0, answer.1)
                await ring.refresh()
                _ = try await verifier.caller(bearing: Issuers.token()[...])
            }
            published.publish(try Issuers.other.get().jwks)
            _ = try await verifier.caller(bearing: Issuers.token(Issuers.other)[...])
            await #expect(throws: Problem.self) { try await verifier.caller(bearing: Issuers.token()[...]) }
        }
    }

    @Test("without any key there is no start")
    func start() async throws {
        for source in [KeySource.file("/nowhere/jwks.json"), .url("http://127.0.0.1:1/jwks"), .url("nonsense")] {
            await #expect(throws: KeySourceError.self) { _ = try await Self.ring(source) }
        }
    }

    @Test("keys for other uses, of other kinds, without kid or too short are passed by")
    func others() async throws {
        let ours = try Issuers.ours.get()
        let n = String(repeating: "A", count: 171)
        let odd = [
            #"{"kty":"EC","kid":"a","crv":"P-256","x":"AA","y":"AA"}"#, #"{"kty":"oct","kid":"b","k":"AA"}"#,
            #"{"kty":"RSA","kid":"c","n":"\#(n)","e":"AQAB"}"#, #"{"kty":"RSA","n":"AA","e":"AQAB"}"#,
            #"{"kty":"RSA","kid":"d","use":"enc","n":"AA","e":"AQAB"}"#, "{}",
            #"{"kty":"RSA","kid":"e","alg":"PS256","n":"AA","e":"AQAB"}"#,
        ]
        let set = try await KeySet(
            jwks: Array((#"{"keys":["# + odd.joined(separator: ",") + "," + ours.jwks.dropFirst(9)).utf8))
        #expect(set.names == [ours.kid])
    }
}
