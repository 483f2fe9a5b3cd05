/// How large a batch gets, and how long it waits for that.
public struct BatchLimits: Equatable, Sendable {
    /// Most records.
    public var records: Int
    /// How long to wait for the batch to fill.
    public var wait: Duration

    /// Limits.
    public init(records: Int, wait: Duration) {
        self.records = records
        self.wait = wait
    }
}
