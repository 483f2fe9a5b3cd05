import ArgumentParser
import Foundation

extension AsyncParsableCommand {
    /// What the arguments ask for, as ArgumentParser does it; but an error may hold text from outside: of a file, a broker, a
    /// commit.
    package static func runAsRoot() async {
        do {
            if let obstacle = ExactArguments.obstacle { throw ValidationError(obstacle) }
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let (text, code) = (fullMessage(for: error), exitCode(for: error))
            if code.isSuccess { print(text) } else if !text.isEmpty { writeError(text) }
            Self.exit(withError: code)
        }
    }
}
