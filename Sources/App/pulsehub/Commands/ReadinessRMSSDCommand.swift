import ArgumentParser
import Readiness

/// RR intervals to RMSSD.
struct ReadinessRMSSDCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rmssd",
        abstract: "Compute RMSSD from the RR intervals of a recording.",
        discussion: """
            Each input object is one recording: {"rr": [...]}, intervals in milliseconds in the order of the beats. \
            The result holds rmssd (ms), lnRmssd, how many beats were rejected, and diffs, the differences that \
            counted. Without a value, reason is too_many_artefacts (over 25 % rejected) or too_few_beats (under 20 \
            differences).

            Rejected are beats outside 300 to 2000 ms, and those more than 20 % off the median of their neighbours.

            EXAMPLE
              echo '{"rr":[900,933,913,910]}' | pulsehub readiness rmssd --no-filter --compact
              {"diffs":3,"lnRmssd":3.106637,"reason":null,"rejected":0,"rmssd":22.345768}
            """)

    @OptionGroup var objects: ReadinessObjects
    @Flag(help: "Count every beat: no artefact filter and no least length.")
    var noFilter = false

    func run() async throws {
        try await objects.answer { fields, json in
            RMSSD.compute(rr: try fields.numbers("rr"), filter: !noFilter).write(to: &json)
        }
    }
}
