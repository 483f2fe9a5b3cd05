/// The readers of bytes from outside that are fuzzed, each with what must hold for any input whatsoever.
package enum FuzzTarget: String, CaseIterable, Sendable {
    /// Records of the event topics, up to the folds and the documents made of them.
    case events
    /// A commit's configuration and topic files.
    case settings
    /// Requests to both servers, with their queries, headers and bodies, and what a WebSocket's client sends.
    case requests
    /// RR intervals and daily rows, up to the score.
    case recordings
    /// Bearer tokens, their claims, and the issuer's keys.
    case tokens
    /// What a Redis server answers.
    case replies
    /// Stored profiles, as they come back from Redis.
    case profiles

    /// Reads the input as the program would. That it returns is most of what is tested.
    ///
    /// - Throws: ``Violation`` where something else that must hold does not.
    package func run(_ input: [UInt8]) async throws {
        switch self {
        case .events: try EventTarget.run(input)
        case .settings: try SettingsTarget.run(input)
        case .requests: try await RequestTarget.run(input)
        case .recordings: try RecordingTarget.run(input)
        case .tokens: try await TokenTarget.run(input)
        case .replies: try ReplyTarget.run(input)
        case .profiles: try StoredProfileTarget.run(input)
        }
    }
}
