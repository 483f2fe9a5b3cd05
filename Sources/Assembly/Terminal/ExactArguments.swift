import Glibc

/// The arguments as they were given. Swift repairs those that are no UTF-8, so that two users' ids would become one.
package enum ExactArguments {
    /// Why they cannot be used: names the first that is no UTF-8.
    ///
    /// - Parameter arguments: the program's name first.
    package static func obstacle(in arguments: some Sequence<[CChar]>) -> String? {
        for (number, argument) in arguments.enumerated()
        where String(validating: argument.map(UInt8.init(bitPattern:)), as: UTF8.self) == nil {
            return "argument \(number) is not UTF-8: set the terminal, or the script, to UTF-8"
        }
        return nil
    }

    /// The same of this process.
    package static var obstacle: String? {
        obstacle(
            in: (0..<Int(CommandLine.argc)).map { index in
                guard let start = CommandLine.unsafeArgv[index] else { return [] }
                return Array(UnsafeBufferPointer(start: start, count: strlen(start)))
            })
    }
}
