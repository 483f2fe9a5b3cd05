import ArgumentParser
import Assembly
import HTTPKit
import Identity
import Settings
import Terminal

/// Bearer tokens without an identity provider.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Sign a bearer token for the HTTP interfaces with a key pair of your own.",
        discussion: """
            For development, and for a machine without an identity provider. The token names the issuer and the audience \
            that the configuration demands (auth.issuer, auth.audience), and is signed by private-key.pem beside the file \
            that auth.jwksFile names. "dev" and "demo" make such a pair and set all of that in their dev.env; \
            --init makes one elsewhere. Whoever can read private-key.pem can be anybody.

            ROLES
              athlete   sees and manages what is his or hers; the subject is the user id
              coach     sees what the athletes of the own teams consent to
              service   a trusted backend: reads any profile, and is the only one who may send events
              admin     manages teams and people

            EXAMPLES
              . /tmp/pulsehub-1a2b3c4d/dev.env          # the line that dev or demo has printed
              token=$(pulsehub token --subject ana)
              curl -H "Authorization: Bearer $token" http://127.0.0.1:8080/api/v1/profiles/ana
              pulsehub token --subject backend --role service --ttl 8h

              pulsehub token --init keys                # keys/private-key.pem and keys/jwks.json
              export PULSEHUB_AUTH_JWKS_FILE=$PWD/keys/jwks.json
            """)

    @Option(help: "Whose token it is: a user id, or the name of a service.") var subject: String?
    @Option(help: "athlete, coach, service or admin; may be repeated. athlete if absent.") var role: [Role] = []
    @Option(help: "How long it is valid, such as 15m, 8h or 30d.") var ttl = TokenLifetime(.seconds(3600))
    @Option(help: ArgumentHelp("The private key, if it is elsewhere.", valueName: "file")) var key: String?
    @Option(
        name: .customLong("init"),
        help: ArgumentHelp("Make a key pair in this directory instead; one that is there stays.", valueName: "dir"))
    var newKeys: String?
    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        guard (subject == nil) != (newKeys == nil) else {
            throw ValidationError("give either --subject, for a token, or --init, for a key pair")
        }
    }

    func run() async throws {
        if let newKeys { return try makeKeys(newKeys) }
        guard let subject else { return }
        do { _ = try UserID(subject) } catch { throw ValidationError("--subject: \(error.detail ?? "")") }
        let settings = try await options.load(.profileAPI)
        let issuer = try KeyFiles.issuer(privateKey: try privateKey(settings))
        print(
            try await issuer.token(
                for: subject, roles: role.isEmpty ? [.athlete] : role, lifetime: ttl.duration,
                TokenExpectations(settings), now: Assembly.now()))
    }

    private func makeKeys(_ directory: String) throws {
        let files = KeyFiles(in: directory)
        let isNew = try files.create()
        print(
            """
            \(isNew ? "made" : "there already"): \(files.privateKey) (keep it secret), \(files.jwks)
            set auth.jwksFile, or PULSEHUB_AUTH_JWKS_FILE, to the latter
            """)
    }

    private func privateKey(_ settings: EffectiveSettings) throws -> String {
        if let key { return key }
        guard let jwks = settings[\.auth.jwksFile] else {
            throw OperatorError(
                """
                auth.jwksFile is not set, so there is no key pair to be found beside it: name the private key with \
                --key, or read dev.env first. Tokens for auth.jwksURL come from your identity provider.
                """)
        }
        let directory = jwks.lastIndex(of: "/").map { String(jwks[..<$0]) } ?? "."
        return KeyFiles(in: directory).privateKey
    }
}

/// The value of `--ttl`.
struct TokenLifetime: ExpressibleByArgument {
    private static let longest = Duration.seconds(366 * 86_400)

    let duration: Duration

    init(_ duration: Duration) { self.duration = duration }

    /// A second to a year.
    init?(argument: String) {
        guard let duration = Duration(parsing: .external(argument)), .seconds(1)...Self.longest ~= duration else {
            return nil
        }
        self.init(duration)
    }

    var defaultValueDescription: String { duration.rendered }
}

extension Role: ExpressibleByArgument {}
