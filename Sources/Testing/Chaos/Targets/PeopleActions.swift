import TestSupport

extension Scene {
    /// Has somebody erased. What of them has come before is to be nowhere in the end; what comes after it counts.
    func erase(_ farewell: Farewell, _ strike: Strike) throws {
        let people = LoadEvents.erasable
        let half = farewell == .forGood ? people.suffix(people.count / 2) : people.dropLast(people.count / 2)
        let user = Array(half)[Int(strike.lot % UInt64(half.count))]
        if farewell == .forGood {
            load.leave(out: user)
            // What is still on its way would bring them back.
            wait { load.isQuiet(about: user) }
        }
        try administrator.erase(user)
    }
}
