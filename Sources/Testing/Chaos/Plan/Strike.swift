/// One fault at its time.
package struct Strike: Hashable, Sendable {
    /// Since the load runs.
    package let at: Duration
    /// What happens.
    package let fault: Fault
    /// How long it lasts; zero for what is over at once.
    package let lasting: Duration
    /// Decides what the fault leaves open: which of two processes, which partition, how slow.
    package let lot: UInt64

    /// Whom it strikes.
    package var target: Target {
        switch fault {
        case .process(_, let role): .process(role, number: Int(lot % UInt64(Target.instances(of: role))))
        case .server(_, .redis), .network(_, .redis): .redis
        case .server(_, .postgres), .network(_, .postgres), .diskFull: .postgres
        case .broker: .broker
        case .action(let action): action.target
        }
    }
}
