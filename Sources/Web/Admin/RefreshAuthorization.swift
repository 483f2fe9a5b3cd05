import Crypto
import HTTPKit
import Hummingbird

/// Decides who may ask for a refresh: an operator with the bearer token, or a Git host's push webhook.
///
/// Every comparison takes the same time whatever the guess.
struct RefreshAuthorization {
    /// A shorter secret could be guessed; it counts as none.
    static let secretBytesMin = 16

    private let token: String?
    private let webhookSecret: String?

    init(token: String?, webhookSecret: String?) {
        self.token = token.flatMap { $0.utf8.count >= Self.secretBytesMin ? $0 : nil }
        self.webhookSecret = webhookSecret.flatMap { $0.utf8.count >= Self.secretBytesMin ? $0 : nil }
    }

    /// - Throws: 401 or 403 as a ``Problem`` that says what is missing and never what would be right.
    func check(_ headers: HTTPFields, body: [UInt8]) throws(Problem) {
        guard token != nil || webhookSecret != nil else {
            throw .forbidden("refreshing by HTTP is switched off: set admin.token or admin.webhookSecret")
        }
        if let bearer = bearer(headers) {
            guard let token else { throw .forbidden("admin.token is not set") }
            guard isEqual(bearer, token) else { throw .unauthorized("the bearer token is wrong") }
            return
        }
        guard let signature = Self.signature(headers) else {
            throw .unauthorized("a bearer token or a webhook signature is needed")
        }
        guard let webhookSecret else { throw .forbidden("admin.webhookSecret is not set") }
        let isValid =
            switch signature {
            case .secret(let secret): isEqual(secret, webhookSecret)
            case .mac(let hex): isMAC(hex, of: body, under: webhookSecret)
            }
        guard isValid else { throw .unauthorized("the webhook's signature is wrong") }
    }

    private enum Signature {
        /// HMAC-SHA256 of the body, in hexadecimal digits.
        case mac(String)
        /// GitLab sends the secret itself.
        case secret(String)
    }

    /// GitHub, Gitea, Forgejo and Bitbucket sign the body; GitLab does not.
    private static func signature(_ headers: HTTPFields) -> Signature? {
        for name in ["x-hub-signature-256", "x-hub-signature", "x-gitea-signature", "x-forgejo-signature"] {
            guard let value = value(of: name, headers) else { continue }
            let digits = value.hasPrefix("sha256=") ? String(value.dropFirst("sha256=".count)) : value
            // GitHub's older header carries SHA-1, which is not asked for here.
            if !digits.hasPrefix("sha1=") { return .mac(digits) }
        }
        return value(of: "x-gitlab-token", headers).map { .secret($0) }
    }

    private static func value(of name: String, _ headers: HTTPFields) -> String? {
        headers.first { $0.name.canonicalName == name }?.value
    }

    private func bearer(_ headers: HTTPFields) -> String? {
        guard let value = headers[.authorization], value.lowercased().hasPrefix("bearer ") else { return nil }
        return String(value.dropFirst("bearer ".count))
    }

    /// Digests compare in constant time, and hide the length too.
    private func isEqual(_ left: String, _ right: String) -> Bool {
        SHA256.hash(data: Array(left.utf8)) == SHA256.hash(data: Array(right.utf8))
    }

    private func isMAC(_ hex: String, of body: [UInt8], under secret: String) -> Bool {
        guard let mac = Self.bytes(hex) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            mac, authenticating: body, using: SymmetricKey(data: Array(secret.utf8)))
    }

    private static func bytes(_ hex: String) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            let pair = String(decoding: digits[index..<index + 2], as: UTF8.self)
            guard !pair.hasPrefix("+"), !pair.hasPrefix("-"), let byte = UInt8(pair, radix: 16) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}
