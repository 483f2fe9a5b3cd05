import Identity
import TestSupport
import Testing

@Suite("Bodies that come byte by byte")
struct SlowBodyTests {
    private static func head(_ line: String, token: String? = nil) -> String {
        let authorization = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        return "\(line) HTTP/1.1\r\nHost: local\r\n\(authorization)Content-Type: application/json\r\n"
            + "Content-Length: 100000\r\n\r\n"
    }

    @Test("cost nobody else anything, and lose their connections whether their answer was decided or not")
    func slow() async throws {
        try await AttackScene.run { scene in
            let service = try await scene.pipeline.token(for: "slow", .service)
            let athlete = try await scene.pipeline.token(for: "ana", .athlete)
            func attack() async throws -> [Attackers] {
                [
                    try await Attackers(150, port: scene.ingestPort, then: " ") { number in
                        Self.head("POST /ingest/hrv", token: number < 50 ? service : nil)
                    },
                    try await Attackers(150, port: scene.profilePort, then: " ") { number in
                        Self.head("PUT /api/v1/alerts", token: number < 50 ? athlete : nil)
                    },
                ]
            }
            try await scene.isUnharmed(scene.sender(), by: attack)
            try await scene.isUnharmed(scene.reader(), by: attack)
            let attackers = try await attack()
            try await soon("every one is closed while it still sends") { attackers.allSatisfy { $0.open == 0 } }
            for attacker in attackers { await attacker.stop() }
        }
    }

    @Test("do not keep the last connections, nor those of the admin port")
    func connections() async throws {
        try await AttackScene.run(["INGEST_CONNECTIONS_MAX": "50"]) { scene in
            let attackers = [
                try await Attackers(50, port: scene.ingestPort, then: " ") { _ in Self.head("POST /ingest/hrv") },
                try await Attackers(50, port: scene.adminPort, then: " ") { _ in Self.head("POST /metrics") },
            ]
            _ = try await scene.sender().p99(of: 100)
            try await soon("every one is closed while it still sends") { attackers.allSatisfy { $0.open == 0 } }
            for attacker in attackers { await attacker.stop() }
        }
    }
}
