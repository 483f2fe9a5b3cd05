import Foundation
import TestSupport
import Testing

/// What others build on the libraries, built as they build it.
@Suite("The libraries in somebody else's package", .serialized)
struct ConsumerTests {
    @Test("a package that depends on the checkout scores a published case")
    func byPath() throws {
        #expect(try scoreCase() == expected)
    }

    /// SwiftPM refuses unsafe flags of a package only where it is depended on by version.
    @Test("a package that depends on a version scores a published case")
    func byVersion() throws {
        let place = try Place()
        defer { place.remove() }
        let repository = "\(place.path)/pulsehub.git"
        // The files as they are, committed or not, without touching the checkout's own repository.
        let git = ["--git-dir", repository, "--work-tree", try Checkout.path("Package.swift") + "/.."]
        let author = ["-c", "user.name=Test", "-c", "user.email=test@localhost", "-c", "commit.gpgSign=false"]
        try Program.run("git", ["init", "--quiet", "--bare", repository])
        try Program.run("git", git + ["add", "--all", "--", "Package.swift", "Sources", "Tests"])
        try Program.run("git", git + author + ["commit", "--quiet", "--message", "The tree under test"])
        try Program.run("git", git + ["tag", "1.0.0"])
        #expect(try scoreCase(url: "file://\(repository)") == expected)
    }

    @Test("the page shows the code that is built")
    func page() throws {
        let page = try String(contentsOfFile: Checkout.path("docs/readiness-library.md"), encoding: .utf8)
        let code = try String(
            contentsOfFile: Checkout.path("Tests/Consumer/Sources/score-case/Score.swift"), encoding: .utf8)
        #expect(page.contains("```swift\n\(code)```\n"))
    }

    private let expected = "84 high: sleep +5.3, hrv +1.5, sleepDebt +1.4\n"

    /// Builds and runs the consumer with nothing kept from an earlier build, nor left for a later one.
    private func scoreCase(url: String? = nil) throws -> String {
        let place = try Place()
        defer { place.remove() }
        // SwiftPM notes beside the manifest what it has resolved.
        let package = "\(place.path)/consumer"
        try FileManager.default.copyItem(atPath: Checkout.path("Tests/Consumer"), toPath: package)
        try? FileManager.default.removeItem(atPath: "\(package)/Package.resolved")
        var environment = ProcessInfo.processInfo.environment
        environment["PULSEHUB_PATH"] = try Checkout.path("Package.swift").replacing("/Package.swift", with: "")
        environment["PULSEHUB_URL"] = url
        // No system library is found, as on a machine without Debian's packages.
        environment["PKG_CONFIG_LIBDIR"] = place.path
        let printed = try Program.run(
            "swift",
            [
                "run", "--package-path", package, "--scratch-path", "\(place.path)/build",
                "--security-path", "\(place.path)/security", "score-case",
                try Checkout.path("Tests/Unit/ReadinessTests/readiness-cases.json"), "01",
            ], environment: environment)
        return String(decoding: printed, as: UTF8.self)
    }
}

/// A directory that a test has for itself.
private struct Place {
    let path = FileManager.default.temporaryDirectory.path + "/consumer-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
