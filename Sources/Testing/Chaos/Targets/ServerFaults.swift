import LocalServers
import TestSupport

extension Scene {
    /// Redis goes away and comes back with what its append-only file has.
    func strikeRedis(_ fault: ServerFault, lasting: Duration) throws {
        switch fault {
        case .kill: checkpoints.losingRedis { pipeline.redis.kill() }
        case .restart: pipeline.redis.stop()
        }
        rest(lasting)
        try persistently { () throws(LocalServerError) in try pipeline.redis.restart() }
    }

    /// PostgreSQL goes away and comes back with everything that it has committed.
    func strikePostgres(_ fault: ServerFault, lasting: Duration) throws {
        switch fault {
        case .kill: pipeline.postgres.kill()
        case .restart: pipeline.postgres.stop()
        }
        rest(lasting)
        try persistently { () throws(LocalServerError) in try pipeline.postgres.restart() }
    }

    /// A busy machine may let a start's deadline pass.
    func persistently(_ start: () throws(LocalServerError) -> Void) throws {
        for _ in 0..<2 {
            do { return try start() } catch { rest(.seconds(1)) }
        }
        try start()
    }
}
