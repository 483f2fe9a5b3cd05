import Access
import CoreMetrics
import Events
import HTTPKit
import HTTPTypes
import Identity
import Synchronization

/// All open streams: who is interested in whom, which device has one already, and whose states have to be read.
final class LiveHub: Sendable {
    /// Whose streams are counted together: a service that is called like a person is somebody else.
    private struct Owner: Hashable {
        let subject: UserID
        let roles: Set<Role>

        init(_ opening: LiveStream.Opening) { (subject, roles) = (opening.caller, opening.roles) }
    }

    private struct Device: Hashable {
        let owner: Owner
        let name: ExactText
    }

    private struct State {
        var streams: [ObjectIdentifier: LiveStream] = [:]
        var interested: [UserID: [LiveStream]] = [:]
        var devices: [Device: LiveStream] = [:]
        var owners: [Owner: Int] = [:]
        /// Users to read.
        var changed: Set<UserID> = []
        /// Streams that have been told nothing yet.
        var opened: [LiveStream] = []
        /// Those who have nothing to do without a stream.
        var arrivals: [AsyncStream<Void>.Continuation] = []
        var isLive = true
        var isClosing = false
    }

    private let configuration: LiveConfiguration
    private let metrics = LiveMetrics()
    private let state = Mutex(State())
    /// Yields after there is something to read.
    let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    init(_ configuration: LiveConfiguration) {
        self.configuration = configuration
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes a stream in, and ends the one that the same device of the same caller had.
    ///
    /// - Throws: a 429 where the caller has too many, a 503 where all together are too many or the server shuts down.
    func open(_ stream: LiveStream) throws(Problem) {
        let opening = stream.opening
        let owner = Owner(opening)
        let device = opening.device.map { Device(owner: owner, name: $0) }
        let (replaced, refusal) = state.withLock { state -> (LiveStream?, Problem?) in
            let replaced = device.flatMap { state.devices[$0] }
            let freed = replaced == nil ? 0 : 1
            if state.isClosing { return (nil, .unavailable("the server is shutting down")) }
            if state.streams.count - freed >= configuration.streamsMax {
                return (nil, .unavailable("no more live streams fit in here now", retryAfter: .seconds(30)))
            }
            if state.owners[owner, default: 0] - freed >= configuration.streamsPerCallerMax {
                return (nil, .tooManyStreams(configuration.streamsPerCallerMax))
            }
            if let replaced { Self.remove(replaced, &state) }
            if let device { state.devices[device] = stream }
            state.streams[ObjectIdentifier(stream)] = stream
            state.owners[owner, default: 0] += 1
            for (user, shown) in stream.shown where !shown.isEmpty {
                state.interested[user, default: []].append(stream)
            }
            state.opened.append(stream)
            if !state.isLive { stream.set(live: false) }
            return (replaced, nil)
        }
        if let refusal {
            metrics.refused.increment()
            throw refusal
        }
        replaced?.end(.replaced)
        metrics.record(open: count)
        wake.yield()
        for arrival in state.withLock(\.arrivals) { arrival.yield() }
    }

    /// For a loop of the process's life that sleeps while there are no streams: yields at once, and after every opening.
    func arrivals() -> AsyncStream<Void> {
        let (arrivals, arrival) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.arrivals.append(arrival) }
        arrival.yield()
        return arrivals
    }

    /// Forgets a stream; again without effect.
    func close(_ stream: LiveStream) {
        stream.end(.gone)
        state.withLock { Self.remove(stream, &$0) }
        metrics.record(open: count)
    }

    private static func remove(_ stream: LiveStream, _ state: inout State) {
        guard state.streams.removeValue(forKey: ObjectIdentifier(stream)) != nil else { return }
        let owner = Owner(stream.opening)
        let left = state.owners[owner, default: 1] - 1
        state.owners[owner] = left > 0 ? left : nil
        if let name = stream.opening.device {
            let device = Device(owner: owner, name: name)
            if state.devices[device] === stream { state.devices[device] = nil }
        }
        state.opened.removeAll { $0 === stream }
        for user in stream.shown.keys { lose(user, stream, &state) }
    }

    private static func lose(_ user: UserID, _ stream: LiveStream, _ state: inout State) {
        guard var interested = state.interested.removeValue(forKey: user) else { return }
        interested.removeAll { $0 === stream }
        if !interested.isEmpty { state.interested[user] = interested }
    }

    /// These users' states have changed.
    func changed(_ users: some Sequence<UserID>) {
        state.withLock { state in
            for user in users where state.interested[user] != nil { state.changed.insert(user) }
        }
        wake.yield()
    }

    /// Changes may have been missed: whatever anybody is interested in is read again.
    func refresh() {
        state.withLock { $0.changed.formUnion($0.interested.keys) }
        wake.yield()
    }

    /// Whether changes are heard of; clients are told when it changes.
    func set(live: Bool) {
        let streams = state.withLock { state -> [LiveStream] in
            guard state.isLive != live else { return [] }
            state.isLive = live
            return Array(state.streams.values)
        }
        for stream in streams { stream.set(live: live) }
    }

    /// Takes a new decision about a stream over.
    func show(_ visible: [Visibility], on stream: LiveStream) {
        state.withLock { state in
            guard state.streams[ObjectIdentifier(stream)] != nil else { return }
            let before = stream.shown
            state.changed.formUnion(stream.show(visible))
            let after = stream.shown
            for (user, shown) in after where !shown.isEmpty && before[user]?.isEmpty ?? true {
                state.interested[user, default: []].append(stream)
            }
            for (user, shown) in before where !shown.isEmpty && after[user]?.isEmpty ?? true {
                Self.lose(user, stream, &state)
            }
        }
        wake.yield()
    }

    /// Ends all streams, and refuses new ones.
    func shutDown() {
        let streams = state.withLock { state in
            state.isClosing = true
            return Array(state.streams.values)
        }
        for stream in streams { stream.end(.bye) }
    }

    /// What has to be read: some changed users, and streams to be filled with everybody they are about.
    struct Work {
        var users: [UserID] = []
        var opened: [LiveStream] = []
    }

    /// Takes work that fits one read; a team that does not fit comes alone.
    func takeWork() -> Work {
        state.withLock { state in
            var users: Set<UserID> = []
            var opened: [LiveStream] = []
            while let stream = state.opened.last {
                let its = stream.shown.filter { !$0.value.isEmpty }.keys
                guard opened.isEmpty || users.count + its.count <= configuration.usersPerRead else { break }
                users.formUnion(its)
                opened.append(stream)
                state.opened.removeLast()
            }
            state.changed.subtract(users)
            while users.count < configuration.usersPerRead, let user = state.changed.popFirst() { users.insert(user) }
            return Work(users: Array(users), opened: opened)
        }
    }

    /// Takes work back that could not be done.
    func putBack(_ work: Work) {
        state.withLock { state in
            state.opened += work.opened.filter { state.streams[ObjectIdentifier($0)] != nil }
            state.changed.formUnion(work.users.filter { state.interested[$0] != nil })
        }
    }

    func interested(in user: UserID) -> [LiveStream] { state.withLock { $0.interested[user] ?? [] } }

    var streams: [LiveStream] { state.withLock { Array($0.streams.values) } }

    var count: Int { state.withLock { $0.streams.count } }
}

extension Problem {
    fileprivate static func tooManyStreams(_ limit: Int) -> Problem {
        Problem(
            "too-many-streams", status: .tooManyRequests, title: "Too many live streams",
            detail: "at most \(limit) streams of one caller are open at once; close one, or name its device"
        ).retrying(after: .seconds(5))
    }
}
