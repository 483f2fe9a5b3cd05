import ArgumentParser
import Assembly
import Events
import Readiness
import Settings

/// Daily rows to a score with its explanation.
struct ReadinessScoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Score a date from an athlete's daily rows.",
        discussion: """
            Each input object is one athlete on one date. It holds

              userId, date   whose score, and of which day (2026-11-20)
              hrv            rows of date, vendor, capturedAt, eventId, and any of
                             restingHR (bpm) and valueMs (metric: rmssd or sdnn)
              sleep          rows of date (of waking), vendor, capturedAt, eventId
                             and durationMin; also efficiencyPct, latencyMin,
                             wakeCount
              sleepNeedMin   optional, 480 if absent
              load           optional rows of date and load; one date's add up

            A score needs seven mornings of HRV or resting heart rate before the date, and one on it or three in its \
            week; until then the result says what is missing. Rows may come in any order; of two rows of one vendor \
            and date the later capturedAt wins. Values outside the accepted ranges count as missing.

            Objects stand one a line, or over several lines. One that cannot be used is reported on standard error \
            with its line and field; the others are scored, and the exit code is 1.

            EXAMPLES
              pulsehub readiness score athletes.ndjson --compact > scores.ndjson
              pulsehub readiness score - <<EOF
              {"userId": "ana", "date": "2026-11-20", "sleep": [], "hrv": [
                {"date": "2026-11-20", "vendor": "oura", "restingHR": 48,
                 "metric": "rmssd", "valueMs": 62.5, "eventId": "e1",
                 "capturedAt": "2026-11-20T07:00:00Z"}]}
              EOF
            """)

    @OptionGroup var objects: ReadinessObjects
    @Flag(help: "Use the constants of the configuration instead of the published ones; this reads Git.")
    var settingsFromConfig = false
    @OptionGroup(title: "With --settings-from-config") var options: ConfigurationOptions

    func validate() throws {
        if !settingsFromConfig, !options.overrides.isEmpty {
            throw ValidationError("--set changes nothing without --settings-from-config")
        }
    }

    func run() async throws {
        let settings =
            settingsFromConfig ? ReadinessSettings(try await options.load(.streamProcessor)) : .standard
        try await objects.answer { fields, json in
            let input = try ReadinessInput(fields)
            let result = Readiness.score(
                rows: input.rows, date: input.date, sleepNeedMin: input.sleepNeedMin, settings: settings,
                userID: input.userID)
            result.write(to: &json)
        }
    }
}
