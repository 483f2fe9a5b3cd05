import Glibc
import TestSupport

/// Everything that can be struck.
struct Scene: Sendable {
    let pipeline: Pipeline
    let fleet: Fleet
    let proxies: [Store: TCPProxy]
    let checkpoints: CheckpointWatch

    /// Carries a strike out, and undoes it; blocks for as long as it lasts.
    func carryOut(_ strike: Strike) throws {
        switch strike.fault {
        case .process(let fault, _): try strikeProcess(fault, strike)
        case .server(let fault, .redis): try strikeRedis(fault, lasting: strike.lasting)
        case .server(let fault, .postgres): try strikePostgres(fault, lasting: strike.lasting)
        case .network(let fault, let store): try strikeNetwork(fault, store, strike)
        case .broker(let fault): try strikeBroker(fault, strike)
        case .diskFull: try fillDisk(lasting: strike.lasting)
        }
    }
}

/// Lets time pass on a thread of our own.
func rest(_ time: Duration) {
    let milliseconds = max(0, Int(time / .milliseconds(1)))
    // One call takes less than a second.
    for _ in 0..<(milliseconds / 500) { usleep(500_000) }
    usleep(UInt32(milliseconds % 500) * 1_000)
}
