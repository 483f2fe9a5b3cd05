import Synchronization

/// The configuration that a process runs under now. Thread-safe.
///
/// Readers take ``current`` once for a batch or a request and use nothing else: what they see is one commit.
package final class LiveConfiguration: Sendable {
    private let guarded: Mutex<ConfigurationState>

    /// Runs under this until something else is offered.
    package init(_ started: ConfigurationSnapshot) { guarded = Mutex(ConfigurationState(started: started)) }

    /// What readers use; one uncontended lock.
    package var current: ConfigurationSnapshot { guarded.withLock { $0.running } }

    /// The whole state, for health reports.
    package var state: ConfigurationState { guarded.withLock { $0 } }

    func update<Result: Sendable>(_ body: (inout ConfigurationState) -> Result) -> Result {
        guarded.withLock { body(&$0) }
    }
}

/// A value computed from one service's settings, once for every commit instead of once for every use. Thread-safe.
package final class LiveValue<Value: Sendable>: Sendable {
    private let live: LiveConfiguration
    private let service: Service
    private let make: @Sendable (EffectiveSettings, ConfigurationSnapshot) -> Value
    private let cached: Mutex<(snapshot: ConfigurationSnapshot, value: Value)>

    /// - Parameter make: a pure function of its arguments, called again after each new commit.
    /// - Returns: nil if the configuration does not hold the service.
    package init?(
        _ live: LiveConfiguration, _ service: Service,
        _ make: @escaping @Sendable (EffectiveSettings, ConfigurationSnapshot) -> Value
    ) {
        self.live = live
        self.service = service
        self.make = make
        let snapshot = live.current
        guard let settings = snapshot[service] else { return nil }
        cached = Mutex((snapshot, make(settings, snapshot)))
    }

    /// The value under the commit that runs now.
    package var now: Value {
        let snapshot = live.current
        return cached.withLock { cached in
            if cached.snapshot !== snapshot, let settings = snapshot[service] {
                cached = (snapshot, make(settings, snapshot))
            }
            return cached.value
        }
    }
}
