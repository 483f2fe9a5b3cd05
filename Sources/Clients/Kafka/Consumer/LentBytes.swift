// Inlinable, since every record is read by them.

extension RawSpan {
    /// The bytes, to be kept.
    @inlinable package var copied: [UInt8] { withUnsafeBytes { [UInt8]($0) } }
}

/// Nil is what Kafka calls null, and not the same as empty.
extension Optional where Wrapped == RawSpan {
    /// The bytes, to be kept.
    @inlinable package var copied: [UInt8]? {
        guard let span = self else { return nil }
        return span.copied
    }

    /// Lends the bytes to a reader that works on pointers.
    @inlinable package func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer?) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let span = self else { return try body(nil) }
        return try span.withUnsafeBytes { (bytes) throws(Failure) in try body(bytes) }
    }
}
