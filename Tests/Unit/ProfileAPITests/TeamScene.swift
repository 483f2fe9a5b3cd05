import AccessFakes
import Events
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Testing

@testable import Access
@testable import ProfileAPI

/// The team `first` of the coach cleo, with the athletes ana, who shows all, bob, who shows sleep, and dan, who shows
/// nothing; and the team `second` of the coach carl.
struct TeamScene {
    let directory = InMemoryAccessDirectory()
    let audit: AuditLog
    let access: Access

    init(auditCapacity: Int = 1000) async throws {
        audit = AuditLog(capacity: auditCapacity)
        access = Access(directory: directory, audit: audit, now: { "2026-11-20T12:00:00Z" })
        let end = Duration.seconds(1)
        let first = try TeamID("first")
        for team in [Team(id: first, name: "First"), Team(id: try TeamID("second"), name: "Second")] {
            _ = try await directory.create(team, within: end)
        }
        for athlete in ["ana", "bob", "dan"] {
            _ = try await directory.put(UserID(athlete), as: .athlete, in: first, within: end)
        }
        _ = try await directory.put(UserID("cleo"), as: .coach, in: first, within: end)
        _ = try await directory.put(UserID("carl"), as: .coach, in: TeamID("second"), within: end)
        _ = try await directory.setConsents([first: Set(Signal.allCases)], of: UserID("ana"), within: end)
        _ = try await directory.setConsents([first: [.sleep]], of: UserID("bob"), within: end)
    }

    /// The looks that were recorded and wait to be written.
    var looks: [Look] { audit.count == 0 ? [] : audit.oldest(people: .max) }

    /// The same, person by person.
    var reads: [ReadRecord] { looks.flatMap(\.reads) }
}

extension TestClientProtocol {
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ token: String, body: String? = nil,
        type: String? = "application/json", accept: String? = nil
    ) async throws -> TestResponse {
        var headers = HTTPFields()
        headers[.authorization] = "Bearer \(token)"
        headers[.accept] = accept
        if body != nil { headers[.contentType] = type }
        return try await executeRequest(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
    }
}
