/// What a caller may be; a token names any number of them in its claim `roles`, and none of them allows nothing.
package enum Role: String, Sendable, CaseIterable {
    /// A person with a profile, who sees and manages what is his or hers.
    case athlete
    /// Sees what the athletes of the own teams consent to.
    case coach
    /// A trusted backend: reads any profile, and may send events.
    case service
    /// Manages teams and people.
    case admin
}
