/// The body of one of a pool's threads: keeps one connection and runs one call after the other on it.
struct PoolWorker: Sendable {
    let queue: PoolQueue
    let configuration: PostgresConfiguration
    let watch: PoolWatch

    private static let firstWait = Duration.milliseconds(50)
    private static let longestWait = Duration.seconds(2)

    /// Returns after the queue was closed.
    func run() {
        var wait = Self.firstWait
        while !queue.isClosed {
            do throws(PostgresError) {
                let connection = try PostgresConnection(configuration)
                queue.gainedConnection()
                wait = Self.firstWait
                serve(connection)
                queue.lostConnection()
            } catch {
                queue.couldNotConnect(error)
                // Jitter, so that the threads of many processes do not return in step.
                queue.rest(wait * Double.random(in: 0.5...1))
                wait = min(Self.longestWait, wait * 2)
            }
        }
        queue.leave()
    }

    /// Returns when the queue closes or the connection is to be replaced.
    private func serve(_ connection: PostgresConnection) {
        while let job = queue.take() {
            guard connection.isUsable else { return queue.putBack(job) }
            watch.waited(.now - job.queued)
            watch.inUse(1)
            let isReusable = job.run(on: connection)
            watch.inUse(-1)
            guard isReusable else { return }
            if !connection.isUsable {
                guard (try? connection.execute("ROLLBACK")) != nil, connection.isUsable else { return }
            }
        }
    }
}
