import Events
import Foundation
import Testing

@testable import Settings
@testable import Terminal
@testable import pulsehub

@Suite("Text from outside on a terminal")
struct PrintableTests {
    /// A scalar of each kind that steers a terminal or deceives its reader.
    static let deceptive: [Unicode.Scalar] =
        ["\u{0}", "\u{7}", "\u{8}", "\u{9}", "\u{D}", "\u{1B}", "\u{7F}", "\u{85}", "\u{9B}", "\u{AD}", "\u{61C}"]
        + ["\u{200B}", "\u{200E}", "\u{200F}", "\u{2028}", "\u{2029}"]
        + (0x202A...0x202E).compactMap(Unicode.Scalar.init)
        + (0x2066...0x2069).compactMap(Unicode.Scalar.init)
        + ["\u{FEFF}", "\u{FFF9}", "\u{E000}", "\u{E0001}", "\u{E0041}", "\u{E007F}", "\u{FFFE}"]

    @Test("each is shown as JSON escapes it, and letters, accents and emoji are left alone")
    func escaped() {
        for scalar in Self.deceptive {
            let shown = printable("a\(scalar)b")
            #expect(shown.unicodeScalars.allSatisfy { $0.value < 0x7F && $0.value >= 0x20 }, "\(scalar.value)")
            #expect(shown.hasPrefix("a\\u") && shown.hasSuffix("b"))
            let read = try? JSONSerialization.jsonObject(with: Data("[\"\(shown)\"]".utf8)) as? [String]
            #expect(read?.first?.unicodeScalars.elementsEqual("a\(scalar)b".unicodeScalars) == true)
        }
        for text in ["", "Zoë Müller", "日本語", "עברית", "👩‍🚀 👍🏽", "a\u{301}", "–→█"] { #expect(printable(text) == text) }
        #expect(printable("a\nb") == "a\\u000ab" && printableLines("a\nb") == "a\nb")
    }

    @Test("what is printed keeps this program's colours and its ends of lines, and nothing else that steers")
    func safe() {
        let style = TextStyle(isUnicode: true, hasColor: true)
        for color in TextStyle.Color.allCases {
            let own = style.colored("x", color)
            #expect(TextStyle.safe("\(own)\n") == "\(own)\n")
        }
        #expect(TextStyle.safe("\u{1B}[2J\u{1B}]0;t\u{7}\u{1B}[31mred") == "\\u001b[2J\\u001b]0;t\\u0007\u{1B}[31mred")
        #expect(TextStyle.safe("a\u{1B}") == "a\\u001b")
    }

    @Test("JSON that is printed stays the same JSON")
    func json() throws {
        let text = String(Self.deceptive.map(Character.init))
        var json = JSONWriter()
        json.beginObject()
        json.field("a", text)
        json.endObject()
        let shown = TextStyle.safe(String(decoding: json.bytes, as: UTF8.self))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(shown.utf8)) as? [String: String])
        #expect(object["a"]?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
    }

    @Test("a commit's author and subject stay on their line")
    func history() {
        let revision = GitSource.Revision(
            commit: String(repeating: "a", count: 40), date: "2026-05-01T00:00:00Z", author: "m\u{202E}x\n",
            subject: "\u{1B}[2Jhi\u{2028}")
        let entry = ConfigCommand.History.entry(revision, ["hot.x 1 → 2\u{9B}"])
        #expect(entry.split(separator: "\n").count == 2)
        #expect(entry.unicodeScalars.allSatisfy { !Self.deceptive.contains($0) })
    }

    @Test("nothing in the programs writes to standard output but through the one function")
    func tree() throws {
        let sources = URL(filePath: #filePath).appending(path: "../../../../Sources").standardized
        var offenders: [String] = []
        for folder in ["App", "Assembly", "Development"] {
            let files = try #require(
                FileManager.default.enumerator(at: sources.appending(path: folder), includingPropertiesForKeys: nil))
            for case let file as URL in files where file.pathExtension == "swift" {
                if file.path.contains("/Assembly/Terminal/") { continue }
                let text = try String(contentsOf: file, encoding: .utf8)
                // Without the import it is Swift's own.
                let isSwifts = text.contains(/(^|[^.\w])print\(/) && !text.contains("import Terminal\n")
                if isSwifts || text.contains("Swift.print(") || text.contains("fputs(")
                    || text.contains("standardOutput.write(")
                {
                    offenders.append(file.lastPathComponent)
                }
            }
        }
        // Bytes for programs: a made-up stream, a measurement, and a record that was asked for as it is.
        #expect(
            offenders.sorted() == ["BenchRowCommand.swift", "DeadLettersCommand+List.swift", "SimulateCommand.swift"])
    }
}
