import Events
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Logging
import Streaming
import Synchronization
import Testing

@testable import ProfileAPI

@Suite("Erasing a person over HTTP")
struct ErasureRouteTests {
    private func withErasure(
        _ log: FakeErasureLog, besides: [any KeptBesides] = [], patience: Duration = .seconds(60),
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let erasure = PersonErasure(
            log: log, besides: besides, patience: patience, logger: Logger(label: "test"))
        try await withServer(erasure: erasure, body)
    }

    @Test(
        "an administrator erases anybody, an athlete the own person, and nobody else anybody",
        arguments: [
            ("root:admin", "ada", 200), ("ada:athlete", "ada", 200), ("ada:athlete", "bob", 403),
            ("ada:coach", "ada", 403),
            ("carl:coach", "ada", 403), ("backend:service", "ada", 403), ("ada:none", "ada", 403),
        ])
    func roles(_ token: String, _ user: String, _ status: Int) async throws {
        let log = FakeErasureLog()
        try await withErasure(log) { client in
            let answer = try await client.request("/api/v1/users/\(user)", .delete, token: token)
            #expect(answer.status.code == status)
        }
        #expect(log.erased.map(\.user.text) == (status == 200 ? [user] : []))
    }

    @Test("the answer names the erasure that stands in the log, and ids arrive byte for byte")
    func answer() async throws {
        let log = FakeErasureLog()
        try await withErasure(log) { client in
            let answer = try await client.request("/api/v1/users/a%2Fb%20o'%F0%9F%8F%83", .delete, token: "r:admin")
            let id = log.erased.first?.id ?? ""
            #expect(answer.text == #"{"erased":true,"erasureId":"\#(id)"}"#)
        }
        #expect(log.erased.map(\.user) == [ExactText("a/b o'🏃")])
    }

    @Test("while the stores have not come to it, the answer is 202, and asking again erases again")
    func slow() async throws {
        let log = FakeErasureLog(passesAfter: 1_000)
        try await withErasure(log, patience: .milliseconds(300)) { client in
            for _ in 0..<2 {
                let answer = try await client.request("/api/v1/users/ada", .delete, token: "r:admin")
                #expect(answer.status == .accepted)
                #expect(answer.text.hasPrefix(#"{"erased":false,"erasureId":""#))
                #expect(answer.headers[.retryAfter] == "5")
            }
        }
        #expect(Set(log.erased.map(\.id)).count == 2)
    }

    @Test("a log or a store that does not take it is a 503, which promises nothing")
    func refused() async throws {
        try await withErasure(FakeErasureLog(isDown: true)) { client in
            let answer = try await client.request("/api/v1/users/ada", .delete, token: "r:admin")
            #expect(answer.status == .serviceUnavailable)
            #expect(!answer.text.contains("erased"))
        }
        try await withErasure(FakeErasureLog(), besides: [Unforgetting()]) { client in
            let answer = try await client.request("/api/v1/users/ada", .delete, token: "r:admin")
            #expect(answer.status == .serviceUnavailable)
        }
    }
}

private struct Down: Error {}

private struct Unforgetting: KeptBesides {
    func forget(_ user: UserID, until end: Deadline) async throws { throw Down() }
}

/// Remembers what it was given; its stores pass it after so many looks.
final class FakeErasureLog: ErasureLog {
    private struct State {
        var erased: [Erasure] = []
        var looks = 0
    }

    private let state = Mutex(State())
    private let passesAfter: Int
    private let isDown: Bool

    init(passesAfter: Int = 2, isDown: Bool = false) {
        self.passesAfter = passesAfter
        self.isDown = isDown
    }

    var erased: [Erasure] { state.withLock(\.erased) }

    func append(_ erasure: Erasure) async throws -> [RecordOrigin] {
        if isDown { throw Down() }
        state.withLock { $0.erased.append(erasure) }
        return [RecordOrigin(topic: Topics.wellness, partition: 0, offset: 7)]
    }

    func isCarriedOut(_ places: [RecordOrigin], until end: Deadline) async throws -> Bool {
        state.withLock { state in
            state.looks += 1
            return state.looks >= passesAfter
        }
    }
}
