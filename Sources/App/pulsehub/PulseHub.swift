import ArgumentParser

@main
struct PulseHub: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "pulsehub")
}
