/// Is told what goes on in a pool, on the pool's threads; be quick.
package struct PoolWatch: Sendable {
    /// How long a call waited for its connection.
    package var waited: @Sendable (Duration) -> Void
    /// By how many the connections at work have changed.
    package var inUse: @Sendable (Int) -> Void

    /// Nobody is told unless said otherwise.
    package init(
        waited: @escaping @Sendable (Duration) -> Void = { _ in }, inUse: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.waited = waited
        self.inUse = inUse
    }
}
