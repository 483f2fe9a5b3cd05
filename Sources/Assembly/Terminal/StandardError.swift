import Foundation

/// Writes one line to standard error, where it does not mix with output that another program reads.
package func writeError(_ line: String) {
    FileHandle.standardError.write(Data("\(printableLines(line))\n".utf8))
}
