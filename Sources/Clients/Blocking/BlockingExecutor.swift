import Dispatch

/// Runs an actor that owns a connection on a queue of its own, so that calls that block hold up nobody else.
package final class BlockingExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// - Parameter label: names the queue for debuggers.
    package init(label: String) { queue = DispatchQueue(label: label) }

    /// Runs the actor's next step on the queue.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
