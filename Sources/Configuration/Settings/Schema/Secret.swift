import FoundationEssentials

/// A value that must not be printed: where to find it, or the value itself when it came from outside the repository.
package struct Secret: SettingValue, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    enum Place: Sendable, Equatable {
        case environment(String)
        case file(String)
        case literal(String)
    }

    let place: Place

    /// In a file only a reference is accepted.
    package static var expectation: String {
        "a reference env:NAME or file:PATH, because secrets never stand in the repository"
    }
    /// See ``SettingValue``.
    package static var schema: [(String, JSON)] { [("type", "string"), ("pattern", "^(env|file):.+$")] }
    /// Always.
    package static var mayHoldSecret: Bool { true }
    /// The reference, or stars for a literal.
    package var rendered: String {
        switch place {
        case .environment(let name): "env:\(name)"
        case .file(let path): "file:\(path)"
        case .literal: "********"
        }
    }
    /// The same as `rendered`.
    package var json: JSON { .string(rendered) }
    /// The same as `rendered`, so that interpolation into a log line is safe.
    package var description: String { rendered }
    /// The same as `rendered`.
    package var debugDescription: String { rendered }
    /// Nothing, so that a dump is safe too.
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// A literal is accepted from the environment and the command line only.
    package init?(parsing text: SettingText) {
        guard let place = Place(reference: text.characters) ?? (text.isExternal ? .literal(text.characters) : nil)
        else { return nil }
        self.place = place
    }

    init(_ place: Place) { self.place = place }

    /// The longest secret accepted from a file.
    private static let fileBytesMax = 64 * 1024

    /// Looks the value up now, so that a rotated secret is seen at the next use. One newline at the end of a file is
    /// dropped.
    ///
    /// - Throws: ``SecretError`` when the variable or the file is missing, empty or too large.
    package func resolve(environment: [String: String]) throws(SecretError) -> String {
        switch place {
        case .literal(let value):
            return value
        case .environment(let name):
            guard let value = environment[name], !value.isEmpty else { throw .variableMissing(name) }
            return value
        case .file(let path):
            guard let text = TextFile.read(path, bytesMax: Self.fileBytesMax) else { throw .fileUnreadable(path) }
            let value = text.hasSuffix("\r\n") || text.hasSuffix("\n") ? String(text.dropLast()) : text
            guard !value.isEmpty else { throw .fileUnreadable(path) }
            return value
        }
    }
}

/// Why a secret has no value.
package enum SecretError: Error, Equatable, CustomStringConvertible {
    /// No environment variable of this name, or an empty one.
    case variableMissing(String)
    /// The file is absent, empty, over 64 KiB or not UTF-8.
    case fileUnreadable(String)

    /// Cause and cure; never the secret.
    package var description: String {
        switch self {
        case .variableMissing(let name): "the secret env:\(name) has no value: set the environment variable \(name)"
        case .fileUnreadable(let path):
            "the secret file:\(path) cannot be read: it must be a readable file of 1 byte to 64 KiB of UTF-8"
        }
    }
}

extension Secret.Place {
    init?(reference: String) {
        if reference.hasPrefix("env:"), reference.count > 4 {
            self = .environment(String(reference.dropFirst(4)))
        } else if reference.hasPrefix("file:"), reference.count > 5 {
            self = .file(String(reference.dropFirst(5)))
        } else {
            return nil
        }
    }
}
