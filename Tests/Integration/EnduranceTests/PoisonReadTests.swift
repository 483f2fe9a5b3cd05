import Events
import Identity
import LocalServers
import Synchronization
import TestSupport
import Testing

extension EnduranceTests {
    @Suite("A person with 100,000 rows, read from PostgreSQL")
    struct PoisonReadTests {
        /// For both stores. Debug builds read 100,000 rows in seconds, on a machine that others use.
        private static let deadline = Duration.seconds(60)

        @Test("is answered or refused, and others are answered meanwhile", arguments: PoisonHistory.allCases)
        func others(history: PoisonHistory) async throws {
            try await Pipeline.run { pipeline in
                let postgres = try pipeline.openPostgres()
                try history.store(on: postgres)
                try PoisonHistory.storeOther("other", on: postgres)
                // Redis stays empty: everything is computed from the daily tables.
                let port = try freePort()
                let api = try pipeline.start(
                    .profileAPI,
                    [
                        "API_PORT": "\(port)", "API_DEADLINE": "\(Self.deadline.components.seconds)s",
                        "API_REQUESTS_PER_SECOND": "0",
                    ])
                try eventually("the profile API serves", state: { api.log }) { api.log.contains("profile API listens") }
                let admin = try await PersonReader(port: port, token: pipeline.token(for: "admin", .admin))
                let other = try await PersonReader(port: port, token: pipeline.token(for: "other", .athlete))

                let span = "from=\(PoisonHistory.today.advanced(by: -399))&to=\(PoisonHistory.today)"
                let paths = ["readiness/today", "readiness?\(span)", "hrv/summary?\(span)", "export"]
                let isDone = Atomic(false)
                async let answers = withThrowingTaskGroup(of: PersonReader.Answer.self) { group in
                    for path in paths { group.addTask { try await admin.read("users/\(history.user)/\(path)") } }
                    defer { isDone.store(true, ordering: .relaxed) }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                var others: [PersonReader.Answer] = []
                while !isDone.load(ordering: .relaxed) {
                    others.append(try await other.read("users/other/readiness/today"))
                }

                for answer in try await answers {
                    print("\(history): \(answer)")
                    #expect(answer.status == 200 || answer.status == 503, "\(answer)")
                    #expect(answer.took < Self.deadline + .seconds(20), "\(answer)")
                    if answer.path.hasSuffix("export") {
                        #expect(answer.isWhole && answer.lines > PoisonHistory.eventCount, "\(answer)")
                    }
                }
                let (count, slowest) = (others.count, others.map(\.took).max() ?? .zero)
                let memory = api.memoryMiB?.peak ?? 0
                print("\(history): \(count) answers to another person, the slowest \(slowest); peak \(memory) MiB")
                #expect(count > 10 && others.allSatisfy { $0.status == 200 })
                #expect(slowest < .seconds(30))
                // The default of process.memoryMiB.
                #expect(memory < 512)
            }
        }
    }
}
