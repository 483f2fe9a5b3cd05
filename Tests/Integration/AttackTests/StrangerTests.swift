import Foundation
import Identity
import TestSupport
import Testing

@Suite("Tokens under keys that nobody has heard of, while the issuer's answer stalls")
struct StrangerTests {
    /// A token's shape, under a key of its own.
    private static func token(_ number: Int) -> String {
        func part(_ json: String) -> String {
            Data(json.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
                .replacing("=", with: "")
        }
        return part(#"{"alg":"RS256","kid":"stranger-\#(number)"}"#) + "." + part("{}") + ".AAAA"
    }

    @Test("by the thousand hold no place and no request of those whose tokens are good")
    func strangers() async throws {
        try await AttackScene.run { scene in
            for (probe, path) in [
                (try await scene.reader(), "/api/v1/profiles/ana"), (try await scene.sender(), "/ingest/hrv"),
            ] {
                scene.issuer.hold(true)
                try await scene.isUnharmed(probe) {
                    [
                        try await Attackers(1100, port: probe.port) { number in
                            "\(probe.method) \(path) HTTP/1.1\r\nHost: local\r\nAuthorization: Bearer \(Self.token(number))\r\n\r\n"
                        }
                    ]
                }
                scene.issuer.hold(false)
            }
        }
    }

    @Test("do not keep a removed key in force, nor a new one out, for longer than an exchange may take")
    func rotation() async throws {
        try await AttackScene.run { scene in
            let probe = try await scene.reader()
            scene.issuer.hold(true)
            try await soon("a look has begun whose answer does not come") { scene.issuer.held > 0 }
            scene.issuer.publish(try TokenIssuer.generate().jwks)
            scene.issuer.hold(false)
            try await soon("the removed key's token is refused", deadline: .seconds(30)) {
                await (try? probe.p99(of: 1)) == nil
            }
        }
    }
}
