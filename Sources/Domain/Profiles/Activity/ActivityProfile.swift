import Events

/// One person's activity fold: counters over page views and app events.
///
/// Counters are not free of order, so the ids of recent events are remembered: a duplicate among the last
/// ``rememberedEvents`` counts once. Every table is bounded.
package struct ActivityProfile: Equatable, Sendable {
    /// How many recent event ids are remembered.
    package static let rememberedEvents = 256
    /// How many recent sessions are told apart.
    static let rememberedSessions = 32
    /// Distinct event names counted; further ones count as `other`.
    static let namesMax = 64
    /// Distinct pages counted; the least visited one gives way.
    static let pagesMax = 32
    /// Longest page path kept, in UTF-8 bytes.
    static let pageBytesMax = 200

    /// All page views.
    package internal(set) var pageViews: UInt64 = 0
    /// Visits by distinct session ids among the recent ones.
    package internal(set) var sessions: UInt64 = 0
    /// The earliest event time.
    package internal(set) var firstSeen: Instant?
    /// The latest event time.
    package internal(set) var lastSeen: Instant?
    /// The device of the latest page view that told one.
    package internal(set) var device: DeviceType?
    /// App events by name.
    package internal(set) var events: [String: UInt64] = [:]
    /// Page views by device type.
    package internal(set) var devices: [DeviceType: UInt64] = [:]
    /// Page views by path.
    package internal(set) var pages: [String: UInt64] = [:]
    var deviceSeen: Instant?
    var recentEvents = RecentSet(capacity: ActivityProfile.rememberedEvents)
    var recentSessions = RecentSet(capacity: ActivityProfile.rememberedSessions)

    /// A person who was never seen.
    package init() {}

    /// Counts an event; false if it was counted before or is none of this fold.
    package mutating func apply(_ event: Event) -> Bool {
        switch event.payload {
        case .pageView, .activity: break
        default: return false
        }
        guard recentEvents.insert(StableHash.of(event.source, event.id)) else { return false }
        firstSeen = firstSeen.map { min($0, event.time) } ?? event.time
        lastSeen = lastSeen.map { max($0, event.time) } ?? event.time
        switch event.payload {
        case .pageView(let view): count(view, at: event.time)
        case .activity(let name): count(name)
        default: break
        }
        return true
    }

    private mutating func count(_ view: PageViewed, at time: Instant) {
        pageViews.countUp()
        if let agent = view.userAgent {
            let type = DeviceType(userAgent: agent)
            devices[type, default: 0].countUp()
            if deviceSeen.map({ $0 <= time }) ?? true {
                device = type
                deviceSeen = time
            }
        }
        if let session = view.sessionId, recentSessions.insert(StableHash.of(session)) { sessions.countUp() }
        let page = PagePath.of(view.url)
        if pages[page] == nil, pages.count >= ActivityProfile.pagesMax {
            // Space-saving (Metwally et al. 2005): the newcomer inherits the least count, so that it can climb.
            guard let least = pages.min(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return }
            pages[least.key] = nil
            pages[page] = least.value
        }
        pages[page, default: 0].countUp()
    }

    private mutating func count(_ name: String) {
        let known = events[name] != nil || events.count < ActivityProfile.namesMax
        events[known ? name : "other", default: 0].countUp()
    }
}

extension UInt64 {
    /// Stays at the largest number: a corrupt count must neither end the process nor become one that cannot be stored.
    fileprivate mutating func countUp() { if self < .max { self += 1 } }
}
