import Postgres
import Profiles
import TestSupport
import Testing

/// Expects that PostgreSQL holds every finished document of Redis byte for byte, once the last of them have arrived.
func expectSnapshotsEqualRedis(_ pipeline: Pipeline) throws {
    let parts = Set(ProfileDocument.allCases.map(\.rawValue))
    let live = try pipeline.profiles().mapValues { $0.filter { parts.contains($0.key) } }
    #expect(!live.isEmpty)
    try eventually("profile_snapshots equals Redis", deadline: .seconds(20), state: { pipeline.logs }) {
        try snapshots(pipeline) == live
    }
}

private func snapshots(_ pipeline: Pipeline) throws -> [String: Outcome.Profile] {
    var snapshots: [String: Outcome.Profile] = [:]
    let rows = try pipeline.openPostgres().query("SELECT user_id, part, document FROM profile_snapshots").rows
    for row in rows {
        snapshots[try row.text("user_id"), default: [:]][try row.text("part")] = try row.bytes("document")
    }
    return snapshots
}
