import LocalServers
import TestSupport

extension Scene {
    /// Nothing more fits on PostgreSQL's volume. It may well end because of it; then an operator starts it again.
    func fillDisk(lasting: Duration) throws {
        guard let volume = pipeline.volume else { return }
        let end = ContinuousClock.now + lasting
        // Again and again: what fails gives space back.
        while .now < end {
            try volume.fill()
            rest(.milliseconds(100))
        }
        try volume.free()
        guard !pipeline.postgres.isRunning else { return }
        try persistently { () throws(LocalServerError) in try pipeline.postgres.restart() }
    }
}
