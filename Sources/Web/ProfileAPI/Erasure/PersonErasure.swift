import Events
import FoundationEssentials
import HTTPKit
import Identity
import Logging
import Streaming

/// What else is kept of people besides what flows through the log: consents and memberships, say.
package protocol KeptBesides: Sendable {
    /// Forgets the person; safe to repeat.
    func forget(_ user: UserID, until end: Deadline) async throws
}

/// Erases people: through the log, so that every store forgets them at the same place in the stream of events.
package struct PersonErasure: Sendable {
    /// How it went.
    struct Outcome {
        let erasureID: String
        /// False: it is in the log and will be carried out, but was not in time.
        let isCarriedOut: Bool
    }

    private static let pause = Duration.milliseconds(25)

    private let log: any ErasureLog
    private let besides: [any KeptBesides]
    private let patience: Duration
    private let logger: Logger

    /// - Parameter patience: how long a request waits for the stores.
    package init(
        log: some ErasureLog, besides: [any KeptBesides] = [], patience: Duration = .seconds(5), logger: Logger
    ) {
        self.log = log
        self.besides = besides
        self.patience = patience
        self.logger = logger
    }

    /// Erases the person; repeating it is safe.
    ///
    /// - Throws: a 503 where it may not have been taken: ask again.
    func erase(_ user: UserID) async throws(Problem) -> Outcome {
        let end = Deadline(in: patience)
        let id = UUID().uuidString.lowercased()
        let places: [RecordOrigin]
        do {
            places = try await log.append(try Erasure(user: user.text, id: id))
            for kept in besides { try await kept.forget(user, until: end) }
        } catch {
            logger.warning("an erasure was not taken", metadata: ["erasure": "\(id)", "error": "\(error)"])
            throw Problem.unavailable("the erasure could not be taken now; to ask again is safe")
        }
        logger.notice("an erasure was taken", metadata: ["erasure": "\(id)", "places": "\(places)"])
        return Outcome(erasureID: id, isCarriedOut: await wait(for: places, until: end))
    }

    private func wait(for places: [RecordOrigin], until end: Deadline) async -> Bool {
        while end.left > .zero, !Task.isCancelled {
            do {
                if try await log.isCarriedOut(places, until: end) { return true }
            } catch {
                logger.debug("cannot tell how far an erasure is", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: min(Self.pause, end.left))
        }
        return false
    }
}
