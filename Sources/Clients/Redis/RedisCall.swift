import NIOCore

/// One caller's commands, and whom to tell of the replies.
struct RedisCall: Sendable {
    typealias Answer = @Sendable (Result<[RedisReply], RedisError>) -> Void

    let commands: [[RedisArgument]]
    let deadline: NIODeadline
    private var answer: Answer?

    init(_ commands: [[RedisArgument]], until deadline: NIODeadline, answer: @escaping Answer) {
        self.commands = commands
        self.deadline = deadline
        self.answer = answer
    }

    /// Whom to tell, exactly once; nil afterwards, since the replies of a caller who was late must be read nevertheless.
    ///
    /// It is taken out before it is called: whoever is told may change the queue that the call stands in.
    mutating func takeAnswer() -> Answer? {
        defer { answer = nil }
        return answer
    }

    consuming func fail(_ error: RedisError) { takeAnswer()?(.failure(error)) }
}
