/// Where a value came from, or where a mistake stands.
package enum Origin: Sendable, Hashable, CustomStringConvertible {
    /// The default in the declaration of the setting.
    case declaration
    /// A file at the commit that was read; line and column count from 1, the column in Unicode scalars.
    case file(name: String, line: Int, column: Int)
    /// An environment variable, by its name.
    case environment(String)
    /// A `--set key=value` argument.
    case commandLine
    /// The configuration as a whole, when no single place is at fault.
    case source(String)

    /// `config/hot.yaml:3:5`, `environment PULSEHUB_X`, `command line`, `default` or the source's name.
    package var description: String {
        switch self {
        case .declaration: "default"
        case .file(let name, let line, let column): "\(name):\(line):\(column)"
        case .environment(let name): "environment \(name)"
        case .commandLine: "command line"
        case .source(let name): name
        }
    }

    /// The file in the repository; nil where the value stands in none.
    var path: String? {
        switch self {
        case .file(let name, _, _), .source(let name): name
        default: nil
        }
    }

    var order: (Int, String, Int, Int) {
        switch self {
        case .file(let name, let line, let column): (0, name, line, column)
        case .environment(let name): (1, name, 0, 0)
        case .commandLine: (2, "", 0, 0)
        case .source(let name): (3, name, 0, 0)
        case .declaration: (4, "", 0, 0)
        }
    }
}

/// One mistake in the configuration or in a topic file: where, which key, what was expected.
package struct Problem: Sendable, Hashable, CustomStringConvertible {
    /// The place to open and correct.
    package let origin: Origin
    /// The full key, such as `hot.batchRecords`; nil when the mistake is not about one key.
    package let key: String?
    /// What is wrong and what was expected, without the place and the key.
    package let message: String

    /// For problems found outside this module, such as a value that only the application can judge.
    package init(_ origin: Origin, key: String? = nil, _ message: String) {
        self.origin = origin
        self.key = key
        self.message = message
    }

    /// `file:line:column: key: message`, the form that editors and CI turn into a link.
    package var description: String {
        if let key { "\(origin): \(key): \(message)" } else { "\(origin): \(message)" }
    }
}

/// All the problems of one attempt, ordered by file, line and column; never empty when thrown.
package struct Problems: Error, CustomStringConvertible {
    /// Every problem once.
    package let all: [Problem]

    init(_ problems: some Collection<Problem>) {
        all = Set(problems).sorted { ($0.origin.order, $0.description) < ($1.origin.order, $1.description) }
    }

    /// One line per problem.
    package var description: String { all.map(\.description).joined(separator: "\n") }
}

/// Compares a place and a text, because a tuple inside a tuple is not comparable by itself.
private func < (left: ((Int, String, Int, Int), String), right: ((Int, String, Int, Int), String)) -> Bool {
    left.0 == right.0 ? left.1 < right.1 : left.0 < right.0
}
