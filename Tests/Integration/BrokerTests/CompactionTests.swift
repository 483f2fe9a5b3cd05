import Events
import Foundation
import Kafka
import TestSupport
import Testing

extension BrokerTests {
    @Suite("Compaction")
    struct CompactionTests {
        @Test("a new reader of insights.updated sees both folds of everybody after the broker has compacted it")
        func newReader() async throws {
            try await Pipeline.onBroker { pipeline, stage in
                try stage.configure(
                    Topics.insights,
                    [
                        "cleanup.policy": "compact", "retention.ms": "-1", "segment.ms": "1000",
                        "min.cleanable.dirty.ratio": "0.01", "min.compaction.lag.ms": "0",
                    ])
                _ = try Pair(pipeline)
                var ids: [String] = []
                for round in 0..<5 {
                    ids += try pipeline.send(round * 400..<(round + 1) * 400)
                    try pipeline.waitUntilDone()
                    try await Task.sleep(for: .milliseconds(1100))
                }
                try ExactlyOnceCheck(pipeline, acknowledged: ids).expect()
                let written = try pipeline.logEnd(of: [Topics.insights])
                let entries = try eventually(
                    "the broker has compacted; its log.cleaner.backoff.ms should be 500", deadline: .seconds(60)
                ) {
                    let entries = try LogReader.read(Topics.insights, of: pipeline)
                    return entries.count < Int(written) / 2 ? entries : nil
                }
                let seen = try Self.newest(entries)
                let missing = try pipeline.profiles().flatMap { user, profile in
                    ["wellness", "activity"].filter { profile[$0] != nil && seen[user]?.contains($0) != true }
                        .map { "\($0) of \(user)" }
                }
                #expect(
                    missing.isEmpty, "\(missing.count) are nowhere in the log any more: \(missing.sorted().prefix(5))")
            }
        }

        /// Which parts of whose profile the log still tells.
        private static func newest(_ entries: [LogReader.Entry]) throws -> [String: Set<String>] {
            var seen: [String: Set<String>] = [:]
            for entry in entries where !entry.value.isEmpty {
                let event = try JSONSerialization.jsonObject(with: Data(entry.value)) as? [String: Any]
                let data = event?["data"] as? [String: Any]
                let profile = data?["profile"] as? [String: Any] ?? [:]
                seen[event?["subject"] as? String ?? "", default: []].formUnion(profile.keys)
            }
            return seen
        }
    }
}
