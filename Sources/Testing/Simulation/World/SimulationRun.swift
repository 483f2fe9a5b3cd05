/// One world from its seed to its end.
package struct SimulationRun: Sendable {
    /// The seed.
    package let seed: UInt64
    /// The promise that was broken first; nil if none was.
    package let violation: String?
    /// Equal for equal runs.
    package let digest: UInt64
    /// What happened, if it was asked for.
    package let trace: [String]

    /// Runs it, in the calling thread.
    package init(seed: UInt64, injection: Injection = .none, traces: Bool = false) {
        let journal = Journal(keepsLines: traces)
        let world = World(seed: seed, injection: injection, journal: journal)
        world.run()
        self.seed = seed
        violation = world.violation
        digest = journal.digest
        trace = journal.lines
    }
}
