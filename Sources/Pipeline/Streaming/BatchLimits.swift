/// How large a batch gets, and how long it waits for that.
package struct BatchLimits: Equatable, Sendable {
    /// Most records.
    package var records: Int
    /// How long to wait for the batch to fill.
    package var wait: Duration

    /// Limits.
    package init(records: Int, wait: Duration) {
        self.records = records
        self.wait = wait
    }
}
