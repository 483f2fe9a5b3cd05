/// Draws the state of a run as one line of text. Pure.
package enum ProgressBar {
    /// A line for a terminal: a bar and percent where the total is known, then counts, rate and time left.
    ///
    /// - Parameter width: columns of the terminal; the line never has more.
    package static func render(_ progress: ProduceProgress, width: Int) -> String {
        let facts = facts(progress)
        guard let fraction = progress.fraction else { return String(facts.prefix(width)) }
        let percent = padded("\(Int(fraction * 100))%", 4)
        let room = min(40, width - facts.count - percent.count - 4)
        guard room >= 8 else { return String("\(percent) \(facts)".prefix(max(0, width))) }
        let filled = Int(Double(room) * fraction)
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: room - filled)
        return "[\(bar)] \(percent) \(facts)"
    }

    /// A line for a log: the same without the bar.
    package static func plain(_ progress: ProduceProgress) -> String {
        (progress.fraction.map { "\(Int($0 * 100))% " } ?? "") + facts(progress)
    }

    private static func facts(_ progress: ProduceProgress) -> String {
        let events = progress.acknowledged == 1 ? "event" : "events"
        var text = "\(progress.acknowledged) \(events), \(Int(progress.eventsPerSecond.rounded()))/s"
        if progress.refused > 0 { text += ", \(progress.refused) refused" }
        if progress.fraction == nil {
            text += ", \(bytes(progress.bytesDone))"
        } else if let left = progress.timeLeft, progress.fraction != 1 {
            text += ", \(clock(left)) left"
        }
        return text
    }

    private static func bytes(_ count: Int64) -> String {
        switch count {
        case ..<10_000: "\(count) B"
        case ..<10_000_000: "\(count / 1000) kB"
        default: "\(count / 1_000_000) MB"
        }
    }

    /// `m:ss`, or `h:mm:ss` from an hour on; absurd estimates are capped at 99 hours.
    private static func clock(_ duration: Duration) -> String {
        let seconds = Int(min(duration, .seconds(99 * 3600)).components.seconds)
        let minutes = seconds / 60 % 60
        let hours = seconds / 3600
        let tail = padded("\(seconds % 60)", 2, with: "0")
        return hours > 0 ? "\(hours):\(padded("\(minutes)", 2, with: "0")):\(tail)" : "\(minutes):\(tail)"
    }

    private static func padded(_ text: String, _ width: Int, with filler: Character = " ") -> String {
        String(repeating: filler, count: max(0, width - text.count)) + text
    }
}
