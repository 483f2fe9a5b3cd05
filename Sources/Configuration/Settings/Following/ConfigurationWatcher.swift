/// Follows the configuration's ref: looks at every refresh interval, and at once when asked.
package actor ConfigurationWatcher {
    private let source: GitSource
    private let request: ConfigurationRequest
    private let live: LiveConfiguration
    private let report: @Sendable (ConfigurationState.Decision, ConfigurationState) -> Void
    private var running: Task<ConfigurationState.Decision, Never>?
    private var waiting: Task<ConfigurationState.Decision, Never>?

    /// - Parameter report: told every decision and the state after it, in their order.
    package init(
        _ source: GitSource, _ request: ConfigurationRequest, live: LiveConfiguration,
        report: @escaping @Sendable (ConfigurationState.Decision, ConfigurationState) -> Void
    ) {
        self.source = source
        self.request = request
        self.live = live
        self.report = report
    }

    /// Looks again and again until cancelled. The interval is itself a live setting.
    package func run() async {
        while !Task.isCancelled {
            let interval = live.current[request.services.first ?? .produce]?[\.config.refreshInterval] ?? .seconds(10)
            do { try await Task.sleep(for: interval) } catch { return }
            // Git may be waiting for a network that does not answer; a shutdown does not wait for it.
            await withTaskCancellationHandler {
                _ = await refresh()
            } onCancel: {
                Task { await self.giveUp() }
            }
        }
    }

    private func giveUp() {
        running?.cancel()
        waiting?.cancel()
    }

    /// Looks once, and answers when the newest commit was taken over or refused.
    ///
    /// One look at a time; all who ask during a look share the next one, since theirs may be a later commit.
    @discardableResult
    package func refresh() async -> ConfigurationState.Decision {
        if let waiting { return await waiting.value }
        let before = running
        let task = Task {
            _ = await before?.value
            begin()
            return await look()
        }
        waiting = task
        return await task.value
    }

    private func begin() {
        running = waiting
        waiting = nil
    }

    private func look() async -> ConfigurationState.Decision {
        let decision = await decide()
        if Task.isCancelled { return .keep }
        report(decision, live.state)
        return decision
    }

    private func decide() async -> ConfigurationState.Decision {
        let commit: String
        do throws(GitError) { commit = try await source.resolve() } catch {
            return Task.isCancelled ? .keep : live.update { $0.lose("\(error)") }
        }
        if live.state.isRunning(commit) { return live.update { $0.keep() } }
        do throws(GitError) {
            let snapshot = try await source.snapshot(at: commit)
            do throws(Problems) {
                let candidate = try request.compose(snapshot)
                return live.update { $0.offer(candidate) }
            } catch {
                return live.update { $0.refuse(commit, error.all.map(\.description)) }
            }
        } catch {
            return live.update { error.isAboutCommit ? $0.refuse(commit, ["\(error)"]) : $0.lose("\(error)") }
        }
    }
}
