import TestSupport

/// What a client or a reader can miss. A fault is over when everything works again that it can have disturbed.
package enum Path: CaseIterable, Sendable {
    /// From the log to the live profiles.
    case hot
    /// From the log to the archive.
    case cold
    /// Profiles over HTTP.
    case profiles
    /// Events over HTTP.
    case events
}

extension Fault {
    /// What it can disturb. Not the whole truth: the live path slows down, for one, when both take the same processor.
    var disturbs: Set<Path> {
        switch self {
        case .process(_, .streamProcessor): [.hot]
        case .process(_, .archiver): [.cold]
        case .process(_, .profileAPI): [.profiles]
        case .process(_, .ingest): [.events]
        case .process: []
        case .server(_, .redis), .network(_, .redis): [.hot, .profiles]
        case .server(_, .postgres), .network(_, .postgres), .diskFull: [.cold]
        case .broker: [.hot, .cold, .events]
        case .action(let action): action.disturbs
        }
    }
}
