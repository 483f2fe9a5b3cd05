import Hummingbird
import Synchronization

/// Lets so many requests be worked on at once and answers the others by 503 with `Retry-After`, at once.
///
/// A request counts until its response begins: a stream that stays open holds no place, the connection limit bounds it.
public struct ConcurrencyLimit<Context: RequestContext>: RouterMiddleware {
    private final class Places: Sendable {
        let taken = Atomic(0)
    }

    private let places = Places()
    private let placesMax: @Sendable () -> Int

    /// - Parameter placesMax: asked at every request.
    public init(_ placesMax: @escaping @Sendable () -> Int) { self.placesMax = placesMax }

    /// Passes a request on if there is a place for it.
    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        defer { places.taken.subtract(1, ordering: .relaxed) }
        guard places.taken.add(1, ordering: .relaxed).newValue <= placesMax() else {
            throw Problem.unavailable("too many requests are being answered at this moment")
        }
        return try await next(request, context)
    }
}
