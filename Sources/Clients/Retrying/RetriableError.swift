/// An error that knows whether time mends what it tells of.
package protocol RetriableError: Error {
    /// Whether the same work may succeed later without anybody having changed it, on a new connection if this one died.
    ///
    /// It does not say that repeating is harmless: what was sent may have been carried out.
    var isRetriable: Bool { get }
}
