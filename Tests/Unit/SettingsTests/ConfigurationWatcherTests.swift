import Foundation
import Testing

@testable import Settings

/// A process's configuration over a repository, without the process.
struct Follower {
    let live: LiveConfiguration
    let watcher: ConfigurationWatcher

    init(_ source: GitSource, environment: [String: String] = [:]) async throws {
        let request = ConfigurationRequest([.streamProcessor], profile: nil, environment: environment)
        live = LiveConfiguration(try request.compose(try await source.snapshot()))
        watcher = ConfigurationWatcher(source, request, live: live) { _, _ in }
    }

    var batchRecords: Int? { live.current[.streamProcessor]?[\.hot.batchRecords] }
}

@Suite struct ConfigurationWatcherTests {
    @Test("a new commit is taken over, and a revert brings the old values back under a new commit")
    func change() async throws {
        let repository = try await Repository.committed(["application.yaml": "hot: {batchRecords: 1}"])
        let follower = try await Follower(repository.source())
        let before = follower.live.current
        #expect(await follower.watcher.refresh() == .keep)
        try await repository.commit(["application.yaml": "hot: {batchRecords: 2}"])
        await follower.watcher.refresh()
        #expect(follower.batchRecords == 2)
        #expect(try await follower.live.current.commit == repository.git("rev-parse", "HEAD"))
        try await repository.git("revert", "--no-edit", "HEAD")
        await follower.watcher.refresh()
        #expect(before.differences(in: follower.live.current).isEmpty)
        #expect(follower.live.current.commit != before.commit)
    }

    @Test("an invalid commit leaves the last good one running, and a correction is taken over")
    func invalid() async throws {
        let repository = try await Repository.committed(["application.yaml": "hot: {batchRecords: 1}"])
        let follower = try await Follower(repository.source())
        try await repository.commit(["application.yaml": "hot: {batchRecords: 2, batchWiat: 5ms}"])
        guard case .refuse(let refusal) = await follower.watcher.refresh() else {
            Issue.record("the commit was not refused")
            return
        }
        #expect(
            refusal.reasons == [
                "config/application.yaml:1:24: hot.batchWiat: unknown setting; did you mean hot.batchWait?"
            ])
        #expect(try await refusal.commit == repository.git("rev-parse", "HEAD"))
        #expect(follower.batchRecords == 1)
        #expect(follower.live.state.refused == refusal)
        try await repository.commit(["application.yaml": "hot: {batchRecords: 3}"])
        await follower.watcher.refresh()
        #expect(follower.batchRecords == 3)
        #expect(follower.live.state.refused == nil)
    }

    @Test("a rewritten branch is followed, also back to an older commit")
    func forcePush() async throws {
        let origin = try await Repository.committed(["application.yaml": "hot: {batchRecords: 1}"])
        let cache = try Repository()
        let follower = try await Follower(origin.remote(cache))
        try await origin.commit(["application.yaml": "hot: {batchRecords: 2}"])
        await follower.watcher.refresh()
        #expect(follower.batchRecords == 2)
        try await origin.git("reset", "--quiet", "--hard", "HEAD~1")
        await follower.watcher.refresh()
        #expect(follower.batchRecords == 1)
        try origin.write(["application.yaml": "hot: {batchRecords: 4}"])
        try await origin.git("commit", "--quiet", "--all", "--amend", "--message", "rewritten")
        await follower.watcher.refresh()
        #expect(follower.batchRecords == 4)
    }

    @Test("a deleted branch leaves the last good commit running, and its return is noticed", arguments: [false, true])
    func deletedBranch(isRemote: Bool) async throws {
        let repository = try await Repository.committed(["application.yaml": "hot: {batchRecords: 1}"])
        try await repository.git("branch", "live")
        let cache = try Repository()
        let source = isRemote ? repository.remote(cache).at("live") : repository.source(ref: "live")
        let follower = try await Follower(source)
        try await repository.git("branch", "--quiet", "--delete", "live")
        guard case .unreachable(let reason, _) = await follower.watcher.refresh() else {
            Issue.record("the branch is gone, but nobody noticed")
            return
        }
        #expect(reason.contains("has no branch, tag or commit named live"))
        #expect(follower.batchRecords == 1)
        try await repository.commit(["application.yaml": "hot: {batchRecords: 2}"])
        try await repository.git("branch", "live")
        await follower.watcher.refresh()
        #expect(follower.batchRecords == 2)
        #expect(follower.live.state.unreachable == nil)
    }

    @Test("a remote repository may go away and come back")
    func remoteAway() async throws {
        let origin = try await Repository.committed(["application.yaml": "hot: {batchRecords: 1}"])
        let cache = try Repository()
        let follower = try await Follower(origin.remote(cache))
        let away = origin.path + "-away"
        try FileManager.default.moveItem(atPath: origin.path, toPath: away)
        guard case .unreachable(let reason, true) = await follower.watcher.refresh() else {
            Issue.record("the remote is away, but nobody noticed")
            return
        }
        #expect(reason.contains("fetching file://"))
        #expect(await follower.watcher.refresh() == .unreachable(reason, isNew: false))
        try FileManager.default.moveItem(atPath: away, toPath: origin.path)
        try await origin.commit(["application.yaml": "hot: {batchRecords: 2}"])
        await follower.watcher.refresh()
        #expect(follower.batchRecords == 2)
        #expect(follower.live.state.unreachable == nil)
    }

    @Test("the watcher looks by itself within the interval, which is a live setting itself")
    func polling() async throws {
        let repository = try await Repository.committed(["application.yaml": "config: {refreshInterval: 100ms}"])
        let follower = try await Follower(repository.source())
        let watching = Task { await follower.watcher.run() }
        defer { watching.cancel() }
        let start = ContinuousClock.now
        try await repository.commit(["application.yaml": "config: {refreshInterval: 100ms}\nhot: {batchRecords: 2}"])
        while follower.batchRecords != 2, ContinuousClock.now - start < .seconds(900) {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(follower.batchRecords == 2)
    }

    @Test("who asks during a look is answered by a later one")
    func concurrent() async throws {
        let repository = try await Repository.committed(["application.yaml": "hot: {batchRecords: 1}"])
        let follower = try await Follower(repository.source())
        async let early = follower.watcher.refresh()
        try await repository.commit(["application.yaml": "hot: {batchRecords: 2}"])
        await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    await follower.watcher.refresh()
                    return follower.batchRecords
                }
            }
            for await seen in group { #expect(seen == 2) }
        }
        _ = await early
    }
}

extension Repository {
    /// This repository as others fetch it.
    func remote(_ cache: Repository) -> GitSource {
        GitSource(
            repository: "file://\(path)", ref: "main", cacheDirectory: "\(cache.path)/git", deadline: patience)
    }
}
