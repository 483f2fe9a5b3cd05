// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Each declaration carries its documentation as its explanation, which also goes into the reference.

/// Whose bearer tokens the profile API and the HTTP producer accept.
package struct AuthSettings: Sendable {
    package let issuer = Setting("auth.issuer", "pulsehub", "The claim iss of every token.", verify: notEmpty)
    package let audience = Setting(
        "auth.audience", "pulsehub", "What the claim aud of every token must name.", verify: notEmpty)
    package let jwksFile = Setting(
        "auth.jwksFile", String?.none, "File with the issuer's public keys (JWKS); a changed one is taken over.")
    package let jwksURL = Setting(
        "auth.jwksURL", String?.none,
        "Address of the issuer's public keys, as its metadata name it (jwks_uri); instead of a file.",
        verify: { url in
            guard let url, !url.hasPrefix("https://"), !url.hasPrefix("http://") else { return nil }
            return "expected an address that begins with https://, found \(url.prefix(60))"
        })
    package let refreshInterval = Setting<Duration>(
        "auth.refreshInterval", .seconds(300), in: .seconds(1)...(.seconds(86_400)),
        "How often the keys are fetched from auth.jwksURL; an unknown key makes it happen at once.")
    package let leeway = Setting<Duration>(
        "auth.leeway", .seconds(30), in: .seconds(0)...(.seconds(300)),
        "By how much the issuer's clock may differ from ours.")

    private static let notEmpty: @Sendable (String) -> String? = { $0.isEmpty ? "must not be empty" : nil }
}
