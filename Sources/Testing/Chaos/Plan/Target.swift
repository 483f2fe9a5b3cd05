import TestSupport

/// Whom a fault strikes. What strikes the same target waits for its turn; different targets are struck side by side.
package enum Target: Hashable, Sendable {
    /// One of the processes of a role, counted from 0.
    case process(PipelineProcess.Role, number: Int)
    /// With the network before it.
    case redis
    /// With the network before it, and its volume.
    case postgres
    /// The cluster.
    case broker
    /// The repository with the configuration.
    case repository
    /// Profiles and checkpoints in Redis, which one rebuild at a time restores.
    case profiles
    /// Those whom the events are about.
    case people

    /// How many processes of a role run. Those that share partitions are two, so that partitions can move.
    static func instances(of role: PipelineProcess.Role) -> Int {
        role == .streamProcessor || role == .archiver ? 2 : 1
    }
}
