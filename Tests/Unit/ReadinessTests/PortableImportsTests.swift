import Foundation
import TestSupport
import Testing

/// The domain and the events are built for phones too, where no test of ours runs: what they import is what can be told here.
@Suite("What the domain and the events import")
struct PortableImportsTests {
    @Test("nothing but each other and small pure modules")
    func pure() throws {
        #expect(try imports("Sources/Contract/Events") == [])
        #expect(try imports("Sources/Domain/Readiness") == ["Events"])
        #expect(try imports("Sources/Domain").subtracting(modules("Sources/Domain")) == ["Events", "Repeatable"])
        #expect(try imports("Sources/Contract/Repeatable") == [])
    }

    /// The one file that knows the name of each platform's C library.
    private let mathematics = "Sources/Domain/Readiness/Score/Numbers.swift"

    @Test("one file alone names the platforms' C libraries")
    func mathematicsAlone() throws {
        #expect(try imported(by: Checkout.path(mathematics)) == ["Darwin", "Glibc", "Musl"])
    }

    private func imports(_ folder: String) throws -> Set<String> {
        let root = try Checkout.path(folder)
        let files = try FileManager.default.subpathsOfDirectory(atPath: root).filter { $0.hasSuffix(".swift") }
        #expect(!files.isEmpty)
        return try files.map { "\(root)/\($0)" }.filter { !$0.hasSuffix(mathematics) }
            .reduce(into: []) { $0.formUnion(try imported(by: $1)) }
    }

    private func modules(_ folder: String) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: Checkout.path(folder)))
    }

    private func imported(by file: String) throws -> Set<String> {
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        return Set(
            lines.compactMap { line in
                let words = line.split(separator: " ")
                guard let keyword = words.firstIndex(of: "import"), words[..<keyword].allSatisfy(isModifier) else {
                    return nil
                }
                // `import struct Module.Name` names a kind first.
                return words.last?.split(separator: ".").first.map(String.init)
            })
    }

    private func isModifier(_ word: Substring) -> Bool { word.hasPrefix("@") || word == "public" || word == "package" }
}
