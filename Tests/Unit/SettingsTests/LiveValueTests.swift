import Synchronization
import TestSupport
import Testing

@testable import Settings

@Suite("What readers see")
struct LiveValueTests {
    @Test("is the values of one commit, never a mixture of two")
    func noMixture() async throws {
        let repository = try await Repository.committed([
            "application.yaml": "hot: {batchRecords: 1}\ncold: {batchRecords: 1}"
        ])
        let follower = try await Follower(repository.source())
        let value = try #require(
            LiveValue(follower.live, .streamProcessor) { settings, _ in
                (settings.commit, settings[\.hot.batchRecords], settings[\.cold.batchRecords])
            })
        let isDone = Flag()
        let values = Mutex<[String: Int]>([follower.live.current.commit: 1])
        let readers = (0..<2).map { _ in
            Task.detached {
                var seen: [String: Int] = [:]
                while !isDone.isUp {
                    let (commit, hot, cold) = value.now
                    guard hot == cold, seen.updateValue(hot, forKey: commit) ?? hot == hot else { return ["mixed": 0] }
                    await Task.yield()
                }
                return seen
            }
        }
        for number in 2...6 {
            try await repository.commit([
                "application.yaml": "hot: {batchRecords: \(number)}\ncold: {batchRecords: \(number)}"
            ])
            await follower.watcher.refresh()
            values.withLock { $0[follower.live.current.commit] = number }
        }
        isDone.raise()
        for reader in readers {
            for (commit, number) in await reader.value { #expect(values.withLock { $0[commit] } == number) }
        }
    }

    @Test("costs nothing that could be measured per event: it is asked for once per batch, in under ten microseconds")
    func cost() throws {
        let live = LiveConfiguration(ConfigurationSnapshot(try settings()))
        let value = try #require(LiveValue(live, .streamProcessor) { settings, _ in settings[\.hot.batchRecords] })
        var sum = 0
        let cost = cpuSeconds { for _ in 0..<100_000 { sum += value.now } }
        #expect(sum == 100_000 * 5000)
        #expect(cost < 1)
    }
}

/// Shared by tasks, which cannot capture an atomic itself.
final class Flag: Sendable {
    private let up = Atomic(false)
    var isUp: Bool { up.load(ordering: .relaxed) }
    func raise() { up.store(true, ordering: .relaxed) }
}
