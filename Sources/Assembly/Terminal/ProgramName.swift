/// What the user calls to run a command.
package enum ProgramName {
    /// `pulsehub` as it was called, also where its developers' part runs; such as `.build/release/pulsehub`.
    package static let current: String = {
        let called = CommandLine.arguments.first ?? "pulsehub"
        return called.hasSuffix("pulsehub-dev") ? String(called.dropLast("-dev".count)) : called
    }()
}
