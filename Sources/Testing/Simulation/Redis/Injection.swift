import Redis

/// A deliberate bug, put between the production code and Redis: the simulation must find it.
package enum Injection: String, CaseIterable, Sendable {
    case none
    /// The checkpoint is stored in a transaction of its own, before the profiles.
    case commitBeforeEffect
    /// Nothing is watched.
    case noCompareAndSet
    /// What is stored is the offset of the last record instead of the next one.
    case offsetPlusOneForgotten

    func wrap(_ pipeline: any RedisPipeline) -> any RedisPipeline {
        self == .none ? pipeline : FaultyPipeline(pipeline, self)
    }
}
