import ArgumentParser
import Assembly
import DeadLetters
import Foundation
import Settings
import Streaming

/// What could not be used, and what to do about it.
struct DeadLettersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead-letters",
        abstract: "List, show, retry and discard records that could not be used.",
        discussion: """
            A record that cannot be used is parked in the topic dead-letter with the reason, and archived. It is known by \
            where it stood, topic/partition/offset, and is open until somebody retries or discards it. Listed is what the \
            archiver has archived.

            EXAMPLES
              pulsehub dead-letters list --state open --since 24h
              pulsehub dead-letters list --reason from_future --json
              pulsehub dead-letters show data.normalized/3/4711
              pulsehub dead-letters retry data.normalized/3/4711
              pulsehub dead-letters retry --all --reason unknown_type --dry-run
              pulsehub dead-letters discard --all --user test-1

            The reasons, their causes and cures: docs/events.md.
            """,
        subcommands: [List.self, Show.self, Retry.self, Discard.self])

    static func origin(_ text: String) throws -> RecordOrigin {
        guard let origin = RecordOrigin(description: text), origin.partition >= 0, origin.offset >= 0 else {
            throw ValidationError(
                "\"\(text)\" is no dead letter's id: they look like data.normalized/3/4711 (topic/partition/offset)")
        }
        return origin
    }

    /// - Throws: what names the first origin that no dead letter has.
    static func find(_ origins: [RecordOrigin], in store: DeadLetterStore) throws -> [DeadLetter] {
        let found = try store.find(origins)
        let known = Set(found.map(\.origin))
        if let missing = origins.first(where: { !known.contains($0) }) {
            throw OperatorError(
                "there is no dead letter \(missing): look for it with \"pulsehub dead-letters list\". "
                    + "It may not be archived yet, its month may have been dropped, or its user was erased")
        }
        return found
    }
}

extension Assembly {
    /// By the keys that the configuration names.
    func retryForecast() throws -> RetryForecast {
        RetryForecast(signatures: SignaturePolicy(required: [], keys: try recordSignature()))
    }
}

extension ConfigurationOptions {
    /// The archive's dead letters, and the parts to produce with.
    func deadLetters() async throws -> (store: DeadLetterStore, assembly: Assembly) {
        bootstrapLogging()
        let assembly = Assembly(try await load(.archiver))
        return (try DeadLetterStore(try assembly.postgres()), assembly)
    }
}
