import Access
import Events
import HTTPKit
import Identity
import Logging
import Observability

/// The one reader of states: reads what has changed, and hands it to those who are interested.
///
/// One after the other, so that an older state can never arrive after a newer one.
struct LivePump: Sendable {
    let hub: LiveHub
    let source: any LiveSource
    let configuration: LiveConfiguration
    /// The clock by whose days it is recorded what was shown.
    let wall: @Sendable () -> Instant
    let logger: Logger
    private let reporter = Reporter()

    /// Runs until it is cancelled. While the states cannot be read everything waits, and is read afterwards.
    func run() async {
        var pause = Duration.milliseconds(100)
        for await _ in hub.wakes {
            var work = hub.takeWork()
            while !Task.isCancelled, !work.users.isEmpty || !work.opened.isEmpty {
                do {
                    try await perform(work)
                    pause = .milliseconds(100)
                } catch {
                    hub.putBack(work)
                    reporter.emit(LiveStatesUnread(error), to: logger)
                    try? await Task.sleep(for: pause)
                    pause = min(pause * 2, .seconds(2))
                }
                work = hub.takeWork()
            }
        }
    }

    /// Reads and hands out.
    func perform(_ work: LiveHub.Work) async throws {
        var rest = work.users[...]
        while !rest.isEmpty {
            let users = Array(rest.prefix(configuration.usersPerRead))
            rest = rest.dropFirst(users.count)
            let profiles = try await source.profiles(of: users)
            deliver(
                users.compactMap { user in
                    let profile = profiles.found[user]
                    return profile != nil || profiles.isComplete ? (user, profile) : nil
                })
        }
        for stream in work.opened { stream.fill() }
    }

    /// One person's state for one stream.
    private struct Offer {
        let user: UserID
        let document: Outbox.Document?
        let shown: Set<Signal>
    }

    /// Makes each document once for all who see the same of it, and has every stream record once what it shows.
    private func deliver(_ profiles: [(user: UserID, profile: LiveProfile?)]) {
        var offers: [ObjectIdentifier: (stream: LiveStream, offers: [Offer])] = [:]
        for (user, profile) in profiles {
            var documents: [Set<Signal>: Outbox.Document] = [:]
            for stream in hub.interested(in: user) {
                guard let shown = stream.shown(of: user), !shown.isEmpty else { continue }
                let document = profile.map { documents[shown] ?? Outbox.Document($0, shown) }
                documents[shown] = document
                offers[ObjectIdentifier(stream), default: (stream, [])].offers.append(
                    Offer(user: user, document: document, shown: shown))
            }
        }
        let day = wall().utcDate
        for (stream, offers) in offers.values { offer(offers, to: stream, on: day) }
    }

    private func offer(_ offers: [Offer], to stream: LiveStream, on day: CivilDate) {
        do {
            try stream.recordShown(
                offers.compactMap { offer in
                    offer.document.map { Look.Shown(offer.user, $0.profile.signals(offer.shown)) }
                },
                on: day)
        } catch {
            // Nothing is shown unrecorded; whoever comes back is told everything then.
            return stream.end(.undecided)
        }
        for offer in offers { stream.offer(offer.document, of: offer.user, for: offer.shown) }
    }
}

extension Outbox.Document {
    init(_ profile: LiveProfile, _ shown: Set<Signal>) {
        let bytes = profile.document(shown)
        self.init(bytes: bytes, tag: EntityTag(bytes).hash, profile: profile)
    }
}
