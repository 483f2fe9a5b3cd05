import Dispatch
import Synchronization

/// Tells loops on threads of their own to end, and wakes those that rest.
///
/// Any number may rest at once. It is given once, and stays given.
package final class StopSignal: Sendable {
    private let given = Atomic(false)
    /// One signal for all who rest, now or later: whoever takes it passes it on.
    private let wake = DispatchSemaphore(value: 0)

    /// Not given yet.
    package init() {}

    /// Whether to end.
    package var isGiven: Bool { given.load(ordering: .acquiring) }

    /// Gives it; again without effect.
    package func give() {
        guard !given.exchange(true, ordering: .acquiringAndReleasing) else { return }
        wake.signal()
    }

    /// Blocks the thread for the time, or until the signal is given.
    package func rest(_ pause: Duration) {
        guard pause > .zero, wake.wait(timeout: .now() + pause / .seconds(1)) == .success else { return }
        wake.signal()
    }
}
