import Bounded
import Crypto
import Events
import HTTPKit
import Synchronization

/// The callers of tokens that were verified lately, so that a client's next request costs no RSA.
///
/// An entry counts until the token's end, and only under the key set that verified it. Tokens themselves are not kept.
final class VerifiedTokens: Sendable {
    /// A token's digest.
    typealias Digest = SHA256Digest

    fileprivate struct State {
        var callers: RecentTable<Digest, Caller>
        var generation = 0
    }

    private let state: Mutex<State>

    /// - Parameter capacity: about 300 bytes are kept for each; see ``RecentTable``.
    init(capacity: Int = 20_000) { state = Mutex(State(callers: RecentTable(capacity: capacity))) }

    static func digest(_ token: Substring) -> Digest {
        var hasher = SHA256()
        var token = token
        token.withUTF8 { hasher.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        return hasher.finalize()
    }

    func caller(_ digest: Digest, under generation: Int, at now: Instant) -> Caller? {
        state.withLock { state in
            state.turn(to: generation)
            guard state.generation == generation, let caller = state.callers[digest] else { return nil }
            if let end = caller.expiresAt, now < end { return caller }
            state.callers[digest] = nil
            return nil
        }
    }

    func remember(_ caller: Caller, _ digest: Digest, under generation: Int) {
        state.withLock { state in
            state.turn(to: generation)
            if state.generation == generation { state.callers[digest] = caller }
        }
    }
}

extension VerifiedTokens.State {
    /// Forgets what older keys verified. A straggler that still holds an older set changes nothing.
    fileprivate mutating func turn(to newer: Int) {
        guard newer > generation else { return }
        callers.removeAll()
        generation = newer
    }
}
