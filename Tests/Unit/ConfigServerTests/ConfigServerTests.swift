import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@testable import ConfigServer
@testable import Settings

/// A repository of settings, made with the `git` command.
private final class SharedSettings: Sendable {
    let path = NSTemporaryDirectory() + "config-server-\(UUID().uuidString)"

    init(_ files: [String: String]) async throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try await git("init", "--quiet", "--initial-branch=main")
        try await commit(files)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func commit(_ files: [String: String]) async throws {
        for (name, text) in files {
            let url = URL(filePath: "\(path)/config/\(name)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        try await git("add", "--all")
        try await git("commit", "--quiet", "--message", "change")
    }

    @discardableResult
    func git(_ arguments: String...) async throws -> String {
        let identity = ["-C", path, "-c", "user.name=Test", "-c", "user.email=test@example.com"]
        let output = try await GitCommand(deadline: .seconds(900)).run(identity + arguments)
        try #require(output.succeeded, "\(output.complaint)")
        return output.text
    }

    /// The JSON document, or the status where there is none.
    func get(_ paths: String..., between: @escaping @Sendable () async throws -> Void = {}) async throws
        -> [(status: Int, body: Data)]
    {
        let source = GitSource(repository: path, ref: "main", deadline: .seconds(900))
        let server = ConfigServer(
            source, maxAge: .zero, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        // Without a socket, whose client would not wait as long as Git may take.
        return try await server.buildApplication(host: "127.0.0.1", port: 0).test(.router) { client in
            var answers: [(Int, Data)] = []
            for path in paths {
                if !answers.isEmpty { try await between() }
                let response = try await client.executeRequest(uri: path, method: .get, headers: [:], body: nil)
                answers.append((response.status.code, Data(response.body.readableBytesView)))
            }
            return answers
        }
    }
}

/// The documented shape; a member of another type fails the decoding.
private struct Environment: Decodable {
    struct Source: Decodable {
        let name: String
        let source: [String: Value]
    }

    enum Value: Decodable, Equatable {
        case bool(Bool)
        case number(Double)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let bool = try? container.decode(Bool.self) {
                self = .bool(bool)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    let name: String
    let profiles: [String]
    let label: String?
    let version: String
    let state: String?
    let propertySources: [Source]
}

@Suite struct ConfigServerTests {
    private static let files = [
        "application.yaml": "log: {level: info}", "application-dev.yaml": "log: {level: debug}",
        "archiver.yaml": "cold: {batchRecords: 7}", "archiver-dev.yaml": "cold: {batchWait: 9ms}",
        "others/billing.yaml": """
        x-defaults: &defaults {retries: 3, on: true}
        client: {<<: *defaults, retries: 4, ratio: 0.5, empty: ~, code: "007"}
        servers: [{host: a}, {host: b}]
        """,
    ]

    @Test("an application gets its property sources in Spring's form, the highest precedence first")
    func shape() async throws {
        let settings = try await SharedSettings(Self.files)
        let commit = try await settings.git("rev-parse", "HEAD")
        let answer = try await settings.get("/archiver/dev")[0]
        let environment = try JSONDecoder().decode(Environment.self, from: answer.body)
        #expect(environment.name == "archiver")
        #expect(environment.profiles == ["dev"])
        #expect(environment.label == "main")
        #expect(environment.version == commit)
        #expect(environment.state == nil)
        #expect(
            environment.propertySources.map(\.name)
                == ["archiver-dev", "archiver", "application-dev", "application"].map {
                    "\(settings.path)/config/\($0).yaml"
                })
        #expect(environment.propertySources[0].source == ["cold.batchWait": .text("9ms")])
        #expect(environment.propertySources[1].source == ["cold.batchRecords": .number(7)])
    }

    @Test("another application's file is flattened as Spring does: lists by index, values with their types")
    func others() async throws {
        let settings = try await SharedSettings(Self.files)
        let answer = try await settings.get("/billing/default")[0]
        let environment = try JSONDecoder().decode(Environment.self, from: answer.body)
        #expect(environment.propertySources.count == 2)
        #expect(
            environment.propertySources[0].source == [
                "client.retries": .number(4), "client.on": .bool(true), "client.ratio": .number(0.5),
                "client.empty": .text(""), "client.code": .text("007"), "servers[0].host": .text("a"),
                "servers[1].host": .text("b"),
            ])
    }

    @Test("several profiles are applied in their order, and a label names a branch, its slashes written (_)")
    func labels() async throws {
        let settings = try await SharedSettings(Self.files)
        try await settings.git("checkout", "--quiet", "-b", "feature/x")
        try await settings.commit(["archiver-eu.yaml": "cold: {batchRecords: 8}"])
        let answer = try await settings.get("/archiver/dev,eu/feature(_)x")[0]
        let environment = try JSONDecoder().decode(Environment.self, from: answer.body)
        #expect(environment.label == "feature/x")
        #expect(environment.profiles == ["dev", "eu"])
        #expect(environment.propertySources.first?.name.hasSuffix("archiver-eu.yaml") == true)
    }

    @Test(
        "an unknown label and absurd names are refused",
        arguments: [
            ("/archiver/dev/nope", 404), ("/archiver/dev/--all", 404), ("/archiver/a%20b", 400), ("/..%2Fx/dev", 400),
        ])
    func refused(path: String, status: Int) async throws {
        #expect(try await SharedSettings(Self.files).get(path)[0].status == status)
    }

    @Test("what is empty in a special file overrides what a general one has")
    func empty() async throws {
        let settings = try await SharedSettings([
            "application.yaml": "", "others/shop.yaml": "hosts: [a, b]\nmode: base",
            "others/shop-prod.yaml": "hosts: []\nmode:\nlimits: {}",
        ])
        let body = try await settings.get("/shop/prod")[0].body
        let text = String(decoding: body, as: UTF8.self)
        let special = try #require(text.firstRange(of: "shop-prod.yaml"))
        let general = try #require(text.firstRange(of: "shop.yaml"))
        #expect(special.lowerBound < general.lowerBound)
        let first = text[special.upperBound..<general.lowerBound]
        #expect(first.contains(#""hosts": []"#) && first.contains(#""mode": """#) && first.contains(#""limits": {}"#))
    }

    @Test("a path is percent-encoded, and one that is no UTF-8 is refused")
    func encoded() async throws {
        let settings = try await SharedSettings(Self.files)
        try await settings.git("branch", "feature/ü")
        let paths = ["/archiver/dev%2Ceu/feature%2F%C3%BC", "/%61rchiver/dev", "/archiver/d%E9v", "/archiver/dev/%zz"]
        let answers = try await settings.get(paths[0], paths[1], paths[2], paths[3])
        #expect(answers.map(\.status) == [200, 200, 400, 400])
        let first = try JSONDecoder().decode(Environment.self, from: answers[0].body)
        #expect(first.label == "feature/ü" && first.profiles == ["dev", "eu"])
        #expect(try JSONDecoder().decode(Environment.self, from: answers[1].body).name == "archiver")
    }

    @Test("a file with a mistake spoils its own application alone, which goes on with its last good one")
    func spoiled() async throws {
        let settings = try await SharedSettings(Self.files)
        let before = try await settings.git("rev-parse", "HEAD")
        let paths = ["/archiver/dev", "/billing/default", "/billing/prod", "/shop/prod"]
        try await settings.commit([
            "others/billing-prod.yaml": "a: 1\n---\na: 2", "others/shop.yaml": "mode: base",
        ])
        let after = try await settings.git("rev-parse", "HEAD")
        let answers = try await settings.get(paths[0], paths[1], paths[2], paths[3])
        #expect(answers.map(\.status) == [200, 200, 200, 200])
        let versions = try answers.map { try JSONDecoder().decode(Environment.self, from: $0.body).version }
        #expect(versions == [after, after, before, after])
        // The processes take the commit over as well; whoever checks it is told.
        let snapshot = try await GitSource(repository: settings.path, deadline: .seconds(900)).snapshot()
        _ = try SettingsLoader.composeAll(snapshot)
        #expect(SettingsLoader.check(snapshot).map(\.description).contains { $0.contains("one document a file") })
    }

    @Test("a label of a branch and a tag is refused with both, and no answer's type is guessed")
    func ambiguous() async throws {
        let settings = try await SharedSettings(Self.files)
        try await settings.git("branch", "v1")
        try await settings.git("tag", "v1")
        let answers = try await settings.get("/archiver/dev/v1", "/archiver/dev/refs(_)tags(_)v1")
        #expect(answers.map(\.status) == [400, 200])
        #expect(String(decoding: answers[0].body, as: UTF8.self).contains("refs/heads/v1 or refs/tags/v1"))
    }

    @Test("an invalid commit is not served: the last good one is")
    func invalid() async throws {
        let settings = try await SharedSettings(Self.files)
        let answers = try await settings.get(
            "/archiver/dev", "/archiver/dev",
            between: {
                try await settings.commit(["ingest.yaml": "log: {level: loud}"])
            })
        #expect(answers.map(\.status) == [200, 200])
        #expect(answers[0].body == answers[1].body)
        // So it is by a server that was started meanwhile; but who names a commit by its id gets that one or nothing.
        #expect(try await settings.get("/archiver/dev")[0].body == answers[0].body)
        let bad = try await settings.git("rev-parse", "HEAD")
        #expect(try await settings.get("/archiver/dev/\(bad)")[0].status == 503)
    }
}
