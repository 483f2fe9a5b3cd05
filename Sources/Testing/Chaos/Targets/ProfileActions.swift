import Events
import Redis
import TestSupport

extension Scene {
    /// Longer than the archive may be behind, which a rebuild waits for.
    private static let rebuildPatience = Duration.seconds(300)

    /// Runs `pulsehub rebuild` beside everything else, and again until it ends well, as the operator's guide says.
    func rebuild(_ restoration: Restoration, _ strike: Strike) throws {
        let people = LoadEvents.erasable
        let user = people[Int(strike.lot / 2 % UInt64(people.count))].text
        let isOfOne = restoration == .user || restoration == .killed && strike.lot % 2 == 0
        let arguments = isOfOne ? ["--user", user] : ["--all"]
        try checkpoints.rebuilding {
            if restoration == .killed {
                try killRebuild(arguments, after: .milliseconds(Int(strike.lot / 64 % 1_000)))
                rest(strike.lasting)
            }
            try finishRebuild(arguments)
        }
    }

    /// Ends one in the middle, when it holds the checkpoints.
    private func killRebuild(_ arguments: [String], after pause: Duration) throws {
        let process = try pipeline.start(.rebuild, fleet.settings, arguments: arguments)
        wait { !process.isRunning || isRebuilding }
        rest(pause)
        process.kill()
    }

    /// Whatever ends one, to run it again is the cure.
    private func finishRebuild(_ arguments: [String]) throws {
        var arguments = arguments
        let end = ContinuousClock.now + Self.rebuildPatience
        while true {
            let process = try pipeline.start(.rebuild, fleet.settings, arguments: arguments)
            let hasEnded = process.waitForEnd(within: max(.seconds(1), end - .now))
            if process.exitCode == 0 { return }
            let words = process.log.split(separator: "\n").last ?? ""
            if hasEnded, process.exitCode == nil { journal.violation("rebuild has ended by a signal: \(words)") }
            guard .now < end else {
                process.kill()
                return journal.violation("no rebuild has ended well within \(Self.rebuildPatience): \(words)")
            }
            journal.tell("rebuild is to be run again: \(words)")
            if words.contains("rebuild --all") { arguments = ["--all"] }
            rest(.seconds(1))
        }
    }

    private var isRebuilding: Bool {
        (try? pipeline.openRedis().command("EXISTS", "rebuild").asInteger == 1) ?? false
    }
}
