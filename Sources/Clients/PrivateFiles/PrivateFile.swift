#if canImport(Glibc)
    import Glibc
#endif

/// Files whose contents are a secret: a private key, a password.
package enum PrivateFile {
    /// Refuses a file that others can read: whoever could copy a key is whom it names.
    ///
    /// As libpq has it, a file of root's may be read by its group, since that is how orchestrators hand secrets over. A file
    /// that does not exist is left to whoever reads it.
    package static func check(_ path: String) throws(PrivateFileError) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
        let isOfRoot = status.st_uid == 0 && geteuid() != 0
        let (forbidden, allowed): (mode_t, String) = isOfRoot ? (0o027, "640") : (0o077, "600")
        guard status.st_mode & forbidden != 0 else { return }
        let mode = String(status.st_mode & 0o777, radix: 8)
        throw PrivateFileError("others can read or write \(path) (mode \(mode)): chmod \(allowed) \(path)")
    }

    /// Writes a new file for its owner alone; never over one that exists, and not open to others even for a moment.
    package static func create(_ path: String, _ text: String) throws(PrivateFileError) {
        try create(path, text, mode: 0o600)
    }

    /// Writes what may be read by everybody and stands beside a secret; never over a file that exists.
    package static func createPublicPart(_ path: String, _ text: String) throws(PrivateFileError) {
        try create(path, text, mode: 0o644)
    }

    private static func create(_ path: String, _ text: String, mode: mode_t) throws(PrivateFileError) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard file >= 0 else { throw PrivateFileError("cannot make \(path): \(String(cString: strerror(errno)))") }
        defer { close(file) }
        var text = text
        let count = text.utf8.count
        let written = text.withUTF8 { write(file, $0.baseAddress, $0.count) }
        guard written == count else {
            throw PrivateFileError("cannot write \(path): \(String(cString: strerror(errno)))")
        }
    }
}

/// Why a file with a secret is not used, or could not be made; for an operator.
package struct PrivateFileError: Error, CustomStringConvertible {
    /// The cause and the cure.
    package let description: String

    init(_ description: String) { self.description = description }
}
