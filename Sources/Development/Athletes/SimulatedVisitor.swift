import Events
import Repeatable

/// An athlete's use of the app: sessions of page views and app events.
struct SimulatedVisitor: Sendable {
    private static let source = "urn:pulsehub:simulator"
    private static let site = "https://app.pulsehub.example"
    private static let pages = ["/dashboard", "/readiness", "/sleep", "/hrv", "/trends/30d", "/training", "/settings"]
    private static let activities = ["workout.completed", "readiness.opened", "goal.updated", "share.clicked"]
    private static let userAgents = [
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
            + "Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile "
            + "Safari/537.36",
        "Mozilla/5.0 (Linux; Android 13; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 "
            + "Chrome/121.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 "
            + "Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
            + "Safari/605.1.15",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
            + "Safari/537.36 Edg/126.0.0.0",
        "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
        "Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) AppleWebKit/537.36 (KHTML, like Gecko) 94.0.4606.31/7.0 TV "
            + "Safari/537.36",
    ]

    private let userId: String
    private let userAgent: String
    private let sessionsPerDay: Double
    private var random: SplitMix64
    private var eventNumber = 0

    init(userId: String, _ random: inout SplitMix64) {
        self.userId = userId
        userAgent = random.pick(SimulatedVisitor.userAgents)
        sessionsPerDay = 0.3 + 1.4 * random.unit()
        // Its own stream: how much somebody clicks must not change how they sleep.
        self.random = SplitMix64(seed: random.next())
    }

    /// Adds the events of one day.
    mutating func browse(_ date: CivilDate, into sent: inout [Simulation.Sent]) {
        let sessions = Int(sessionsPerDay) + (random.chance(sessionsPerDay - Double(Int(sessionsPerDay))) ? 1 : 0)
        for _ in 0..<sessions {
            let start = Instant(date: date, minute: random.integer(6 * 60...22 * 60), second: random.integer(0...59))
            browse(from: start, into: &sent)
        }
    }

    private mutating func browse(from start: Instant, into sent: inout [Simulation.Sent]) {
        var time = start
        var referrer: String? = random.chance(0.3) ? "https://www.google.com/" : nil
        let session = "s-" + String(random.next(), radix: 16)
        for _ in 0..<random.integer(1...4) {
            let url = SimulatedVisitor.site + random.pick(SimulatedVisitor.pages)
            let view = PageViewed(url: url, userAgent: userAgent, referrer: referrer, sessionId: session)
            sent.append(event(time, .pageView(view), data: nil))
            referrer = url
            time = time.advanced(bySeconds: Int64(random.integer(5...180)))
        }
        guard random.chance(0.4) else { return }
        let name = random.pick(SimulatedVisitor.activities)
        let data = name == "workout.completed" ? "{\"minutes\":\(random.integer(20...120))}" : "{}"
        sent.append(event(time, .activity(name: name), data: Array(data.utf8)))
    }

    private mutating func event(_ time: Instant, _ payload: Payload, data: [UInt8]?) -> Simulation.Sent {
        eventNumber += 1
        let id = "\(userId)-\(time.microseconds / 1_000_000)-\(eventNumber)"
        let event = Event(id: id, source: SimulatedVisitor.source, subject: userId, time: time, payload: payload)
        return Simulation.Sent(at: time, line: event.encoded(activityData: data))
    }
}
