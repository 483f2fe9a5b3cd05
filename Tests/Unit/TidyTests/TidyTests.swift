import Foundation
import Testing

/// The rules are those of `scripts/tidy.py`, which `make lint` runs without a build.
@Suite("The rules of the tree")
struct TidyTests {
    @Test("this tree keeps them")
    func tree() throws { #expect(try Tidy.findings(in: Tidy.repository) == []) }

    @Test("each is noticed where it is broken", arguments: Offence.all)
    func broken(_ offence: Offence) throws {
        let tree = try Tidy.tree(of: offence.files)
        defer { try? FileManager.default.removeItem(at: tree) }
        let findings = try Tidy.findings(in: tree)
        #expect(findings.count == 1 && findings.first?.contains(offence.finding) == true, "\(findings)")
    }

    @Test("an exception that nothing needs is noticed")
    func shrinking() throws {
        let script = try String(contentsOf: Tidy.script, encoding: .utf8)
        let tree = try Tidy.tree(of: ["scripts/tidy.py": script, "README.md": "scripts/tidy.py"])
        defer { try? FileManager.default.removeItem(at: tree) }
        let findings = try Tidy.findings(in: tree, script: tree.appending(path: "scripts/tidy.py"))
        #expect(!findings.isEmpty && findings.allSatisfy { $0.hasSuffix("is no longer needed") }, "\(findings)")
    }
}

/// Runs the script.
enum Tidy {
    static let repository = URL(filePath: #filePath).appending(path: "../../../..").standardized

    static let script = repository.appending(path: "scripts/tidy.py")

    /// A new folder with these files.
    static func tree(of files: [String: String]) throws -> URL {
        let tree = FileManager.default.temporaryDirectory.appending(path: "tidy-\(UUID().uuidString)")
        for (path, text) in files {
            let file = tree.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return tree
    }

    static func findings(in tree: URL, script: URL = Tidy.script) throws -> [String] {
        let run = Process()
        let output = Pipe()
        run.executableURL = URL(filePath: "/usr/bin/env")
        run.arguments = ["python3", script.path, tree.path]
        run.standardOutput = output
        try run.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        run.waitUntilExit()
        let findings = text.split(separator: "\n").map(String.init)
        #expect(run.terminationStatus == (findings.isEmpty ? 0 : 1))
        return findings
    }
}
