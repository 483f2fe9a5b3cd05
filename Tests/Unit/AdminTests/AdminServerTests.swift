import Crypto
import Events
import HTTPKit
import Hummingbird
import HummingbirdTesting
import Logging
import Synchronization
import Testing

@testable import Admin

private let token = "operator-token-0123456789"
private let secret = "webhook-secret-0123456789"
private let push = #"{"ref":"refs/heads/main"}"#

/// Counts how often somebody was let in.
private final class Refreshes: Sendable {
    private let state = Mutex(0)
    var count: Int { state.withLock { $0 } }
    func add() { state.withLock { $0 += 1 } }
}

@Suite struct AdminServerTests {
    private func answer(
        _ path: String, _ method: HTTPRequest.Method = .get, headers: [String: String] = [:], body: String = "",
        secrets: (token: String?, webhook: String?) = (token, secret), isReady: Bool = true
    ) async throws -> (status: Int, text: String, refreshes: Int) {
        let refreshes = Refreshes()
        let sources = AdminServer.Sources(
            health: { $0.field("service", "archiver") },
            readiness: { isReady ? .ready : .notReady("no partitions") }, metrics: { "a_total 1\n" },
            secrets: { secrets },
            refresh: {
                refreshes.add()
                return Array(#"{"outcome":"unchanged"}"#.utf8)
            })
        let server = AdminServer(
            host: "127.0.0.1", port: 0, sources: sources,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        var fields = HTTPFields()
        for (name, value) in headers {
            if let name = HTTPFields.Element.Name(name) { fields[name] = value }
        }
        let sent = fields
        return try await server.buildApplication().test(.live) { client in
            let response = try await client.executeRequest(
                uri: path, method: method, headers: sent, body: body.isEmpty ? nil : ByteBuffer(string: body))
            return (response.status.code, String(buffer: response.body), refreshes.count)
        }
    }

    @Test(
        "every answer forbids to guess its type, and no refusal is kept",
        arguments: ["/healthz", "/nothing", "/admin/refresh"])
    func headers(path: String) async throws {
        let sources = AdminServer.Sources(
            health: { _ in }, readiness: { .ready }, metrics: { "" }, secrets: { (nil, nil) }, refresh: { [] })
        let server = AdminServer(
            host: "127.0.0.1", port: 0, sources: sources,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await server.buildApplication().test(.live) { client in
            for method in [HTTPRequest.Method.get, .head, .post, .delete] {
                let response = try await client.executeRequest(uri: path, method: method, headers: [:], body: nil)
                #expect(response.headers[.xContentTypeOptions] == "nosniff", "\(method) \(path)")
                if response.status.code >= 400 { #expect(response.headers[.cacheControl] == "no-store") }
            }
        }
    }

    @Test("who is refused is told with the address, and no secret")
    func refused() async throws {
        let told = Mutex<[String]>([])
        let sources = AdminServer.Sources(
            health: { _ in }, readiness: { .ready }, metrics: { "" }, secrets: { (token, secret) }, refresh: { [] },
            refused: { why, address in told.withLock { $0.append("\(why) from \(address ?? "nowhere")") } })
        let server = AdminServer(
            host: "127.0.0.1", port: 0, sources: sources,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await server.buildApplication().test(.live) { client in
            for bearer in ["a guess of somebody", token] {
                _ = try await client.executeRequest(
                    uri: "/admin/refresh", method: .post, headers: [.authorization: "Bearer \(bearer)"], body: nil)
            }
        }
        #expect(told.withLock { $0 } == ["the bearer token is wrong from 127.0.0.1"])
    }

    @Test("health, readiness and metrics answer without credentials")
    func open() async throws {
        #expect(try await answer("/healthz").text == #"{"status":"ok","service":"archiver"}"#)
        #expect(try await answer("/readyz").status == 200)
        #expect(try await answer("/readyz", isReady: false).status == 503)
        #expect(try await answer("/metrics").text == "a_total 1\n")
        #expect(try await answer("/admin/refresh").status == 405)
    }

    @Test("an operator with the token refreshes")
    func bearer() async throws {
        let answer = try await answer("/admin/refresh", .post, headers: ["Authorization": "Bearer \(token)"])
        #expect(answer.status == 200)
        #expect(answer.text == #"{"outcome":"unchanged"}"#)
        #expect(answer.refreshes == 1)
    }

    @Test("the push webhooks of the usual Git hosts refresh", arguments: ["github", "bitbucket", "gitea", "gitlab"])
    func webhooks(host: String) async throws {
        let mac = HMAC<SHA256>.authenticationCode(for: Array(push.utf8), using: SymmetricKey(data: Array(secret.utf8)))
        let hex = mac.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let header =
            switch host {
            case "github": ["X-Hub-Signature": "sha1=0000", "X-Hub-Signature-256": "sha256=\(hex)"]
            case "bitbucket": ["X-Hub-Signature": "sha256=\(hex)"]
            case "gitea": ["X-Gitea-Signature": hex]
            default: ["X-Gitlab-Token": secret]
            }
        #expect(try await answer("/admin/refresh", .post, headers: header, body: push).status == 200)
        // Another body under the same signature; GitLab does not sign.
        let forged = try await answer("/admin/refresh", .post, headers: header, body: push + " ")
        #expect(forged.status == (host == "gitlab" ? 200 : 401))
    }

    @Test(
        "nobody else is let in, and the answer does not say what would be right",
        arguments: [
            [:], ["Authorization": "Bearer wrong"], ["Authorization": "Basic b3BlcmF0b3I6"],
            ["Authorization": "Bearer \(secret)"], ["X-Gitlab-Token": token], ["X-Gitlab-Token": ""],
            ["X-Hub-Signature-256": "sha256="], ["X-Hub-Signature-256": "sha256=zz"],
            ["X-Gitea-Signature": String(repeating: "0", count: 64)],
            ["X-Gitea-Signature": String(repeating: "+1", count: 32)], ["X-Hub-Signature": "sha1=abc"],
        ])
    func refused(headers: [String: String]) async throws {
        let answer = try await answer("/admin/refresh", .post, headers: headers, body: push)
        #expect(answer.status == 401)
        #expect(answer.refreshes == 0)
        #expect(!answer.text.contains(token) && !answer.text.contains(secret))
    }

    @Test("without a secret, or with one that could be guessed, refreshing is switched off and the answer says why")
    func switchedOff() async throws {
        for secrets in [(String?.none, String?.none), ("short", "too-short")] {
            let answer = try await answer(
                "/admin/refresh", .post, headers: ["Authorization": "Bearer short"], secrets: secrets)
            #expect(answer.status == 403)
            #expect(answer.text.contains("set admin.token or admin.webhookSecret"))
            #expect(answer.refreshes == 0)
        }
        let noToken = try await answer(
            "/admin/refresh", .post, headers: ["Authorization": "Bearer \(token)"], secrets: (nil, secret))
        #expect(noToken.status == 403)
    }

    @Test("a body without end is refused")
    func bounded() async throws {
        let body = String(repeating: "x", count: (1 << 20) + 1)
        #expect(try await answer("/admin/refresh", .post, body: body).status == 413)
    }
}
