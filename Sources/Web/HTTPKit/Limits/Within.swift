/// What was asked for did not come in time.
package struct OutOfTime: Error, CustomStringConvertible {
    /// How long was waited.
    package let patience: Duration
    /// For an operator.
    package var description: String { "no whole answer within \(patience)" }
}

/// Runs the body with one limit for all of it, for exchanges whose parts have limits of their own or none.
///
/// - Throws: ``OutOfTime``, once the body has heeded its cancellation; and what the body throws.
package func within<Value: Sendable>(
    _ patience: Duration, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        defer { group.cancelAll() }
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: patience)
            throw OutOfTime(patience: patience)
        }
        for try await value in group { return value }
        throw CancellationError()
    }
}
