import HTTPKit
import Hummingbird
import HummingbirdTesting
import Synchronization
import Testing

@testable import Identity

@Suite("An issuer whose answer stops in its middle")
struct StalledIssuerTests {
    /// Serves a key set, of which it keeps back the last bytes while it is told to.
    private final class Issuer: Sendable {
        let jwks: Mutex<String>
        let isStalled = Mutex(false)

        init(_ jwks: String) { self.jwks = Mutex(jwks) }

        func serve(_ body: @escaping @Sendable (KeySource) async throws -> Void) async throws {
            let router = Router()
            router.get("/jwks") { _, _ in
                let bytes = ByteBuffer(string: self.jwks.withLock(\.self))
                let isStalled = self.isStalled.withLock(\.self)
                return Response(
                    status: .ok,
                    body: ResponseBody(contentLength: bytes.readableBytes) { writer in
                        guard isStalled else {
                            try await writer.write(bytes)
                            return try await writer.finish(nil)
                        }
                        try await writer.write(ByteBuffer(bytes: bytes.readableBytesView.dropLast(9)))
                        // For as long as the test runs.
                        try await Task.sleep(for: .seconds(3600))
                    })
            }
            // Nothing that hangs may hold up the end of the test.
            try await Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
                .test(.live) { client in
                    try await body(.url("http://127.0.0.1:\(client.port ?? 0)/jwks"))
                    throw Done()
                }
        }
    }

    private struct Done: Error {}

    private static func withIssuer(
        patience: Duration = .seconds(1),
        _ body: @escaping @Sendable (Issuer, KeyRing, JWTVerifier) async throws -> Void
    ) async throws {
        let issuer = Issuer(try Issuers.ours.get().jwks)
        await #expect(throws: Done.self) {
            try await issuer.serve { source in
                let timing = KeyRing.Timing(interval: .seconds(3600), earliest: .zero, patience: patience)
                let ring = try await KeyRing(source, timing: timing, logger: quietLogger)
                try await body(
                    issuer, ring, JWTVerifier(ring, expecting: Issuers.expectations, now: { Issuers.now }))
            }
        }
    }

    @Test("holds a look up for as long as an exchange may take, and the next look has what it says then")
    func look() async throws {
        try await Self.withIssuer { issuer, ring, verifier in
            issuer.isStalled.withLock { $0 = true }
            let start = ContinuousClock.now
            await ring.refresh()
            #expect(ContinuousClock.now - start < KeySource.patience * 5)
            _ = try await verifier.caller(bearing: Issuers.token()[...])
            issuer.isStalled.withLock { $0 = false }
            issuer.jwks.withLock { $0 = (try? Issuers.other.get().jwks) ?? "" }
            await ring.refresh()
            _ = try await verifier.caller(bearing: Issuers.token(Issuers.other)[...])
            await #expect(throws: Problem.self) { try await verifier.caller(bearing: Issuers.token()[...]) }
        }
    }

    @Test("holds up nobody for long: unknown keys get 503 with Retry-After, known ones are let in meanwhile")
    func waits() async throws {
        try await Self.withIssuer(patience: .milliseconds(50)) { issuer, _, verifier in
            issuer.isStalled.withLock { $0 = true }
            let tokens = try (0..<300).map { try Issuers.parts(#"{"alg":"RS256","kid":"k\#($0)"}"#) }
            await withTaskGroup(of: Problem?.self) { group in
                for token in tokens {
                    group.addTask {
                        await #expect(throws: Problem.self) { try await verifier.caller(bearing: token[...]) }
                    }
                }
                for await problem in group {
                    #expect(problem?.status == .serviceUnavailable && problem?.headers[.retryAfter] != nil)
                }
            }
            _ = try await verifier.caller(bearing: Issuers.token()[...])
        }
    }

    @Test("is not waited for by those who have left")
    func left() async throws {
        try await Self.withIssuer(patience: .seconds(3600)) { issuer, _, verifier in
            issuer.isStalled.withLock { $0 = true }
            let token = try Issuers.parts(#"{"alg":"RS256","kid":"new"}"#)
            let asking = Task { try await verifier.caller(bearing: token[...]) }
            asking.cancel()
            await #expect(throws: Problem.self) { try await asking.value }
        }
    }
}
