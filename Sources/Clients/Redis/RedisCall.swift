import NIOCore

/// One caller's commands, the replies so far, and whom to tell.
struct RedisCall: Sendable {
    typealias Answer = @Sendable (Result<[RedisReply], RedisError>) -> Void

    let commands: [[RedisArgument]]
    let deadline: NIODeadline
    private(set) var replies: [RedisReply] = []
    private var answer: Answer?

    init(_ commands: [[RedisArgument]], until deadline: NIODeadline, answer: @escaping Answer) {
        self.commands = commands
        replies.reserveCapacity(commands.count)
        self.deadline = deadline
        self.answer = answer
    }

    /// Takes the next reply; true once there is one for every command.
    mutating func take(_ reply: RedisReply) -> Bool {
        replies.append(reply)
        return replies.count == commands.count
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
