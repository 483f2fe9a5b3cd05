import CAllocations

/// What a piece of code asks of the allocator: exact, so that a test can tell a copy of a table from a row that is added.
///
/// A table that is copied for every row costs few calls and many bytes, therefore both are counted.
package struct Allocations: Equatable, Sendable {
    /// Calls of `malloc` and its like.
    package let calls: UInt64
    /// Bytes asked for, whether given back or not.
    package let bytes: UInt64

    /// False where a sanitizer has an allocator of its own.
    package static var areCounted: Bool { allocations_are_counted() }

    /// What the body asks for on this thread.
    package init(of body: () throws -> Void) rethrows {
        let before = allocations_of_this_thread()
        try body()
        let after = allocations_of_this_thread()
        calls = after.calls - before.calls
        bytes = after.bytes - before.bytes
    }

    /// By what factor a row costs more in a larger batch than in the next smaller one, at most, in calls or in bytes.
    ///
    /// - Parameter work: prepares a batch of so many rows, which is not counted, and returns what is to be done with it.
    package static func growth(
        over sizes: [Int] = [1, 1_000, 20_000], of work: (Int) throws -> () throws -> Void
    ) rethrows -> Double {
        let rows = try sizes.map { size in
            let body = try work(size)
            let count = try Allocations(of: body)
            // Below a call and a line of the cache there is nothing to compare.
            let (calls, bytes) = (Double(count.calls) / Double(size), Double(count.bytes) / Double(size))
            return (calls: max(1, calls), bytes: max(64, bytes))
        }
        return zip(rows, rows.dropFirst()).map { max($1.calls / $0.calls, $1.bytes / $0.bytes) }.max() ?? 1
    }
}
