import CoreMetrics
import Foundation
import Testing

@testable import Observability

@Suite("The declarations of metrics")
struct DeclarationTests {
    private static let root = #filePath.components(separatedBy: "/Tests/")[0]
    private static let declarations = "Sources/Observability/Metrics/"

    /// The text of every source file, by its path.
    private static func sources() throws -> [String: String] {
        let files = try FileManager.default.subpathsOfDirectory(atPath: "\(root)/Sources")
        return try Dictionary(
            uniqueKeysWithValues: files.filter { $0.hasSuffix(".swift") }.map {
                ("Sources/\($0)", try String(contentsOfFile: "\(root)/Sources/\($0)", encoding: .utf8))
            })
    }

    @Test("stand in the one list, each under a name of its own")
    func listed() throws {
        #expect(Set(Metric.all.map(\.name)).count == Metric.all.count)
        let written = try Self.sources().filter { $0.key.hasPrefix(Self.declarations) }.values
            .reduce(0) { $0 + $1.matches(of: /static let \w+ = Metric\(/).count }
        #expect(written == Metric.all.count)
    }

    @Test("are each fed somewhere, and nothing is fed that is not declared")
    func fed() throws {
        let sources = try Self.sources()
        let names = sources.filter { $0.key.hasPrefix(Self.declarations) }.values
            .flatMap { $0.matches(of: /static let (\w+) = Metric\(/).map { String($0.1) } }
        #expect(!names.isEmpty)
        let others = sources.filter { !$0.key.hasPrefix(Self.declarations) }
        let used = Set(others.values.flatMap { $0.matches(of: /Metric\.(\w+)/).map { String($0.1) } })
        for name in names { #expect(used.contains(name), "Metric.\(name) is declared and fed nowhere") }
        for (path, text) in others where !path.hasPrefix("Sources/Observability/") {
            #expect(
                !text.contains(/\b(Counter|Gauge|Meter|Timer|Recorder)\(label:/),
                "\(path) feeds a metric that is not declared; cure: declare it in \(Self.declarations)")
        }
    }

    /// Set `PULSEHUB_WRITE_REFERENCE` to write the file instead of comparing it.
    @Test("are what docs/metrics.md says")
    func documented() throws {
        let url = URL(filePath: "\(Self.root)/docs/metrics.md")
        if ProcessInfo.processInfo.environment["PULSEHUB_WRITE_REFERENCE"] != nil {
            try Data(MetricsReference.generate().utf8).write(to: url)
        }
        #expect(try String(contentsOf: url, encoding: .utf8) == MetricsReference.generate(), "docs/metrics.md is stale")
    }

    private static let promtool = "/usr/bin/promtool"

    @Test(
        "make a page in which Prometheus' own checker finds nothing",
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: promtool), "promtool is in Debian's package prometheus"))
    func promtoolIsContent() throws {
        let registry = PrometheusRegistry()
        for metric in Metric.all where metric.name != Metric.droppedSeries.name { registry.feed(metric) }
        #expect(try Self.check(registry.text) == "")
        // The checker does find what is wrong, so that silence says something.
        registry.makeMeter(label: "undeclared", dimensions: []).set(1.0)
        #expect(try Self.check(registry.text).contains("undeclared"))
    }

    /// What promtool says of a page.
    private static func check(_ page: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: promtool)
        process.arguments = ["check", "metrics"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        input.fileHandleForWriting.write(Data(page.utf8))
        try input.fileHandleForWriting.close()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: said, as: UTF8.self)
    }
}

extension PrometheusRegistry {
    /// One series of the metric, made as its declaration makes it.
    fileprivate func feed(_ metric: Metric) {
        withMetricsFactory(self) {
            let labels = metric.labels.map { ($0, "x") }
            switch metric.kind {
            case .counter: Counter(label: metric.name, dimensions: labels).increment()
            case .gauge: Gauge(label: metric.name, dimensions: labels).record(1)
            case .histogram: Timer(label: metric.name, dimensions: labels).recordMilliseconds(3)
            }
        }
    }
}
