import Blocking
import Foundation
import Kafka
import Logging
import Synchronization

/// Says that Kafka is away, once when it goes, at intervals while it lasts, and once when it is back. On a thread of its own,
/// since those that use Kafka hang in it then.
package final class KafkaWatch: Sendable {
    private struct State {
        var brokers: BrokerCheck?
        var outage = KafkaOutage()
    }

    private static let interval = Duration.seconds(2)
    /// For one answer; short, since the process may be asked to end.
    private static let patience = Duration.seconds(2)

    private let address: String
    private let meanwhile: String
    private let logger: Logger
    private let state: Mutex<State>
    private let stopping = StopSignal()

    /// - Parameters:
    ///   - address: of the brokers, as the settings have it.
    ///   - meanwhile: what that means for this process.
    ///   - brokers: nil until ``follow(_:)`` tells by which client to ask.
    package init(at address: String, meanwhile: String, _ brokers: BrokerCheck? = nil, logger: Logger) {
        self.address = address
        self.meanwhile = meanwhile
        self.logger = logger
        state = Mutex(State(brokers: brokers))
    }

    /// That Kafka does not answer, since when and why; nil while it does.
    package var obstacle: String? {
        state.withLock(\.outage.away).map {
            "Kafka at \(address) has not answered for \((ContinuousClock.now - $0.since).inSeconds): \($0.reason)"
        }
    }

    /// Asks by way of this client from now on.
    func follow(_ brokers: BrokerCheck) { state.withLock { $0.brokers = brokers } }

    /// Begins to look.
    package func start() {
        let thread = Thread { [weak self] in
            while let watch = self, !watch.stopping.isGiven {
                watch.look()
                watch.stopping.rest(Self.interval)
            }
        }
        thread.name = "kafka-watch"
        thread.start()
    }

    /// Lets the client go; the thread ends by itself.
    package func stop() {
        stopping.give()
        state.withLock { $0.brokers = nil }
    }

    private func look() {
        guard let brokers = state.withLock(\.brokers) else { return }
        let began = ContinuousClock.now
        var failure: String?
        do throws(KafkaError) { try brokers.answer(within: Self.patience) } catch { failure = error.reason }
        let news = state.withLock { state in
            // A client that is being closed does not answer either.
            stopping.isGiven ? nil : state.outage.look(failure, began: began, now: .now)
        }
        switch news {
        case .away(let duration):
            logger.error(
                "Kafka is away",
                metadata: [
                    "at": "\(address)", "for": "\(duration.inSeconds)", "reason": "\(failure ?? "")",
                    "meanwhile": "\(meanwhile)",
                ])
        case .back(let duration):
            logger.notice("Kafka is back", metadata: ["at": "\(address)", "wasAwayFor": "\(duration.inSeconds)"])
        case nil: break
        }
    }
}
