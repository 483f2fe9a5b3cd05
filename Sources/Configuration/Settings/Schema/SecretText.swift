/// Text that may be written down, unless it holds a password: then it must be a reference.
///
/// For connection strings: `postgresql://db/pulsehub` is plain configuration, `postgresql://user:pw@db/` is a secret.
package struct SecretText: SettingValue, CustomStringConvertible {
    /// Resolve this to get the text.
    package let secret: Secret
    private let isShown: Bool

    /// Told to whoever wrote something else.
    package static var expectation: String { "text without a password, or a reference env:NAME or file:PATH" }
    /// See ``SettingValue``.
    package static var schema: [(String, JSON)] { [("type", "string"), ("minLength", .number("1"))] }
    /// In a password.
    package static var mayHoldSecret: Bool { true }
    /// The reference or the text; stars if the text holds a password.
    package var rendered: String {
        guard isShown, case .literal(let text) = secret.place else { return secret.rendered }
        return text
    }
    /// The same as `rendered`.
    package var json: JSON { .string(rendered) }
    /// The same as `rendered`.
    package var description: String { rendered }

    /// A password in the clear is accepted from the environment and the command line only.
    package init?(parsing text: SettingText) {
        guard !text.characters.isEmpty else { return nil }
        if let place = Secret.Place(reference: text.characters) {
            self.init(Secret(place), isShown: true)
        } else {
            guard text.isExternal || !SecretText.holdsPassword(text.characters) else { return nil }
            let isShown = !SecretText.holdsPassword(text.characters)
            self.init(Secret(.literal(text.characters)), isShown: isShown)
        }
    }

    init(literal: String) { self.init(Secret(.literal(literal)), isShown: !SecretText.holdsPassword(literal)) }

    private init(_ secret: Secret, isShown: Bool) {
        self.secret = secret
        self.isShown = isShown
    }

    /// The same text, never printed: for a property whose name says that it is a password.
    var masked: SecretText { SecretText(secret, isShown: false) }

    /// `scheme://user:password@host` or a `password=` parameter.
    static func holdsPassword(_ text: String) -> Bool {
        if text.lowercased().contains("password") { return true }
        guard let scheme = text.firstRange(of: "://") else { return false }
        let authority = text[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
        guard let at = authority.lastIndex(of: "@") else { return false }
        return authority[..<at].contains(":")
    }
}
