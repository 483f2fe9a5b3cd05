import Events

/// A last-writer-wins register: one measured value, who wrote it, or the tombstone of a delete.
///
/// Registers form a join-semilattice: `merge` is commutative, associative and idempotent, so that copies, splits and
/// shuffles of the same writes end in the same state. Writers are ordered by capture time, then by the bytes of the
/// event id, then by the value, where a tombstone beats every value.
public struct Register<Value: Comparable & Sendable>: Equatable, Sendable {
    /// When the source says the value was measured.
    public let capturedAt: Instant
    /// The event that wrote the value.
    public let eventID: String
    /// Nil is a tombstone: deleted, and older writes that arrive later stay deleted.
    public let value: Value?

    /// A write, or the tombstone of a delete when `value` is nil. The value must be equal to itself (not NaN).
    public init(capturedAt: Instant, eventID: String, value: Value?) {
        self.capturedAt = capturedAt
        self.eventID = eventID
        self.value = value
    }

    /// Keeps the later of both writes; true when that changed this register.
    @discardableResult
    public mutating func merge(_ other: Register) -> Bool {
        guard precedes(other) else { return false }
        self = other
        return true
    }

    /// Whether everything that was said is taken back, whenever it was captured.
    var isRetraction: Bool { value == nil && capturedAt == EventLimits.retraction }

    private func precedes(_ other: Register) -> Bool {
        if capturedAt != other.capturedAt { return capturedAt < other.capturedAt }
        if !eventID.equalsByBytes(other.eventID) { return eventID.precedesByBytes(other.eventID) }
        guard let value else { return false }
        guard let otherValue = other.value else { return true }
        return value < otherValue
    }

    /// Equal when writer and value are the same bytes.
    public static func == (a: Register, b: Register) -> Bool {
        a.capturedAt == b.capturedAt && a.value == b.value && a.eventID.equalsByBytes(b.eventID)
    }
}
