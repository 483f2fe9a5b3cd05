/// Ends a command with exit code 1 and one message for the operator on standard error: the cause and the cure.
package struct OperatorError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
