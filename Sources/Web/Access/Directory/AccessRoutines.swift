/// What the functions beside ``AccessTables`` are called in PostgreSQL, as `db/migrations` makes them.
package enum AccessRoutines {
    /// The names of the signals that the bits of a look stand for.
    package static let signalNames = "access.signal_names"
    /// Takes a person's id out of security events.
    package static let forgetSecurityEvents = "access.forget_security_events"
    /// Drops security events that have been kept long enough; never those of the last week.
    package static let dropSecurityEvents = "access.drop_security_events"
}
