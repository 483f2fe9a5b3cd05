/// The bounds and times of live updates.
package struct LiveConfiguration: Sendable {
    /// Streams of all callers together; one more is refused by 503.
    package var streamsMax = 10_000
    /// Streams of one caller; one more is refused by 429.
    package var streamsPerCallerMax = 16
    /// A stream that had nothing to say for this long says that it lives.
    package var heartbeat = Duration.seconds(30)
    /// A client that has not taken a message for this long is disconnected.
    package var slowAfter = Duration.seconds(20)
    /// How long a stream that must end may take to say so.
    package var farewell = Duration.seconds(2)
    /// How often heartbeats, slow clients, expired tokens and moved consents are looked for.
    package var tick = Duration.seconds(1)
    /// Other people's data is decided upon anew at least this often, though no consent is known to have changed.
    package var decisionAge = Duration.seconds(30)
    /// Profiles read in one round trip.
    package var usersPerRead = 500
    /// How long a read of profiles or a decision may take.
    package var patience = Duration.seconds(1)

    /// The defaults.
    package init() {}
}
