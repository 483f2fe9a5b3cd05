import Foundation

/// Runs a call that blocks on a thread of its own, since Swift's own threads are only as many as there are cores.
///
/// Cancelling the task does not end the wait: the call must come to an end by itself.
///
/// - Parameter name: names the thread for debuggers.
package func onOwnThread<Value: Sendable>(
    _ name: String? = nil, _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Value, any Error>) in
        let thread = Thread { done.resume(with: Result { try body() }) }
        thread.name = name
        thread.start()
    }
}
