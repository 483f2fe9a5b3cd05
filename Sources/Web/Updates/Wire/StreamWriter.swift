import Access
import HTTPKit
import Identity

/// How one kind of connection carries events.
protocol LiveConnection {
    /// Returns once the connection has taken the event; a slow client makes it wait.
    mutating func send(_ event: LiveEvent) async throws
    mutating func sendHeartbeat() async throws
}

/// Writes a stream's events until it ends.
struct StreamWriter: Sendable {
    let stream: LiveStream
    let preferences: @Sendable (UserID) async throws(Problem) -> AlertPreferences

    /// - Returns: why the stream ended; whoever could be told has been told.
    func run(_ connection: inout some LiveConnection) async throws -> StreamEnd {
        let opening = stream.opening
        var told = opening.resume?.alerts ?? ToldAlerts()
        var watch: AlertWatch?
        if case .own(let user) = opening.scope { watch = AlertWatch(user, told: told, preferences: preferences) }
        while true {
            switch await stream.next() {
            case .profile(let user, let document, let states):
                // Before the state, whose id says that they were told.
                for alert in await watch?.alerts(for: document.profile, changes: stream.preferenceChanges) ?? [] {
                    try await connection.send(.alert(alert, of: user))
                }
                told = watch?.told ?? told
                try await connection.send(.profile(document.bytes, id: EventID(states: states, alerts: told)))
            case .gone(let user, let states):
                try await connection.send(.gone(user, id: EventID(states: states, alerts: told)))
            case .withheld(let user, let states):
                try await connection.send(.withheld(user, id: EventID(states: states, alerts: told)))
            case .status(let isLive):
                try await connection.send(.status(isLive: isLive))
            case .heartbeat:
                try await connection.sendHeartbeat()
            case .end(.gone):
                return .gone
            case .end(let end):
                try await connection.send(.end(end, retry: .milliseconds(Int.random(in: 1000...5000))))
                return end
            }
        }
    }
}
