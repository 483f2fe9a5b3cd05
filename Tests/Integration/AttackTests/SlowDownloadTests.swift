import Identity
import Postgres
import TestSupport
import Testing

@Suite("Slow downloads of one's own export")
struct SlowDownloadTests {
    @Test("lock nobody else out, nor oneself for long")
    func slow() async throws {
        try await AttackScene.run { scene in
            let postgres = try scene.pipeline.openPostgres()
            // More than the kernel's buffers hold.
            for (user, count, size) in [("ana", 400, 60_000), ("bob", 10, 10)] {
                try postgres.query(
                    """
                    INSERT INTO archive.events (topic, partition, "offset", kafka_time, user_id, type, payload)
                    SELECT 't-' || $1, 0, n, '2026-11-20T07:00:00Z', $1, 'x', jsonb_build_object('n', repeat('x', $3))
                    FROM generate_series(1, $2) AS n
                    """, [.text(user), .int4(Int32(count)), .int4(Int32(size))])
            }
            let (ana, bob) = (
                try await scene.pipeline.token(for: "ana", .athlete),
                try await scene.pipeline.token(for: "bob", .athlete)
            )
            let export = Probe(port: scene.profilePort, path: "/api/v1/export", token: bob)
            func attack() async throws -> [Attackers] {
                [
                    try await Attackers(8, port: scene.profilePort, isReading: false) { _ in
                        "GET /api/v1/export HTTP/1.1\r\nHost: local\r\nAuthorization: Bearer \(ana)\r\n\r\n"
                    }
                ]
            }
            try await scene.isUnharmed(scene.reader(), by: attack)
            let attackers = try await attack()
            _ = try await export.p99(of: 20)
            // Without leaving, the attackers lose their place, since they do not take what they asked for.
            let own = Probe(port: scene.profilePort, path: "/api/v1/export", token: ana)
            try await soon("the place is free again", deadline: .seconds(120)) { await (try? own.p99(of: 1)) != nil }
            for attacker in attackers { await attacker.stop() }
        }
    }
}
