// swift-tools-version: 6.1
import PackageDescription

// A package of somebody else's that uses the libraries: from the checkout around it or at
// `PULSEHUB_PATH`, or by version from `PULSEHUB_URL`.

let pulsehub: Package.Dependency =
    if let url = Context.environment["PULSEHUB_URL"] {
        .package(url: url, exact: "1.0.0")
    } else {
        .package(name: "pulsehub", path: Context.environment["PULSEHUB_PATH"] ?? "../..")
    }

let package = Package(
    name: "consumer",
    platforms: [.macOS(.v15), .iOS(.v18), .watchOS(.v11)],
    dependencies: [pulsehub],
    targets: [
        .executableTarget(
            name: "score-case",
            dependencies: [
                .product(name: "PulseHubReadiness", package: "pulsehub"),
                .product(name: "PulseHubEvents", package: "pulsehub"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6), .enableUpcomingFeature("MemberImportVisibility")])
    ]
)
