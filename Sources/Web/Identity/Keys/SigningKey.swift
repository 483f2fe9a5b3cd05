import Events

/// The key that signed a token: its name, and which of the issuer's key sets was the first to have it under this name.
///
/// A key that was removed and came back, or was replaced under its own name, is another one.
package struct SigningKey: Sendable, Hashable {
    let kid: ExactText
    let since: Int
}
