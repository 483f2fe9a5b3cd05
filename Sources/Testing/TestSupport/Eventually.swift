import Glibc

/// A condition did not come true in time.
package struct TimedOut: Error, CustomStringConvertible {
    /// What was waited for, and what stood in its place.
    package let description: String

    /// For conditions that are waited for in another way.
    package init(_ description: String) { self.description = description }

    init(description: String) { self.init(description) }
}

/// Asks again and again until the answer is not nil, and gives it back; blocks the calling thread.
///
/// - Parameter state: told in the error, so that a failed test says how far things had come.
@discardableResult
package func eventually<Value>(
    _ what: String, deadline: Duration = .seconds(60), state: () -> String = { "" },
    _ condition: () throws -> Value?
) throws -> Value {
    let end = ContinuousClock.now + deadline
    while true {
        if let value = try condition() { return value }
        guard ContinuousClock.now < end else {
            throw TimedOut(description: "\(what): not within \(deadline). \(state())")
        }
        usleep(5_000)
    }
}

/// Waits until the condition holds; blocks the calling thread.
package func eventually(
    _ what: String, deadline: Duration = .seconds(60), state: () -> String = { "" }, isTrue condition: () throws -> Bool
) throws {
    try eventually(what, deadline: deadline, state: state) { try condition() ? () : nil }
}

/// Waits until the condition holds, without holding the thread that the code under test may need.
package func soon(
    _ what: String, deadline: Duration = .seconds(60), _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + deadline
    while try await !condition() {
        guard ContinuousClock.now < end else { throw TimedOut(description: "\(what): not within \(deadline)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
