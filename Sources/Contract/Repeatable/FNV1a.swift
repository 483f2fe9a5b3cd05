/// The hash FNV-1a of 64 bits (Fowler, Noll and Vo): the same in every process and release, unlike Swift's own hashes, so
/// that it may be stored and told to others. It resists no forgery.
///
/// Inlinable, since every activity event is hashed.
package struct FNV1a: Hashable, Sendable {
    @usableFromInline var hash: UInt64

    /// Of nothing yet.
    ///
    /// - Parameter salt: tells hashes of equal bytes apart; 0 gives the published values.
    @inlinable package init(salt: UInt64 = 0) { hash = 0xCBF2_9CE4_8422_2325 ^ salt }

    /// Of these bytes.
    @inlinable package init(_ bytes: some Sequence<UInt8>) {
        self.init()
        add(bytes)
    }

    /// The hash of all that was added.
    @inlinable package var value: UInt64 { hash }

    /// Adds a byte.
    @inlinable package mutating func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

    /// Adds bytes in their order.
    @inlinable package mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { add(byte) }
    }
}
