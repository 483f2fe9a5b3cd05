import NIOCore
import NIOPosix
import ServiceLifecycle

/// Runs a service's tasks on the event loops themselves instead of on Swift's own threads.
///
/// A request then stays on the thread that its connection belongs to, from the first byte to the last, and so does what
/// it asks of clients that live on the same loops. Handlers must not block, which async code must not anyway, and long
/// computations hold up the loop's other connections.
package struct OnEventLoops<Base: Service>: Service {
    private let base: Base
    private let executor: EventLoopExecutor

    /// - Parameter group: the loops that the service's server uses.
    package init(_ base: Base, group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton) {
        self.base = base
        executor = EventLoopExecutor(group)
    }

    /// Runs the service until it ends.
    package func run() async throws {
        try await withTaskExecutorPreference(executor) { try await base.run() }
    }
}

/// Gives a task's next step to the loop on whose thread it became ready, else to any.
private final class EventLoopExecutor: TaskExecutor {
    private let group: any EventLoopGroup

    init(_ group: any EventLoopGroup) { self.group = group }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let loop = MultiThreadedEventLoopGroup.currentEventLoop ?? group.next()
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
