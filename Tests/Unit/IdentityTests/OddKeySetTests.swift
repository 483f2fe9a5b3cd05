import Testing

@testable import Identity

@Suite("A key set in which not every entry can be used")
struct OddKeySetTests {
    private static func entry(_ issuer: Result<TokenIssuer, any Error> = Issuers.ours) throws -> String {
        String(try issuer.get().jwks.dropFirst(#"{"keys":["#.count).dropLast(2))
    }

    private static func set(_ entries: [String]) async throws -> KeySet {
        try await KeySet(jwks: Array(#"{"keys":[\#(entries.joined(separator: ","))]}"#.utf8))
    }

    @Test(
        "still has the others, and says which it has not",
        arguments: [
            "null", "7", "true", #""text""#, "[]", "[{}]", "{}", #"{"kid":7,"kty":"RSA"}"#,
            #"{"kid":"u","kty":"RSA","use":["sig"],"n":"AA","e":"AQAB"}"#, #"{"kid":{},"kty":null}"#,
            #"{"kid":"a","kty":"RSA","n":5,"e":"AQAB"}"#, #"{"kid":"a","kty":"RSA","n":"*","e":"AQAB"}"#,
            #"{"kid":"a","kty":"RSA","n":"","e":""}"#, #"{"kid":"a","kty":"RSA","alg":["RS256"]}"#,
        ])
    func odd(_ entry: String) async throws {
        for entries in [[entry, try Self.entry()], [try Self.entry(), entry, entry]] {
            let set = try await Self.set(entries)
            #expect(set.names == [try Issuers.ours.get().kid])
            #expect(set.refusals.count == entries.count - 1)
            #expect(set.refusals.allSatisfy { $0.hasPrefix("keys[") })
        }
    }

    @Test("is read to its end, however many entries are of no use")
    func many() async throws {
        let odd = [String](repeating: #"{"kty":"EC","kid":"e","crv":"P-256","x":"AA","y":"AA"}"#, count: 1000)
        let set = try await Self.set(odd + [Self.entry()])
        #expect(set.names == [try Issuers.ours.get().kid] && set.refusals.count == 1000)
    }

    @Test("takes as many keys as may be, and no more")
    func bounded() async throws {
        let kid = try Issuers.ours.get().kid
        let entries = try (0...KeySet.keysMax).map { try Self.entry().replacing(kid, with: "k\($0)") }
        let set = try await Self.set(entries)
        #expect(set.names.count == KeySet.keysMax && set.names.contains("k64"))
        #expect(set.refusals.count == 1)
    }

    @Test("is none where nothing can be used, and says why")
    func none() async throws {
        let error = await #expect(throws: KeySourceError.self) { _ = try await Self.set(["null", "{}"]) }
        #expect(error?.description.contains("keys[1]") == true)
    }
}
