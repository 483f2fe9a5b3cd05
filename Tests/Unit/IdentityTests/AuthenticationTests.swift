import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Identity

@Suite("A route behind the authentication")
struct AuthenticationTests {
    private struct Names: TokenVerifier {
        func caller(bearing token: Substring) async throws(Problem) -> Caller {
            guard token != "bad" else { throw InvalidToken.expired.problem }
            return Caller(subject: try UserID("ana"), roles: Set([Role(rawValue: String(token))].compactMap(\.self)))
        }
    }

    private func answer(_ authorization: String?) async throws -> TestResponse {
        let router = Router(context: CallerContext.self)
        router.admitting(Admission(Names(), roles: [.service, .admin]))
            .get("/secret") { _, context in try context.caller.subject.text }
        var headers = HTTPFields()
        headers[.authorization] = authorization
        let sent = headers
        return try await Application(responder: router.framed()).test(.router) {
            try await $0.executeRequest(uri: "/secret", method: .get, headers: sent, body: nil)
        }
    }

    @Test("lets in who has a role that will do, however the scheme is written")
    func allowed() async throws {
        for header in ["Bearer service", "bearer admin", "BEARER   admin"] {
            let answer = try await answer(header)
            #expect(answer.status == .ok && String(buffer: answer.body) == "ana")
        }
    }

    @Test("answers 401 with a challenge to everything but a bearer token")
    func missing() async throws {
        for header in [nil, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer a b", "service"] {
            let answer = try await answer(header)
            #expect(answer.status == .unauthorized && answer.headers[.wwwAuthenticate] == "Bearer")
            #expect(answer.headers[.contentType] == Problem.contentType)
        }
        let expired = try await answer("Bearer bad")
        #expect(expired.headers[.wwwAuthenticate]?.contains(#"error="invalid_token""#) == true)
    }

    @Test("answers 403 with the roles that would do")
    func forbidden() async throws {
        let answer = try await answer("Bearer athlete")
        #expect(answer.status == .forbidden)
        #expect(String(buffer: answer.body).contains("service, admin"))
    }
}
