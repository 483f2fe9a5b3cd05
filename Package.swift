// swift-tools-version: 6.1
import PackageDescription

// The target dependencies below are the architecture's one-way imports:
// C <- Clients <- Pipeline <- Web <- App, Contract <- Domain <- Pipeline. A forbidden import does not compile.

/// `make fuzz` instruments the project's own modules, and them alone, for libFuzzer and the address sanitizer.
///
/// Unsafe flags stand nowhere else: SwiftPM refuses a package that has them to whoever depends on it by version.
let isFuzzed = Context.environment["PULSEHUB_FUZZ"] == "1"

let swift: [SwiftSetting] =
    [.swiftLanguageMode(.v6), .enableUpcomingFeature("MemberImportVisibility")]
    + (isFuzzed ? [.unsafeFlags(["-O", "-sanitize=fuzzer,address"])] : [])

/// Async functions that run where their caller runs: a request then passes through them without a look at its executor.
let staying = swift + [SwiftSetting.enableUpcomingFeature("NonisolatedNonsendingByDefault")]

/// For modules that lend bytes of a memory whose lifetime the compiler cannot see.
let lending = swift + [SwiftSetting.enableExperimentalFeature("Lifetimes")]

func module(
    _ name: String, in folder: String = "", _ dependencies: [Target.Dependency], _ settings: [SwiftSetting] = swift
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(folder.isEmpty ? "" : folder + "/")\(name)",
        swiftSettings: settings)
}

func tests(_ name: String, in folder: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target
{
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(folder)/\(name)", resources: resources,
        swiftSettings: swift)
}

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let http = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let webSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
    name: "pulsehub",
    // For the libraries; the programs need Linux.
    platforms: [.macOS(.v15), .iOS(.v18), .watchOS(.v11)],
    products: [
        .executable(name: "pulsehub", targets: ["pulsehub"]),
        .executable(name: "pulsehub-dev", targets: ["pulsehub-dev"]),
        .library(name: "PulseHubEvents", targets: ["Events"]),
        .library(name: "PulseHubReadiness", targets: ["Readiness", "Events"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/vapor/jwt-kit", exact: "5.7.1"),
    ],
    targets: [
        .systemLibrary(
            name: "CRdKafka", path: "Sources/C/CRdKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        .systemLibrary(
            name: "CHiredis", path: "Sources/C/CHiredis", pkgConfig: "hiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(
            name: "CPostgres", path: "Sources/C/CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(
            name: "CSimdJSON", path: "Sources/C/CSimdJSON",
            cxxSettings: [.define("NDEBUG")]
                + (isFuzzed ? [.unsafeFlags(["-fsanitize=fuzzer-no-link,address"])] : []),
            linkerSettings: [.linkedLibrary("simdjson")]),

        module("Retrying", in: "Clients", []),
        module("Kafka", in: "Clients", ["CRdKafka", "Retrying"], lending),
        module("Redis", in: "Clients", ["Blocking", "CHiredis", "Retrying", nio, nioPosix], staying),
        module("Postgres", in: "Clients", ["Blocking", "CPostgres", "Retrying"]),
        module("Blocking", in: "Clients", []),
        module("Observability", [coreMetrics, log]),

        module("Repeatable", in: "Contract", []),
        module("Names", in: "Contract", []),
        module("Bounded", in: "Contract", []),
        module("PrivateFiles", in: "Clients", []),
        module("Events", in: "Contract", []),
        module("EventCodec", in: "Contract", ["Events", "CSimdJSON", "Names"]),
        module(
            "Settings", in: "Configuration",
            ["Names", "Repeatable", subprocess, .product(name: "Yams", package: "Yams")]),

        module("Signatures", in: "Contract", [crypto]),

        module("Readiness", in: "Domain", ["Events"]),
        module("Profiles", in: "Domain", ["Events", "Repeatable", "Readiness"]),

        module(
            "Streaming", in: "Pipeline",
            [
                "EventCodec", "Events", "Repeatable", "Signatures", "Kafka", "Blocking", "Retrying", "Observability",
                coreMetrics, log,
            ]),
        module(
            "HTTPKit", in: "Web",
            ["EventCodec", "Events", "Observability", coreMetrics, http, lifecycle, nio, nioHTTP, nioPosix, log],
            staying),
        module(
            "Identity", in: "Web",
            [
                "EventCodec", "Events", "Bounded", "PrivateFiles", "Observability", coreMetrics, "HTTPKit", jwt,
                httpClient, crypto,
                cryptoExtras,
                http, nio, nioHTTP, lifecycle, log,
            ], staying),
        module(
            "Access", in: "Web",
            [
                "EventCodec", "Events", "Identity", "Observability", "HTTPKit", "Postgres", "Blocking", coreMetrics,
                http,
                lifecycle,
                nio, log,
            ],
            staying),
        module(
            "Updates", in: "Web",
            [
                "EventCodec", "Events", "Repeatable", "Identity", "Access", "Observability", "HTTPKit", "Redis",
                "Streaming", coreMetrics, crypto, webSocket, http, lifecycle, nio, log,
            ]),
        module("Admin", in: "Web", ["EventCodec", "Events", "HTTPKit", crypto, http, nio, log]),
        module("ConfigServer", in: "Web", ["EventCodec", "Events", "Settings", "HTTPKit", http, log]),
        module(
            "Producing", in: "Pipeline",
            ["EventCodec", "Events", "Bounded", "Readiness", "Repeatable", "Signatures", "Kafka"]),
        module(
            "Ingest", in: "Web",
            ["EventCodec", "Events", "Observability", "Producing", "HTTPKit", "Identity", http, lifecycle, log]),
        module("Athletes", in: "Development", ["EventCodec", "Events", "Producing", "Repeatable"]),
        module(
            "Hot", in: "Pipeline",
            [
                "EventCodec", "Events", "Readiness", "Profiles", "Kafka", "Redis", "Retrying", "Streaming",
                "Observability",
                coreMetrics, log,
            ]),
        module(
            "Cold", in: "Pipeline",
            [
                "EventCodec", "Events", "Readiness", "Profiles", "Kafka", "Postgres", "Blocking", "Stored", "Streaming",
                "Observability",
                coreMetrics, log,
            ]),
        module(
            "Backup", in: "Operations",
            [
                "EventCodec", "Events", "PrivateFiles", "Observability", "Postgres", "Blocking", "Stored", coreMetrics,
                crypto, subprocess, lifecycle, log,
            ]),
        module(
            "DeadLetters", in: "Pipeline",
            ["EventCodec", "Events", "Signatures", "Kafka", "Postgres", "Stored", "Streaming"]),
        module(
            "Stored", in: "Pipeline",
            ["EventCodec", "Events", "Readiness", "Profiles", "Kafka", "Postgres", "Streaming"]),
        module(
            "Replay", in: "Pipeline",
            ["EventCodec", "Events", "Readiness", "Profiles", "Kafka", "Redis", "Postgres", "Stored", "Streaming"]),
        module(
            "ProfileAPI", in: "Web",
            [
                "EventCodec", "Events", "Readiness", "Profiles", "Kafka", "Redis", "Postgres", "Blocking", "Stored",
                "Streaming", "Observability",
                "HTTPKit", "Identity", "Access", "Updates", "Bounded", http, lifecycle, log,
            ], staying),

        module("LocalServers", in: "Development", ["PrivateFiles", "Kafka", "Redis", "Postgres"]),
        module("Terminal", in: "Assembly", [arguments]),
        module(
            "Assembly", in: "Assembly",
            [
                "Terminal", "EventCodec", "Events", "PrivateFiles", "Settings", "Signatures", "Readiness", "Profiles",
                "Kafka", "Redis", "Postgres", "Blocking", "Retrying", "Streaming", "Producing", "Ingest", "Hot", "Cold",
                "Stored", "DeadLetters", "Backup", "Replay", "HTTPKit", "Identity", "Access", "Updates", "ProfileAPI",
                "Admin", "ConfigServer", "Observability", metrics, coreMetrics, nio, arguments, lifecycle, signals,
                http,
                log,
            ]),
        .executableTarget(
            name: "pulsehub",
            dependencies: [
                "Assembly", "Terminal", "EventCodec", "Events", "PrivateFiles", "Settings", "Signatures", "Readiness",
                "Profiles", "Kafka", "Redis", "Postgres", "Streaming", "Producing", "Hot", "Cold", "Stored",
                "DeadLetters", "Backup", "Replay", "HTTPKit", "Identity", "Access", "ProfileAPI", "ConfigServer",
                arguments, lifecycle, signals, log,
            ],
            path: "Sources/App/pulsehub", swiftSettings: swift),
        .executableTarget(
            name: "pulsehub-dev",
            dependencies: [
                "Assembly", "Terminal", "LocalServers", "Athletes", "EventCodec", "Events", "PrivateFiles", "Settings",
                "Signatures", "Readiness", "Profiles", "Kafka", "Redis", "Postgres", "Blocking", "Streaming",
                "Producing", "Hot", "Cold", "Stored", "Backup", "Replay", "HTTPKit", "Identity", "Access", "Updates",
                "ProfileAPI", "Observability", coreMetrics, nio, arguments, lifecycle, signals, http, log,
            ],
            path: "Sources/Development/pulsehub-dev", swiftSettings: swift),

        module(
            "TestSupport", in: "Testing",
            [
                "EventCodec", "Events", "Repeatable", "Producing", "Athletes", "Identity", "Profiles", "Streaming",
                "Kafka", "Redis",
                "Postgres", "LocalServers", nio, nioPosix, log,
            ]),

        .target(name: "CAllocations", path: "Sources/Testing/CAllocations"),
        module("Allocations", in: "Testing", ["CAllocations"]),

        module("AccessFakes", in: "Testing", ["Access", "Identity", "HTTPKit", "EventCodec", "Events", log]),

        module(
            "Simulation", in: "Testing",
            [
                "Hot", "Cold", "DeadLetters", "Streaming", "Profiles", "Readiness", "EventCodec", "Events",
                "Repeatable", "Kafka",
                "Redis",
                "Postgres", log,
            ]),
        .executableTarget(
            name: "simulate", dependencies: ["Simulation", arguments], path: "Sources/Testing/simulate",
            swiftSettings: swift),
        tests("SimulationTests", in: "Simulation", ["Simulation"]),

        module(
            "Fuzzing", in: "Testing",
            [
                "EventCodec", "Events", "Settings", "Readiness", "Profiles", "Kafka", "Redis", "Streaming", "HTTPKit",
                "Identity",
                "Access", "AccessFakes", "Producing", "Ingest", "ProfileAPI", http, nio, log,
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ]),
        tests("FuzzingTests", in: "Fuzzing", ["Fuzzing", "TestSupport", "Redis", nio], resources: [.copy("corpus")]),

        module(
            "Chaos", in: "Testing",
            [
                "TestSupport", "EventCodec", "Events", "Identity", "Streaming", "Kafka", "Redis", "Postgres",
                "Blocking",
                "LocalServers",
                httpClient, nio, nioPosix, nioHTTP,
            ]),
        .executableTarget(
            name: "chaos-runner", dependencies: ["Chaos", "TestSupport", arguments, signals],
            path: "Sources/Testing/chaos-runner",
            swiftSettings: swift),

        tests("RepeatableTests", in: "Unit", ["Repeatable"]),
        tests("BlockingTests", in: "Unit", ["Blocking"]),
        tests("EventsTests", in: "Unit", ["TestSupport", "EventCodec", "Events"]),
        tests("TidyTests", in: "Unit", []),
        tests("SettingsTests", in: "Unit", ["TestSupport", "Settings"]),
        tests(
            "ReadinessTests", in: "Unit", ["TestSupport", "Readiness", "EventCodec", "Events"],
            resources: [.copy("readiness-cases.json")]),
        tests("ProfilesTests", in: "Unit", ["TestSupport", "Profiles", "Readiness", "EventCodec", "Events"]),
        tests(
            "IngestTests", in: "Unit",
            [
                "TestSupport", "Producing", "Athletes", "Ingest", "EventCodec", "Events", "HTTPKit", "Identity", http,
                lifecycle, log,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ]),
        tests(
            "ProfileAPITests", in: "Unit",
            [
                "TestSupport", "ProfileAPI", "Profiles", "Readiness", "EventCodec", "Events", "HTTPKit", "Identity",
                "Access",
                "AccessFakes", "Streaming", "Producing", "Ingest", "Updates", "Postgres", "Observability", coreMetrics,
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "HummingbirdTesting", package: "hummingbird"), http, log,
                .product(name: "Yams", package: "Yams"),
            ]),
        tests(
            "IdentityTests", in: "Unit",
            [
                "Identity", "Bounded", "HTTPKit", "EventCodec", "Events", jwt,
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "NIOEmbedded", package: "swift-nio"), http, lifecycle, log, nio, nioHTTP,
            ]),
        tests(
            "AccessTests", in: "Unit",
            [
                "Access", "AccessFakes", "Allocations", "Identity", "HTTPKit", "EventCodec", "Events",
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"), lifecycle, http, nio,
                log,
            ]),
        tests(
            "UpdatesTests", in: "Unit",
            [
                "TestSupport", "Updates", "Access", "AccessFakes", "Allocations", "Identity", "HTTPKit", "EventCodec",
                "Events", http,
                lifecycle, nio, log,
            ]),
        tests("ObservabilityTests", in: "Unit", ["TestSupport", "Observability", coreMetrics, log]),
        tests(
            "AdminTests", in: "Unit",
            [
                "Admin", "HTTPKit", "EventCodec", "Events", crypto, http, log,
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ]),
        tests(
            "ConfigServerTests", in: "Unit",
            [
                "TestSupport", "ConfigServer", "Settings", http, log,
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ]),
        tests(
            "StreamingTests", in: "Unit",
            [
                "TestSupport", "Streaming", "Signatures", "EventCodec", "Events", "Kafka", "Retrying", "Observability",
                coreMetrics, log,
            ]),
        tests(
            "HotTests", in: "Unit",
            ["Hot", "Allocations", "Streaming", "Profiles", "Readiness", "EventCodec", "Events", "Kafka"]),
        tests(
            "ColdTests", in: "Unit",
            ["Cold", "Allocations", "Streaming", "Profiles", "Readiness", "EventCodec", "Events", "Kafka"]),
        tests("BackupTests", in: "Unit", ["TestSupport", "Backup", "EventCodec", "Events"]),
        tests("DeadLettersTests", in: "Unit", ["DeadLetters", "Streaming", "EventCodec", "Events", "Kafka"]),
        tests("ContractTests", in: "Unit", ["Settings", "EventCodec", "Events"]),
        tests(
            "CommandTests", in: "Unit",
            [
                "TestSupport", "Assembly", "Terminal", "pulsehub", "Settings", "Profiles", "Readiness", "EventCodec",
                "Events", "Producing",
                "DeadLetters",
                "Kafka",
                "Streaming", "Hot", "Cold", "Backup", "HTTPKit", "Identity", "Access", "Observability", coreMetrics,
                arguments, nio, lifecycle,
            ]),
        tests(
            "ReplayRulesTests", in: "Unit",
            ["Replay", "Streaming", "Profiles", "Readiness", "EventCodec", "Events", "Kafka"]),
        tests("ChaosPlanTests", in: "Unit", ["Chaos", "TestSupport", "EventCodec", "Events", "Streaming", "Kafka"]),
        tests("KafkaTests", in: "Integration", ["Kafka"]),
        tests("ChaosTests", in: "Integration", ["Chaos", "TestSupport", "LocalServers", "pulsehub", nio, nioPosix]),
        tests(
            "StoreTests", in: "Integration",
            [
                "TestSupport", "Redis", "Postgres", "Cold", "Stored", "ProfileAPI", "Profiles", "Readiness",
                "EventCodec", "Events", "Identity", "Access", "AccessFakes", "Updates", "HTTPKit", "LocalServers",
                .product(name: "HummingbirdTesting", package: "hummingbird"), http, lifecycle, nioPosix, log,
            ]),
        tests(
            "AccessStoreTests", in: "Integration",
            [
                "TestSupport", "Access", "AccessFakes", "Identity", "HTTPKit", "EventCodec", "Events", "ProfileAPI",
                "Profiles",
                "Readiness", "Postgres", "Redis", "LocalServers", lifecycle, http, nio, log,
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
            ]),
        tests("LibraryTests", in: "Integration", ["TestSupport"]),
        tests(
            "AttackTests", in: "Integration",
            ["TestSupport", "Identity", "Redis", "Postgres", "LocalServers", "pulsehub", nio, nioPosix]),
        tests(
            "RescoreTests", in: "Integration",
            [
                "TestSupport", "Cold", "Streaming", "EventCodec", "Events", "Kafka", "Profiles", "Readiness",
                "Postgres", "Blocking",
                "LocalServers", log,
            ]),
        tests(
            "PipelineTests", in: "Integration",
            [
                "TestSupport", "EventCodec", "Events", "Athletes", "Identity", "Profiles", "Readiness", "Kafka",
                "Redis", "Postgres",
                "LocalServers", "pulsehub",
            ]),
        tests(
            "BrokerTests", in: "Integration",
            [
                "TestSupport", "CRdKafka", "EventCodec", "Events", "Kafka", "Redis", "Postgres", "LocalServers",
                "pulsehub",
            ]),
        tests(
            "EnduranceTests", in: "Integration",
            [
                "TestSupport", "Cold", "EventCodec", "Events", "Identity", "Kafka", "Redis", "Postgres", "LocalServers",
                "pulsehub",
            ]),
        tests(
            "InterfaceTests", in: "Integration",
            ["TestSupport", "EventCodec", "Events", "Athletes", "Identity", "Kafka", "LocalServers", "pulsehub"],
            resources: [.copy("schemathesis.toml")]),
        tests(
            "ReplayTests", in: "Integration",
            [
                "TestSupport", "EventCodec", "Events", "Identity", "Streaming", "DeadLetters", "Backup", "Kafka",
                "Redis", "Postgres",
                "LocalServers", "Chaos", "pulsehub",
            ]),
    ],
    cxxLanguageStandard: .cxx17
)

if isFuzzed {
    // libFuzzer's archive has a `main` of its own, which only lld lets ours replace.
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: ["Fuzzing"], path: "Sources/Testing/fuzz", swiftSettings: swift,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]))
}
