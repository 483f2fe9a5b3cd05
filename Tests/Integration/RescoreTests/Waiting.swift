import Foundation
import TestSupport

/// Waits until the condition holds, without holding the thread that the code under test may need.
func soon(_ what: String, _ condition: () throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while try !condition() {
        guard ContinuousClock.now < end else { throw TimedOut(what) }
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// Runs what blocks on a thread of its own.
func onThread(_ body: @escaping @Sendable () throws -> Void) async throws {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
        Thread.detachNewThread { done.resume(with: Result(catching: body)) }
    }
}

struct TimedOut: Error {
    let what: String

    init(_ what: String) { self.what = what }
}
