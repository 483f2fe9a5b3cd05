import FoundationEssentials
import PrivateFiles

/// The password of a private server, in a file that only its owner can read: everybody on the machine reaches the port, and
/// whoever is PostgreSQL's superuser runs programs as its user.
struct LocalPassword {
    let text: String
    let file: String

    /// Whether a server with files in the directory has one.
    static func exists(in directory: String) -> Bool {
        FileManager.default.fileExists(atPath: path(in: directory))
    }

    /// That of the server whose files lie in the directory, made at the first start.
    init(in directory: String, server: String) throws(LocalServerError) {
        file = Self.path(in: directory)
        do {
            if !Self.exists(in: directory) { try PrivateFile.create(file, Self.random()) }
            text = try String(contentsOfFile: file, encoding: .utf8)
        } catch { throw LocalServerError(server, "has no password: \(error)") }
    }

    private static func path(in directory: String) -> String { "\(directory)/password" }

    /// 128 bits in hexadecimal digits, so that it needs quotes nowhere.
    private static func random() -> String {
        (0..<4).map { _ in
            let digits = String(UInt32.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }
}

/// Makes a directory of a private server, or of several, into which nobody else can look.
package func makePrivateDirectory(_ path: String) throws {
    try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
}
