/// Ends a command with exit code 1 and one message for the operator on standard error: the cause and the cure.
struct OperatorError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
