import AccessFakes
import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Ingest
import Logging
import Producing
import Testing
import Yams

@testable import ProfileAPI

/// That the servers also do what it says is tested by its integration tests, which send requests made from it.
@Suite("The OpenAPI document")
struct InterfaceDocumentTests {
    @Test("has every route of both servers, and no other")
    func routes() async throws {
        let server = PermissionTests.server(FakeProfileStore(), try await TeamScene())
        let ingest = IngestServer(sink: DeafSink(), verifier: FakeVerifier(), logger: Logger(label: "test"))
        let profile = try await server.buildRouter().methodsAndPaths()
        let producer = try await ingest.buildRouter().methodsAndPaths()
        let described = try Self.operations()
        let names = Set(described.keys)

        #expect(profile.union(producer).subtracting(names).sorted() == [], "routes that the document lacks")
        #expect(names.subtracting(profile).subtracting(producer).sorted() == [], "operations without a route")
        let elsewhere = described.filter { ($0.value["tags"] as? [String]) == ["ingest"] }.map(\.key)
        #expect(producer.subtracting(profile).sorted() == elsewhere.sorted(), "operations with the ingest server's tag")
    }

    @Test("tells each operation's id once")
    func identifiers() throws {
        let operations = try Self.operations()
        #expect(Set(operations.values.compactMap { $0["operationId"] as? String }).count == operations.count)
    }

    @Test("tells the unit of every number, in words of its own or by the unit beside it")
    func units() throws {
        let document = try Self.document()
        var without: [String] = []
        func walk(_ node: Any, _ path: [String]) {
            if let schema = node as? [String: Any] {
                let types = (schema["type"] as? [String]) ?? [schema["type"] as? String ?? ""]
                let isNumber = types.contains("number") || types.contains("integer")
                if isNumber, (schema["x-unit"] as? String ?? "").isEmpty { without.append(path.joined(separator: "/")) }
                for (key, value) in schema { walk(value, path + [key]) }
            } else if let list = node as? [Any] {
                for (index, value) in list.enumerated() { walk(value, path + ["\(index)"]) }
            }
        }
        walk(document, [])
        #expect(without.sorted() == [])
    }

    @Test("names every refusal that can happen before a route's own work")
    func refusals() throws {
        for (name, operation) in try Self.operations() {
            let isOpen = (operation["security"] as? [Any])?.isEmpty == true
            let common: Set = isOpen ? ["414", "431"] : ["401", "403", "414", "429", "431", "503"]
            let responses = operation["responses"] as? [String: Any] ?? [:]
            #expect(common.subtracting(responses.keys).sorted() == [], "\(name)")
        }
    }

    @Test("is served to everybody, and only once to those who keep it")
    func served() async throws {
        let document = InterfaceDocument(Array("openapi: 3.1.0\n".utf8))
        try await Self.withRouter(document) { client in
            let first = try await client.execute(uri: "/openapi.yaml", method: .get)
            #expect(first.status == .ok && first.text == "openapi: 3.1.0\n" && first.contentType == "application/yaml")
            let tag = try #require(first.headers[.eTag])
            let second = try await client.execute(
                uri: "/openapi.yaml", method: .get, headers: [.ifNoneMatch: tag], body: nil)
            #expect(second.status == .notModified && second.body.readableBytes == 0)
            #expect(second.headers[.eTag] == tag)
        }
    }

    @Test("is a 404 where it is not shipped with the program")
    func absent() async throws {
        try await Self.withRouter(nil) { client in
            let answer = try await client.execute(uri: "/openapi.yaml", method: .get)
            #expect(answer.status == .notFound && answer.contentType == Problem.contentType)
        }
    }

    private static func withRouter(
        _ document: InterfaceDocument?, _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let router = Router(context: BasicRequestContext.self)
        router.addInterface(document)
        try await Application(responder: router.framed()).test(.router, body)
    }

    static func document() throws -> [String: Any] {
        let checkout = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let text = try String(contentsOfFile: "\(checkout)/docs/openapi.yaml", encoding: .utf8)
        return try #require(try Yams.load(yaml: text) as? [String: Any])
    }

    /// The document's operations by method and path.
    static func operations() throws -> [String: [String: Any]] {
        let document = try document()
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        var operations: [String: [String: Any]] = [:]
        for (path, item) in paths {
            for case (let method, let operation as [String: Any]) in item where method != "servers" {
                operations["\(method.uppercased()) \(path)"] = operation
            }
        }
        return operations
    }
}

struct DeafSink: EventSink {
    func enqueue(
        _ event: OutgoingEvent, whenDone: @escaping @Sendable (Result<Void, SinkError>) -> Void
    ) throws(SinkError) {}
}
