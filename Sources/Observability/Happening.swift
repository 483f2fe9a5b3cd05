import Logging

/// Something that happened and that operators are to know of: one struct is both its log line and its count, so that the two
/// cannot drift. ``Reporter`` tells it.
package protocol Happening {
    /// How grave it is.
    var level: Logger.Level { get }
    /// The line; constant, so that lines can be counted by it.
    var message: Logger.Message { get }
    /// What differs from one time to the next.
    var metadata: Logger.Metadata { get }
    /// Which lines count as the same, of which one is written in each interval; nil for what its own pace bounds.
    var heldBackWith: String? { get }
    /// Moves its counters. Called every time, also where the line is held back.
    func count()
}

extension Happening {
    package var level: Logger.Level { .warning }
    package var heldBackWith: String? { nil }
}
