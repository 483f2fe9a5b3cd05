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
            "x-url: http://${USER}:${PASSWORD}@db/x", "kafka: {properties: {sasl.password: 'env:PW'}}",
        ])
    func harmless(yaml: String) {
        #expect(problems(yaml).isEmpty)
    }
}
