import Access
import Identity
import Repeatable

/// What one client is owed: of every person only the newest state, so that a slow client costs no more than a fast one.
///
/// Pure: no clock, no waiting.
struct Outbox {
    /// A state as one client may see it.
    struct Document: Sendable {
        let bytes: [UInt8]
        /// Identifies the bytes.
        let tag: UInt64
        let profile: LiveProfile
    }

    /// The next thing to tell.
    enum Item: Sendable {
        case profile(UserID, Document, states: UInt64)
        case gone(UserID, states: UInt64)
        case withheld(UserID, states: UInt64)
        case status(isLive: Bool)
        case heartbeat
        case end(StreamEnd)
    }

    private enum Owed {
        case document(Document)
        case nothing
    }

    private let isTeam: Bool
    private var owed: [UserID: Owed] = [:]
    private var withheld: Set<UserID> = []
    /// The tag of the newest state sent of each person.
    private var sent: [UserID: UInt64] = [:]
    /// Combined from all of ``sent``; independent of the order of sending.
    private(set) var states: UInt64 = 0
    /// Set until every person's first state is known, since only then it is clear what a returning client lacks.
    private var isFilling = true
    private let resume: UInt64?
    private var isLive = true
    private var toldLive = true
    private var owesHeartbeat = false
    private(set) var ending: StreamEnd?

    /// - Parameter resume: the states that a returning client has.
    init(isTeam: Bool, resume: UInt64?) {
        self.isTeam = isTeam
        self.resume = resume
    }

    /// The present state of a person; nil if there is none.
    mutating func offer(_ document: Document?, of user: UserID) {
        guard let document else {
            owed[user] = sent[user] == nil ? nil : .nothing
            return
        }
        if document.profile.isCopy, sent[user] != nil || owed[user] != nil { return }
        owed[user] = sent[user] == document.tag ? nil : .document(document)
    }

    /// Every person's first state has been offered. A client that has exactly these is told none of them.
    mutating func fill() {
        guard isFilling else { return }
        isFilling = false
        var combined: UInt64 = 0
        var tags: [UserID: UInt64] = [:]
        for case (let user, .document(let document)) in owed {
            combined ^= contribution(of: user, document.tag)
            tags[user] = document.tag
        }
        guard let resume, resume == combined else { return }
        (sent, states, owed) = (tags, combined, [:])
    }

    /// Forgets what is owed of a person whose visibility changed: it was made for somebody who may see something else.
    mutating func retract(_ user: UserID) { owed[user] = nil }

    /// Nothing of the person is shown any more.
    mutating func withhold(_ user: UserID) {
        owed[user] = nil
        withheld.insert(user)
    }

    /// Something of the person is shown again.
    mutating func show(_ user: UserID) { withheld.remove(user) }

    mutating func set(live: Bool) { isLive = live }

    mutating func oweHeartbeat() { owesHeartbeat = true }

    /// The first reason stands.
    mutating func end(_ end: StreamEnd) { ending = ending ?? end }

    /// What to send next, which then counts as sent; nil if the client knows everything.
    mutating func next() -> Item? {
        if let user = withheld.popFirst() {
            forget(user)
            return .withheld(user, states: states)
        }
        if let ending { return .end(ending) }
        if isLive != toldLive {
            toldLive = isLive
            return .status(isLive: isLive)
        }
        if !isFilling, let (user, state) = owed.popFirst() {
            // An empty table keeps its memory, and most clients are owed nothing most of the time.
            if owed.isEmpty { owed = [:] }
            forget(user)
            // Whatever is sent tells that the stream lives.
            owesHeartbeat = false
            guard case .document(let document) = state else { return .gone(user, states: states) }
            sent[user] = document.tag
            states ^= contribution(of: user, document.tag)
            return .profile(user, document, states: states)
        }
        if owesHeartbeat {
            owesHeartbeat = false
            return .heartbeat
        }
        return nil
    }

    /// How many persons' states wait.
    var waiting: Int { owed.count }

    private mutating func forget(_ user: UserID) {
        if let old = sent.removeValue(forKey: user) { states ^= contribution(of: user, old) }
    }

    /// One person's share in ``states``. Of a stream about one person it is the tag itself, which is the profile's
    /// `ETag`: a client that falls back to polling goes on with `If-None-Match`.
    private func contribution(of user: UserID, _ tag: UInt64) -> UInt64 {
        guard isTeam else { return tag }
        var hash = FNV1a(salt: tag)
        hash.add(user.text.utf8)
        // Spreads the last bytes over the whole word, so that sums of similar users do not cancel out.
        return (hash.value ^ hash.value >> 29) &* 0xBF58_476D_1CE4_E5B9
    }
}
