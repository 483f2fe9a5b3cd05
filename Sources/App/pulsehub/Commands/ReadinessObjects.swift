import ArgumentParser
import EventCodec
import Events
import Foundation
import Producing
import Terminal

/// The input and output of a command that answers each JSON object with one.
struct ReadinessObjects: ParsableArguments {
    @Argument(help: "File of JSON objects, or - for standard input.") var file = "-"
    @Flag(help: "One line for each result.") var compact = false

    /// Writes what `answer` writes for each object; reports objects that cannot be used and goes on with the next.
    ///
    /// - Throws: `ExitCode.failure` at the end when any object could not be used, or when there was none.
    func answer(_ answer: (ReadinessFields, inout JSONWriter) throws -> Void) async throws {
        var documents = ReadinessDocuments(try InputFile(path: file).lines(lineBytesMax: ReadinessDocuments.bytesMax))
        let parser = JSONParser(capacity: ReadinessDocuments.bytesMax)
        var json = JSONWriter()
        var count = 0
        var isComplete = true
        while let document = try await documents.next() {
            count += 1
            json.reset()
            do {
                guard !document.isTooLong else { throw ReadinessInputError("longer than 16 MiB") }
                try document.bytes.withUnsafeBytes { bytes in
                    try parser.parse(bytes) { try answer(ReadinessFields($0), &json) }
                }
                print(String(decoding: compact ? json.bytes : indented(json.bytes), as: UTF8.self))
            } catch let error as ReadinessInputError {
                isComplete = false
                writeError("line \(document.line): \(error)")
            } catch let error as JSONError {
                isComplete = false
                writeError("line \(document.line): expected a JSON object: \(error)")
            }
        }
        if count == 0 { writeError("\(file == "-" ? "standard input" : file): expected JSON objects, found none") }
        if !isComplete || count == 0 { throw ExitCode.failure }
    }
}

/// A document without white space, laid out with two spaces a level.
func indented(_ json: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    var level = 0
    var isInString = false
    var isEscaped = false
    func breakLine() {
        text.append(UInt8(ascii: "\n"))
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
    }
    for (index, byte) in json.enumerated() {
        if isInString {
            text.append(byte)
            if byte == UInt8(ascii: "\""), !isEscaped { isInString = false }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            continue
        }
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            text.append(byte)
            level += 1
            let isEmpty = index + 1 < json.count && [UInt8(ascii: "}"), UInt8(ascii: "]")].contains(json[index + 1])
            if !isEmpty { breakLine() }
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            level = max(0, level - 1)
            let isEmpty = index > 0 && [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(json[index - 1])
            if !isEmpty { breakLine() }
            text.append(byte)
        case UInt8(ascii: ","):
            text.append(byte)
            breakLine()
        case UInt8(ascii: ":"):
            text.append(contentsOf: ": ".utf8)
        default:
            isInString = byte == UInt8(ascii: "\"")
            text.append(byte)
        }
    }
    return text
}
