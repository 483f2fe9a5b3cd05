import Events
import HTTPKit
import HTTPTypes
import JWTKit
import Logging
import Testing

@testable import Identity

@Suite("The verifier of bearer tokens")
struct JWTVerifierTests {
    private func verifier(clock: TurnedClock = TurnedClock()) async throws -> JWTVerifier {
        let file = try KeyFile(Issuers.ours.get().jwks)
        defer { file.remove() }
        let ring = try await KeyRing(
            .file(file.path), timing: KeyRing.Timing(interval: .seconds(3600)), logger: quietLogger)
        return JWTVerifier(ring, expecting: Issuers.expectations, now: { clock.now })
    }

    /// Why the token is refused; nil if it is not.
    private func refusal(of token: String, at time: Instant = Issuers.now) async throws -> String? {
        let verifier = try await verifier(clock: TurnedClock(time))
        do throws(Problem) { _ = try await verifier.caller(bearing: token[...]) } catch {
            #expect(error.status == .unauthorized)
            let challenge = try #require(error.headers[.wwwAuthenticate])
            #expect(challenge.hasPrefix(#"Bearer error="invalid_token", error_description=""#))
            return error.detail
        }
        return nil
    }

    @Test("a good token tells whose it is, for how long, and the roles that are known")
    func good() async throws {
        let token = try await Issuers.token { $0.roles = ["coach", "astronaut", "athlete"] }
        let caller = try await verifier().caller(bearing: token[...])
        #expect(caller.subject.text == "ana")
        #expect(caller.roles == [.coach, .athlete])
        #expect(caller.expiresAt == "2026-11-20T13:00:30Z")
        let none = try await verifier().caller(bearing: Issuers.token { $0.roles = nil }[...])
        #expect(none.roles.isEmpty)
        let several = try await Issuers.token { $0.aud = .several(["else", "pulsehub"]) }
        #expect(try await refusal(of: several) == nil)
    }

    @Test("the clocks may differ by the leeway and no more")
    func time() async throws {
        let token = try await Issuers.token()
        #expect(try await refusal(of: token, at: "2026-11-20T13:00:29Z") == nil)
        #expect(try await refusal(of: token, at: "2026-11-20T13:00:30Z") == InvalidToken.expired.rawValue)
        #expect(try await refusal(of: token, at: "2026-11-20T11:59:30Z") == nil)
        #expect(try await refusal(of: token, at: "2026-11-20T11:59:29Z") == InvalidToken.notYetValid.rawValue)
    }

    @Test("claims that are not the expected ones are refused with what is wrong")
    func claims() async throws {
        let wrong: [(InvalidToken, @Sendable (inout TokenClaims) -> Void)] = [
            (.issuer, { $0.iss = "https://login.example/" }), (.audience, { $0.aud = .one("other") }),
            (.audience, { $0.aud = .several([]) }), (.subject, { $0.sub = "" }),
            (.subject, { $0.sub = String(repeating: "x", count: 129) }), (.subject, { $0.sub = "a\nb" }),
            (.expired, { $0.exp = -1e300 }), (.notYetValid, { $0.nbf = 1e300 }),
        ]
        for (reason, change) in wrong {
            #expect(try await refusal(of: Issuers.token(change: change)) == reason.rawValue)
        }
        #expect(try await refusal(of: Issuers.token { $0.exp = 1e300 }) == nil)
    }

    @Test(
        "claims that are missing or of other types are refused",
        arguments: [
            "{}", "[]", "null", "\"x\"", "{", "",
            #"{"iss":"https://login.example","aud":"pulsehub","sub":"ana"}"#,
            #"{"iss":"https://login.example","aud":"pulsehub","sub":"ana","exp":"9999999999"}"#,
            #"{"iss":"https://login.example","aud":"pulsehub","exp":9999999999}"#,
            #"{"iss":"https://login.example","sub":"ana","exp":9999999999}"#,
            #"{"iss":"https://login.example","aud":[1],"sub":"ana","exp":9999999999}"#,
            #"{"iss":"https://login.example","aud":"pulsehub","sub":"ana","exp":9999999999,"roles":"admin"}"#,
        ])
    func incomplete(_ payload: String) async throws {
        #expect(try await refusal(of: Issuers.signed(payload: payload)) == InvalidToken.claims.rawValue)
    }

    @Test("a token that another key has signed is refused, under its own kid and under ours")
    func wrongKey() async throws {
        #expect(try await refusal(of: Issuers.token(Issuers.other)) == InvalidToken.keyUnknown.rawValue)
        let claimed = try await Issuers.token(Issuers.other, kid: Issuers.ours.get().kid)
        #expect(try await refusal(of: claimed) == InvalidToken.signature.rawValue)
    }

    @Test("one changed letter anywhere is refused")
    func changed() async throws {
        let token = try await Issuers.token()
        for index in stride(from: 0, to: token.utf8.count - 1, by: 37) {
            var bytes = Array(token.utf8)
            bytes[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(try await refusal(of: String(decoding: bytes, as: UTF8.self)) != nil, "byte \(index)")
        }
    }

    @Test("no algorithm but RS256 is looked at", arguments: ["none", "None", "", "HS256", "RS384", "PS256", "ES256"])
    func algorithm(_ name: String) async throws {
        let kid = try Issuers.ours.get().kid
        for signature in ["", "AAAA"] {
            let token = try Issuers.parts(#"{"alg":"\#(name)","kid":"\#(kid)"}"#, signature: signature)
            #expect(try await refusal(of: token) == InvalidToken.algorithm.rawValue)
        }
    }

    @Test("a token signed by HS256 with the public key as its secret is refused")
    func confusion() async throws {
        let ours = try Issuers.ours.get()
        let keys = await JWTKeyCollection().add(hmac: HMACKey(from: ours.publicKeyPEM), digestAlgorithm: .sha256)
        let token = try await keys.sign(Issuers.claims, header: ["kid": .string(ours.kid)])
        #expect(try await refusal(of: token) == InvalidToken.algorithm.rawValue)
        // The same signature under the name of the accepted algorithm.
        let parts = token.split(separator: ".")
        let renamed = try Issuers.parts(#"{"alg":"RS256","kid":"\#(ours.kid)"}"#, signature: String(parts[2]))
        #expect(try await refusal(of: renamed) == InvalidToken.signature.rawValue)
    }

    @Test("the kid must be there, even where there is one key only")
    func kid() async throws {
        for header in [#"{"alg":"RS256"}"#, #"{"alg":"RS256","kid":""}"#, #"{"alg":"RS256","kid":null}"#] {
            #expect(try await refusal(of: Issuers.parts(header)) == InvalidToken.keyMissing.rawValue)
        }
        #expect(try await refusal(of: Issuers.token(kid: "retired")) == InvalidToken.keyUnknown.rawValue)
        let critical = #"{"alg":"RS256","kid":"k","crit":["exp"]}"#
        #expect(try await refusal(of: Issuers.parts(critical)) == InvalidToken.critical.rawValue)
    }

    @Test(
        "garbage is refused",
        arguments: [
            "x", ".", "..", "...", "a.b.c", "e30.e30.e30", "=.=.=", "\u{0}.\u{1F600}.é", "eyJhbGciOiJSUzI1NiJ9",
            "bnVsbA.bnVsbA.bnVsbA", "W10.W10.", String(repeating: "W", count: 8000) + ".e30.e30",
        ])
    func garbage(_ token: String) async throws {
        #expect(try await refusal(of: token) != nil)
    }

    @Test("a token over the limit is refused unread")
    func long() async throws {
        let token = try await Issuers.token { $0.roles = [String(repeating: "x", count: 8192)] }
        #expect(try await refusal(of: token) == InvalidToken.tooLong.rawValue)
    }

    @Test("a token that was verified once is refused at its end all the same")
    func remembered() async throws {
        let clock = TurnedClock()
        let verifier = try await verifier(clock: clock)
        let token = try await Issuers.token()
        for _ in 0..<3 { #expect(try await verifier.caller(bearing: token[...]).subject.text == "ana") }
        clock.turn(to: "2026-11-20T13:00:30Z")
        await #expect(throws: Problem.self) { try await verifier.caller(bearing: token[...]) }
    }
}

let quietLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
