import Synchronization

/// Tasks that wait for one thing that is under way: so many at most, each for so long at most, and none that was cancelled.
package final class BoundedWait: Sendable {
    private struct State {
        var waiters: [UInt64: CheckedContinuation<Bool, Never>] = [:]
        var last: UInt64 = 0
    }

    private let state = Mutex(State())
    private let waitersMax: Int
    private let patience: Duration

    /// Bounds for each wait, and for how many there are at once.
    package init(waitersMax: Int, patience: Duration) {
        self.waitersMax = waitersMax
        self.patience = patience
    }

    /// Waits until ``end()`` is called.
    ///
    /// - Parameter isOver: asked once, when an end that comes later is sure to be heard.
    /// - Returns: false where the patience was over, the task was cancelled, or too many wait already.
    package func wait(unless isOver: () -> Bool) async -> Bool {
        let id = state.withLock { state in
            state.last += 1
            return state.last
        }
        let timer = Task { [patience] in
            try await Task.sleep(for: patience)
            resume(id, false)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let hasPlace = state.withLock { state in
                    guard !Task.isCancelled, state.waiters.count < waitersMax else { return false }
                    state.waiters[id] = waiter
                    return true
                }
                if !hasPlace { waiter.resume(returning: false) } else if isOver() { resume(id, true) }
            }
        } onCancel: {
            resume(id, false)
        }
    }

    /// What was waited for has come.
    package func end() {
        let waiters = state.withLock { state in
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.resume(returning: true) }
    }

    private func resume(_ id: UInt64, _ hasCome: Bool) {
        state.withLock { $0.waiters.removeValue(forKey: id) }?.resume(returning: hasCome)
    }
}
