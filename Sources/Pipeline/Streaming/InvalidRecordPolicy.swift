import Events

/// What a reader does with a record that it cannot use; the archive keeps it in any case.
package enum InvalidRecordPolicy: String, Sendable, CaseIterable {
    /// Park it in `dead-letter` and go on.
    case deadLetter
    /// Count it and go on.
    case drop
    /// Finish everything before it, then stop until a person decides.
    case stop
}

/// A record that cannot be used, on a topic whose policy is to stop.
package struct InvalidRecordStop: Error, Equatable, CustomStringConvertible {
    /// Where it stands; the checkpoint stays there.
    package let origin: RecordOrigin
    /// Why it cannot be used.
    package let reason: String

    /// A stop.
    package init(origin: RecordOrigin, reason: String) {
        self.origin = origin
        self.reason = reason
    }

    /// The cause and the cures.
    package var description: String {
        "\(origin): \(reason). Everything before it is stored. topics/\(origin.topic).yaml says onInvalid: stop; "
            + "deadLetter parks such records and goes on, drop counts them and goes on"
    }
}
