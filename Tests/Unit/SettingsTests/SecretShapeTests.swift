import Testing

@testable import Settings

@Suite struct SecretShapeTests {
    static let advice = "revoke it, since it stays in the history, and write env:NAME or file:PATH"

    // Put together here, so that no scanner takes this file for a leak.
    static let mistakes = [
        Mistake(
            "# old: \("ghp_" + String(repeating: "a1", count: 18))\nlog: {level: info}",
            "1:1: this looks like a GitHub token: \(advice)"),
        Mistake(
            "x-ci: \("glpat-" + String(repeating: "b2", count: 10))", "1:1: this looks like a GitLab token: \(advice)"),
        Mistake(
            "x-aws: {key: \("AKIA" + String(repeating: "C3", count: 8))}",
            "1:1: this looks like an AWS access key: \(advice)"),
        Mistake(
            "x-key: |\n  \("-----BEGIN RSA" + " PRIVATE KEY-----")\n  abc",
            "2:3: this looks like a private key: \(advice)"),
        Mistake(
            "x-jwt: \("eyJ" + String(repeating: "d4", count: 40)).e5.f6",
            "1:1: this looks like a JSON web token: \(advice)"),
        Mistake(
            "# see https://bob:hunter2@example.com/x", "1:1: this looks like an address with a password: \(advice)"),
        Mistake(
            "x-db: {password: hunter2}", "1:18: password: this looks like a secret: \(advice)"),
        Mistake(
            "x-db: {users: [{apiKey: abc}]}", "1:25: apiKey: this looks like a secret: \(advice)"),
        Mistake(
            "x-aws: {aws_secret_access_key: abc/def}",
            "1:32: aws_secret_access_key: this looks like a secret: \(advice)"),
        Mistake("# password: hunter2", "1:1: this looks like a password: \(advice)"),
        Mistake("x-db: host=db user=u password=hunter2", "1:1: this looks like a password: \(advice)"),
        Mistake("x-db: jdbc:postgresql://db/x?user=u&password=hunter2", "1:1: this looks like a password: \(advice)"),
        Mistake(
            "x-h: 'Authorization: Bearer \(String(repeating: "a1", count: 12))'",
            "1:1: this looks like a bearer token: \(advice)"),
        Mistake(
            "x-ci: {npm_: no, token: ~, key: \("npm_" + String(repeating: "a1", count: 18))}",
            "1:1: this looks like an npm token: \(advice)"),
        Mistake(
            "x-s: \("https://hooks.slack.com/services/" + "T0/B0/" + String(repeating: "x", count: 24))",
            "1:1: this looks like a Slack webhook: \(advice)"),
    ]

    @Test("what looks like a secret is refused, wherever it stands", arguments: mistakes)
    func golden(_ mistake: Mistake) {
        #expect(problems(mistake.yaml) == [mistake.line])
    }

    @Test("a password in a connection string is refused by its setting and by its look, and shown by neither")
    func connectionString() {
        #expect(
            problems("postgres: {url: 'postgresql://u:hunter2@db/x'}") == [
                "config/application.yaml:1:1: this looks like an address with a password: \(Self.advice)",
                "config/application.yaml:1:17: postgres.url: expected text without a password, or a reference env:NAME or "
                    + "file:PATH, found a value that is not shown",
            ])
    }

    @Test("a value that looks like a secret is not repeated in another message")
    func masked() {
        let token = "ghp_" + String(repeating: "a1", count: 18)
        for problem in problems("hot: {batchRecords: \(token)}") { #expect(!problem.contains(token)) }
    }

    @Test(
        "references and harmless texts pass",
        arguments: [
            "x-a: {password: 'env:PW'}", "x-a: {password: 'file:/run/pw'}", "x-a: {password: '${PW}'}",
            "x-a: {token: ~}", "postgres: {url: 'postgresql://db:5432/pulsehub'}", "# AKIA and eyJ are prefixes",
            "x-url: http://${USER}:${PASSWORD}@db/x", "x-db: host=db password=${PW}", "x-a: {requireToken: true}",
            "x-commit: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "x-id: 550e8400-e29b-41d4-a716-446655440000",
            "x-sha: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "# the token: ask the team for it", "# Bearer authentication is meant", "x-a: {tokenTimeout: 5s}",
            "x-cert: |\n  -----BEGIN CERTIFICATE-----\n  MIIB\n", "kafka: {properties: {sasl.password: 'env:PW'}}",
        ])
    func harmless(yaml: String) {
        #expect(problems(yaml).isEmpty)
    }
}
