import Access
import Events
import HTTPKit
import Identity
import Synchronization

/// One client's stream: its outbox, and the one task that waits to write from it.
final class LiveStream: Sendable {
    typealias Time = ContinuousClock.Instant

    /// Who opened it and what for.
    struct Opening: Sendable {
        var caller: UserID
        /// As what the token lets the caller in.
        var roles: Set<Role> = []
        var device: ExactText?
        var scope: LiveScope
        var transport: LiveTransport
        /// When the token ends; nil for never.
        var expiresAt: Instant?
        /// What the client has already.
        var resume: EventID?
        /// False once the key that signed the token was removed.
        var isTrusted: @Sendable () -> Bool = { true }
    }

    private struct State {
        var outbox: Outbox
        /// Of everybody the stream is about; empty for those of whom nothing is.
        var shown: [UserID: Set<Signal>] = [:]
        var writer: CheckedContinuation<Outbox.Item, Never>?
        /// When the item was taken that is being written.
        var writingSince: Time?
        var wroteAt: Time
        var endingSince: Time?
        var heardAt: Time
        var decidedAt: Time
        /// What of whom has been recorded as shown, on ``recordedOn``.
        var recorded: [UserID: Set<Signal>] = [:]
        var recordedOn = CivilDate(dayNumber: 0)
        var preferenceChanges = 0
        var disconnect: (@Sendable () -> Void)?
    }

    let opening: Opening
    /// Decides anew what the caller may see.
    let decide: @Sendable () async throws(Problem) -> [Visibility]
    private let record: @Sendable ([Look.Shown]) throws(Problem) -> Void
    private let now: @Sendable () -> Time
    private let state: Mutex<State>

    init(
        _ opening: Opening, visible: [Visibility], decide: @escaping @Sendable () async throws(Problem) -> [Visibility],
        record: @escaping @Sendable ([Look.Shown]) throws(Problem) -> Void,
        now: @escaping @Sendable () -> Time
    ) {
        self.opening = opening
        self.decide = decide
        self.record = record
        self.now = now
        let time = now()
        state = Mutex(
            State(
                outbox: Outbox(isTeam: opening.scope.isTeam, resume: opening.resume?.states), wroteAt: time,
                heardAt: time, decidedAt: time))
        _ = show(visible)
    }

    /// What closes the connection without asking the client.
    func onDisconnect(_ disconnect: @escaping @Sendable () -> Void) {
        let isGone = state.withLock { state in
            state.disconnect = disconnect
            return state.outbox.ending == .gone
        }
        if isGone { disconnect() }
    }

    // MARK: The writer's side

    /// The next thing to write, waited for by one task; the last one is ``Outbox/Item/end(_:)``.
    func next() async -> Outbox.Item {
        await withTaskCancellationHandler {
            await withCheckedContinuation { writer in
                let item = state.withLock { state -> Outbox.Item? in
                    let time = now()
                    if state.writingSince != nil { state.wroteAt = time }
                    state.writingSince = nil
                    guard let item = state.outbox.next() else {
                        state.writer = writer
                        return nil
                    }
                    state.writingSince = time
                    return item
                }
                if let item { writer.resume(returning: item) }
            }
        } onCancel: {
            end(.gone)
        }
    }

    /// Ends the stream after what must be told before it.
    func end(_ end: StreamEnd) {
        change { state in
            state.outbox.end(end)
            state.endingSince = state.endingSince ?? now()
        }
    }

    /// The client has said something.
    func heard() { state.withLock { $0.heardAt = now() } }

    /// How often the caller's preferences may have changed.
    var preferenceChanges: Int { state.withLock { $0.preferenceChanges } }

    /// Whether an item has been taken and the writer has not come back for the next one.
    var isWriting: Bool { state.withLock { $0.writingSince != nil } }

    // MARK: The hub's side

    /// What is shown of everybody the stream is about.
    var shown: [UserID: Set<Signal>] { state.withLock { $0.shown } }

    func shown(of user: UserID) -> Set<Signal>? { state.withLock { $0.shown[user] } }

    var ending: StreamEnd? { state.withLock { $0.outbox.ending } }

    /// - Parameter shown: what the document was made for; if that has changed since, another one is on its way.
    func offer(_ document: Outbox.Document?, of user: UserID, for shown: Set<Signal>) {
        change { state in
            if state.shown[user] == shown { state.outbox.offer(document, of: user) }
        }
    }

    /// Has recorded what is about to be offered, so far as it has not been on this day: a stream is one look that lasts.
    ///
    /// - Throws: where it cannot be kept; then nothing of it may be offered.
    func recordShown(_ shown: [Look.Shown], on day: CivilDate) throws(Problem) {
        let news = state.withLock { state in
            if state.recordedOn != day { (state.recorded, state.recordedOn) = ([:], day) }
            return shown.filter { !$0.signals.isSubset(of: state.recorded[$0.subject] ?? []) }
        }
        guard !news.isEmpty else { return }
        try record(news)
        state.withLock { state in
            for shown in news { state.recorded[shown.subject, default: []].formUnion(shown.signals) }
        }
    }

    func fill() { change { $0.outbox.fill() } }

    func set(live: Bool) { change { $0.outbox.set(live: live) } }

    /// Takes a decision over: who is not in it any more, or shows nothing, is withheld.
    ///
    /// - Returns: those of whom another document must be made.
    func show(_ visible: [Visibility]) -> [UserID] {
        var changed: [UserID] = []
        change { state in
            state.decidedAt = now()
            let before = state.shown
            state.shown = Dictionary(visible.map { ($0.subject, $0.shown) }) { $0.intersection($1) }
            for user in before.keys { state.recorded[user]?.formIntersection(state.shown[user] ?? []) }
            for (user, signals) in state.shown where before[user] != signals {
                state.outbox.retract(user)
                if signals.isEmpty {
                    state.outbox.withhold(user)
                } else {
                    state.outbox.show(user)
                    changed.append(user)
                }
            }
            for (user, signals) in before where state.shown[user] == nil {
                state.outbox.retract(user)
                if !signals.isEmpty { state.outbox.withhold(user) }
            }
        }
        return changed
    }

    func preferencesMayHaveChanged() { state.withLock { $0.preferenceChanges += 1 } }

    /// When the caller's right to see this was decided last.
    var decidedAt: Time { state.withLock { $0.decidedAt } }

    /// Owes a heartbeat to a quiet client, and ends what nobody reads any more.
    func tick(_ configuration: LiveConfiguration, wall: Instant) {
        if let end = opening.expiresAt, wall >= end { self.end(.expired) }
        if !opening.isTrusted() { end(.distrusted) }
        let time = now()
        let disconnect = state.withLock { state -> (@Sendable () -> Void)? in
            let isStuck = state.writingSince.map { time - $0 > configuration.slowAfter } ?? false
            let isLate = state.endingSince.map { time - $0 > configuration.farewell } ?? false
            // Every heartbeat over a WebSocket is answered, so silence for more than two of them is nobody.
            let isSilent = opening.transport == .webSocket && time - state.heardAt > configuration.heartbeat * 2.5
            guard isStuck || isLate || isSilent else { return nil }
            state.outbox.end(.gone)
            return state.disconnect ?? {}
        }
        if let disconnect {
            disconnect()
            end(.gone)
        }
        change { state in
            if state.writingSince == nil, time - state.wroteAt >= configuration.heartbeat {
                state.outbox.oweHeartbeat()
            }
        }
    }

    /// Changes the state, and wakes the writer if that gives it something to do.
    private func change(_ body: (inout State) -> Void) {
        let wake = state.withLock { state -> (CheckedContinuation<Outbox.Item, Never>, Outbox.Item)? in
            body(&state)
            guard let writer = state.writer, let item = state.outbox.next() else { return nil }
            state.writer = nil
            state.writingSince = now()
            return (writer, item)
        }
        if let (writer, item) = wake { writer.resume(returning: item) }
    }
}
