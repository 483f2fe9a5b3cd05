import Events

/// Names events of rows that have no id of their own, so that of two rows of one capture the one that came in later wins.
///
/// Registers break ties of the capture time by the bytes of the id. So the id begins with the time at which a producer
/// took the row in, in microseconds since 1970 and of fixed width until 2286; the digits of its content follow.
package enum ArrivalID {
    /// Sorts behind the ids that earlier versions made of the content alone: a correction of an old row wins as well.
    private static let prefix = "taken-"

    /// The event with an id such as `taken-1796018400000042-9f86d081884c7d65`.
    package static func named(_ event: Event, arrival: Instant) -> Event {
        var event = event
        let time = String(max(0, arrival.microseconds))
        event.id =
            prefix + String(repeating: "0", count: max(0, 16 - time.utf8.count)) + time + "-"
            + ContentID.digits(ContentID.hash(of: event))
        return event
    }
}
