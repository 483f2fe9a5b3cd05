import CoreMetrics
import HTTPKit
import Hummingbird
import Identity
import Logging
import NIOEmbedded
import Observability
import TestSupport
import Testing

@testable import ProfileAPI

@Suite("No failure is silent")
struct SilentFailureTests {
    @Test("one call of Redis that fails leaves a line and a count, though PostgreSQL answers", arguments: [1, 4])
    func aFewFailures(failures: Int) async throws {
        let (registry, lines) = (PrometheusRegistry(), LogCollector())
        try await withMetricsFactory(registry) {
            let store = FallbackProfileStore(
                redis: FakeProfileStore(isDown: true), postgres: FakeProfileStore(), logger: lines.logger)
            for _ in 1...failures { _ = try await store.read([.readiness], of: UserID("ana"), until: store.deadline) }
        }
        let told = lines.saying("a call of a store failed")
        #expect(told.count == 1)
        #expect(told.first?.metadata["store"] == "redis")
        #expect(registry.text.contains(#"pulsehub_store_failures_total{store="redis",verdict="away"} \#(failures)"#))
        #expect(registry.text.contains(#"pulsehub_store_failures_total{store="postgres",verdict="away"} 0"#))
    }

    @Test("many reads of a damaged state write one line, and each is counted")
    func damage() async throws {
        let (registry, lines) = (PrometheusRegistry(), LogCollector())
        let redis = FakeProfileStore()
        redis.damage("bob")
        try await withMetricsFactory(registry) {
            let store = FallbackProfileStore(redis: redis, postgres: FakeProfileStore(), logger: lines.logger)
            for _ in 1...50 { _ = try await store.wellness(of: UserID("bob"), until: store.deadline) }
        }
        #expect(lines.saying("a stored state is unreadable").count == 1)
        #expect(registry.text.contains(#"pulsehub_store_unreadable_states_total{store="redis"} 50"#))
    }

    @Test("a 500 of our own is told with its route, and counted")
    func ownInternalError() async throws {
        let (registry, lines) = (PrometheusRegistry(), LogCollector())
        try await withMetricsFactory(registry) {
            let router = Router(context: BasicRequestContext.self)
            router.get("/people/:person") { _, _ -> Response in throw Problem.internal }
            let server = router.framed()
            for person in 1...3 {
                let code = try await status(of: "/people/\(person)", .get, server, lines.logger)
                #expect(code == 500)
            }
        }
        let told = lines.saying("request failed")
        #expect(told.count == 1)
        #expect(told.first?.level == .error)
        #expect(registry.text.contains(#"pulsehub_http_failures_total{route="/people/{person}"} 3"#))
    }

    @Test("requests are counted and timed by the template of their route, whatever paths and methods are made up")
    func byTemplate() async throws {
        let (registry, lines) = (PrometheusRegistry(), LogCollector())
        try await withMetricsFactory(registry) {
            let router = Router(context: BasicRequestContext.self)
            router.get("/people/:person") { _, _ in Response(status: .ok) }
            router.refuseTheRest()
            let server = router.framed()
            for person in 1...3 {
                let code = try await status(of: "/people/\(person)", .get, server, lines.logger)
                #expect(code == 200)
            }
            for path in ["/a", "/b"] {
                #expect(try await status(of: path, .init("MADEUP"), server, lines.logger) == 404)
            }
        }
        let page = registry.text
        #expect(
            page.contains(
                #"pulsehub_http_requests_total{method="GET",route="/people/{person}",status="2xx"} 3"#))
        #expect(page.contains(#"pulsehub_http_requests_total{method="other",route="none",status="4xx"} 2"#))
        #expect(
            page.contains(
                #"pulsehub_http_request_duration_seconds_count{method="GET",route="/people/{person}"} 3"#))
        #expect(page.contains("pulsehub_http_requests_in_flight 0\n"))
        #expect(!page.contains("/people/1"))
    }

    private func status(
        of path: String, _ method: HTTPRequest.Method?,
        _ server: some HTTPResponder<BasicRequestContext>, _ logger: Logger
    ) async throws -> Int {
        let request = Request(
            head: .init(method: try #require(method), scheme: "http", authority: "here", path: path),
            body: RequestBody(buffer: ByteBuffer()))
        let context = BasicRequestContext(
            source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: logger))
        return try await server.respond(to: request, context: context).status.code
    }
}
