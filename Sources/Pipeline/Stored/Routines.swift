/// What the functions in the database are called, as `db/migrations` makes them.
package enum Routines {
    /// Places in the log as rows, from their texts.
    package static let places = "archive.places"
    /// The places that a record's headers name.
    package static let origins = "archive.origins"
    /// Whether headers name one of the records that an erasure covers.
    package static let tellsOf = "archive.tells_of"
    /// Makes the partition of a month, unless it is there.
    package static let ensureMonth = "archive.ensure_month"
}
