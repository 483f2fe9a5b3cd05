import Access
import HTTPKit
import Identity
import Logging

/// The one reader of states: reads what has changed, and hands it to those who are interested.
///
/// One after the other, so that an older state can never arrive after a newer one.
struct LivePump: Sendable {
    let hub: LiveHub
    let source: any LiveSource
    let configuration: LiveConfiguration
    let logger: Logger

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
                    logger.debug("live states cannot be read now", metadata: ["error": "\(error)"])
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
            for user in users {
                let profile = profiles.found[user]
                if profile != nil || profiles.isComplete { deliver(profile, of: user) }
            }
        }
        for stream in work.opened { stream.fill() }
    }

    /// Makes each document once for all who see the same of it.
    private func deliver(_ profile: LiveProfile?, of user: UserID) {
        var documents: [Set<Signal>: Outbox.Document] = [:]
        for stream in hub.interested(in: user) {
            guard let shown = stream.shown(of: user), !shown.isEmpty else { continue }
            guard let profile else {
                stream.offer(nil, of: user, for: shown)
                continue
            }
            let document = documents[shown] ?? Outbox.Document(profile, shown)
            documents[shown] = document
            stream.offer(document, of: user, for: shown)
        }
    }
}

extension Outbox.Document {
    init(_ profile: LiveProfile, _ shown: Set<Signal>) {
        let bytes = profile.document(shown)
        self.init(bytes: bytes, tag: EntityTag(bytes).hash, profile: profile)
    }
}
