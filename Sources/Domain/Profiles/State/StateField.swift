/// A field of a profile's Redis hash: a finished document for readers, or a piece of a fold's own state.
package struct StateField: Equatable, Sendable {
    /// The field's name.
    package let name: String
    /// The field's bytes; nil removes the field.
    package let value: [UInt8]?

    /// A field to write, or to remove.
    package init(_ name: String, _ value: [UInt8]?) {
        self.name = name
        self.value = value
    }
}

/// The documents of a profile: finished JSON whose bytes the API passes on unparsed.
package enum ProfileDocument: String, Sendable, CaseIterable {
    /// The readiness result of the profile's date.
    case readiness
    /// The rolling windows behind it.
    case wellness
    /// Page views, events and devices.
    case activity
}
