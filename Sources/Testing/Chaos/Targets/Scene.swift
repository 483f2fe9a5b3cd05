import Glibc
import TestSupport

/// Everything that can be struck, and what that takes.
struct Scene: Sendable {
    let pipeline: Pipeline
    let fleet: Fleet
    let proxies: [Store: TCPProxy]
    let repository: ConfigurationRepository
    let load: Load
    let administrator: Administrator
    let checkpoints: CheckpointWatch
    let journal: Journal

    /// Carries a strike out, and undoes it; blocks for as long as it lasts.
    func carryOut(_ strike: Strike) throws {
        switch strike.fault {
        case .process(let fault, _): try strikeProcess(fault, strike)
        case .server(let fault, .redis): try strikeRedis(fault, lasting: strike.lasting)
        case .server(let fault, .postgres): try strikePostgres(fault, lasting: strike.lasting)
        case .network(let fault, let store): try strikeNetwork(fault, store, strike)
        case .broker(let fault): try strikeBroker(fault, strike)
        case .diskFull: try fillDisk(lasting: strike.lasting)
        case .action(.commit(let change)): try commit(change, strike)
        case .action(.rebuild(let restoration)): try rebuild(restoration, strike)
        case .action(.erasure(let farewell)): try erase(farewell, strike)
        }
    }

    /// For what comes soon if nothing else is wrong at the time.
    func wait(until condition: () -> Bool) {
        let end = ContinuousClock.now + .seconds(20)
        while .now < end, !condition() { rest(.milliseconds(100)) }
    }
}

/// Lets time pass on a thread of our own.
func rest(_ time: Duration) {
    let milliseconds = max(0, Int(time / .milliseconds(1)))
    // One call takes less than a second.
    for _ in 0..<(milliseconds / 500) { usleep(500_000) }
    usleep(UInt32(milliseconds % 500) * 1_000)
}
