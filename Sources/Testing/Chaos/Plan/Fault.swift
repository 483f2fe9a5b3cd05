import TestSupport

/// What can strike a running pipeline.
package enum Fault: Hashable, Sendable {
    /// A process of ours.
    case process(ProcessFault, PipelineProcess.Role)
    /// A server that keeps something.
    case server(ServerFault, Store)
    /// The way between our processes and such a server.
    case network(NetworkFault, Store)
    /// Kafka. Its brokers are never taken down: the in-memory cluster would not survive it.
    case broker(BrokerFault)
    /// The volume that holds PostgreSQL's files.
    case diskFull
    /// No fault at all, but what operators do on such days too; nothing may come of it that they did not ask for.
    case action(OperatorAction)
}

/// What keeps profiles, or the archive.
package enum Store: String, CaseIterable, Sendable {
    case redis = "Redis"
    case postgres = "PostgreSQL"
}

/// What happens to a process of ours.
package enum ProcessFault: String, CaseIterable, Sendable {
    /// `kill -9`; another one is started at once, as a service manager would.
    case kill = "kill -9"
    /// `SIGSTOP`, and `SIGCONT` before anybody misses it.
    case freeze = "frozen briefly"
    /// `SIGSTOP`, and `SIGCONT` when others own its partitions: it wakes up as a zombie.
    case freezePastSession = "frozen past its session"
}

/// What happens to Redis or PostgreSQL.
package enum ServerFault: String, CaseIterable, Sendable {
    /// `kill -9` of the server; it is started again on the same files after a while.
    case kill = "kill -9"
    /// Stopped in order, and started again.
    case restart = "restart"
}

/// What happens to the bytes between our processes and a server.
package enum NetworkFault: String, CaseIterable, Sendable {
    /// All connections are reset.
    case cut = "connections cut"
    /// Every byte takes a while, in both directions.
    case slow = "slow network"
    /// Nothing gets through; what was sent arrives afterwards, when its sender has long given up.
    case blackHole = "black hole"
}

/// What happens to Kafka.
package enum BrokerFault: String, CaseIterable, Sendable {
    /// It refuses to append, to read and to take offsets, and cuts a consumer's connection.
    case errors = "errors"
    /// It tells members of the groups that it does not know them.
    case groupErrors = "members forgotten"
    /// Every answer takes a while.
    case slow = "slow answers"
    /// A partition of the events and one of the insights have no leader.
    case leaderless = "partitions without leader"
}

extension Fault: CustomStringConvertible {
    /// As the table names it.
    package var description: String {
        switch self {
        case .process(let fault, let role): "\(role.rawValue): \(fault.rawValue)"
        case .server(let fault, let store): "\(store.rawValue): \(fault.rawValue)"
        case .network(let fault, let store): "\(store.rawValue): \(fault.rawValue)"
        case .broker(let fault): "Kafka: \(fault.rawValue)"
        case .diskFull: "PostgreSQL: disk full"
        case .action(let action): "\(action)"
        }
    }
}

extension Fault: CaseIterable {
    /// Every fault there is, in the order of the table. Only members of a group have a session to outlive.
    package static var allCases: [Fault] {
        let members: [PipelineProcess.Role] = [.streamProcessor, .archiver]
        let processes = (members + [.profileAPI, .ingest]).flatMap { role in
            ProcessFault.allCases.filter { $0 != .freezePastSession || members.contains(role) }
                .map { Fault.process($0, role) }
        }
        let stores = Store.allCases.flatMap { store in
            ServerFault.allCases.map { Fault.server($0, store) } + NetworkFault.allCases.map { .network($0, store) }
        }
        return processes + stores + [.diskFull] + BrokerFault.allCases.map { .broker($0) }
            + OperatorAction.allCases.map { .action($0) }
    }

    /// How long it may last, in milliseconds; nil for what is over at once.
    var duration: ClosedRange<Int>? {
        switch self {
        case .process(.kill, _), .network(.cut, _), .broker(.errors), .broker(.groupErrors): nil
        case .process(.freeze, _): 500...3_000
        // Sessions last 6 s here.
        case .process(.freezePastSession, _): 9_000...12_000
        case .server(.kill, _), .server(.restart, _): 0...3_000
        case .network(.slow, _), .broker(.slow): 2_000...5_000
        // Longer and shorter than the two seconds for which a command waits.
        case .network(.blackHole, _): 1_000...8_000
        case .broker(.leaderless): 2_000...6_000
        case .diskFull: 3_000...8_000
        case .action(let action): action.duration
        }
    }
}
