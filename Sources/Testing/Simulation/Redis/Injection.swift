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
    /// That a partition's end was reached is not told.
    case endsUnheard
    /// That a reader stands outside its log is not told.
    case resetUnheard
    /// Checkpoints say nothing of the log that they belong to.
    case logsNotToldApart
    /// A commit does not watch the numbers of partitions.
    case numbersUnwatched
    /// A person whose state was lost is taken for somebody new.
    case lossUnnoticed

    func wrap(_ pipeline: any RedisPipeline) -> any RedisPipeline {
        self == .none ? pipeline : FaultyPipeline(pipeline, self)
    }
}
