import Synchronization

/// So many requests may be worked on at once; the others are answered by 503 with `Retry-After`, at once.
///
/// A request counts until its response begins: a stream that stays open holds no place, the connection limit bounds it.
package final class ConcurrencyLimit: Sendable {
    private let taken = Atomic(0)
    private let placesMax: @Sendable () -> Int

    /// - Parameter placesMax: asked at every request.
    package init(_ placesMax: @escaping @Sendable () -> Int) { self.placesMax = placesMax }

    /// Takes a place. Who gets one must ``leave()``.
    ///
    /// - Throws: a 503 if there is none.
    package func enter() throws(Problem) {
        guard taken.add(1, ordering: .relaxed).newValue <= placesMax() else {
            leave()
            throw Problem.unavailable("too many requests are being answered at this moment")
        }
    }

    /// Gives the place back.
    package func leave() { taken.subtract(1, ordering: .relaxed) }
}
