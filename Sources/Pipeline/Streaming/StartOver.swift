/// A compare-and-set found another checkpoint than it believed in.
struct Conflict: Error {
    var reason = "a write was refused: another owner moved the checkpoint"
}

/// The source cannot go on from where it reads: a new one must start from the stored checkpoints.
struct StartOver: Error {
    let reason: String
    /// Whether the sink must be connected anew first.
    var needsSink = false
    /// Whether the next membership may meet the same: then some time must pass.
    var isRepeatable = false
}
