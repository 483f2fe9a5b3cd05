import Glibc

/// A file or standard input to read events from; closes what it opened.
package final class InputFile: Sendable {
    /// Why an input cannot be read, in the system's words.
    package struct Failure: Error, Sendable, CustomStringConvertible {
        /// The file and what is wrong with it.
        package let description: String
    }

    /// The size where it is known, which it is not for pipes.
    package let bytesTotal: Int64?
    private let descriptor: Int32
    private let path: String

    /// - Parameter path: `-` is standard input.
    package init(path: String) throws(Failure) {
        self.path = path
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw InputFile.failure(path) }
        var status = stat()
        let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        bytesTotal = isFile ? Int64(status.st_size) : nil
    }

    deinit {
        if descriptor != STDIN_FILENO { close(descriptor) }
    }

    /// The lines of this input; to be consumed once.
    package func lines(lineBytesMax: Int) -> LineReader {
        LineReader(lineBytesMax: lineBytesMax) { try await self.read(atMost: $0) }
    }

    /// The next bytes; none at the end.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while a pipe has nothing to give.
    func read(atMost count: Int) async throws -> [UInt8] {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while true {
            try Task.checkCancellation()
            // Waiting in short turns lets a cancelled run end although a pipe stays silent.
            let ready = poll(&request, 1, 50)
            if ready > 0 { break }
            if ready < 0, errno != EINTR { throw InputFile.failure(path) }
            await Task.yield()
        }
        while true {
            var length = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                length = Glibc.read(descriptor, buffer.baseAddress, count)
                filled = max(0, length)
            }
            if length >= 0 { return bytes }
            if errno != EINTR { throw InputFile.failure(path) }
        }
    }

    private static func failure(_ path: String) -> Failure {
        Failure(description: "\(path): \(String(cString: strerror(errno)))")
    }
}
