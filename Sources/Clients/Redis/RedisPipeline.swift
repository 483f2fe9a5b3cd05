/// Commands sent together whose replies are read in order: a ``RedisConnection``, unless something stands in for it.
package protocol RedisPipeline: AnyObject {
    /// Queues a command without waiting.
    func append(_ arguments: [RedisArgument]) throws(RedisError)
    /// The next reply in order; after a failure the pipeline is dead for good.
    func reply() throws(RedisError) -> RedisReply
    /// One command, when no replies are outstanding; a refusal is thrown as `.reply`.
    @discardableResult
    func command(_ arguments: [RedisArgument]) throws(RedisError) -> RedisReply
    /// Ends it; later calls throw.
    func close()
}

extension RedisConnection: RedisPipeline {}
