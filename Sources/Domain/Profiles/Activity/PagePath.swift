/// The path of a URL, without scheme, host, query and fragment: what "top pages" counts.
///
/// A scheme is one only at the start, as RFC 3986 has it, and so is a host. An address that has no path, or none that is anybody
/// else's business, becomes its scheme in parentheses: `(data)`, `(about)`, `(javascript)`, `(file)`.
enum PagePath {
    /// What these hold is never a page: content, programs, or the names of somebody's files.
    private static let opaque: Set<String> = [
        "about", "blob", "cid", "data", "file", "filesystem", "javascript", "mailto", "sms", "tel", "vbscript",
        "view-source",
    ]
    private static let schemeBytesMax = 32

    static func of(_ url: String) -> String {
        // The query goes first: it may hold another URL.
        let whole = url.utf8.prefix(4096).drop { $0 <= 0x20 }.prefix {
            $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
        }
        var rest = whole
        if let scheme = scheme(of: whole) {
            rest = whole.dropFirst(scheme.utf8.count + 1)
            guard !opaque.contains(scheme), rest.prefix(2).allSatisfy(isSlash), !rest.isEmpty else {
                return "(\(scheme))"
            }
            rest = path(behind: rest)
        } else if whole.count >= 2, whole.prefix(2).allSatisfy(isSlash) {
            rest = path(behind: whole)
        } else if let colon = whole.firstIndex(of: UInt8(ascii: ":")), isPort(whole[whole.index(after: colon)...]) {
            // host:port, as people type it.
            rest = fromSlash(whole)
        }
        return shortened(rest)
    }

    /// In lower case; nil where the text does not begin with one, or where what looks like one is a host with a port.
    private static func scheme(of url: Substring.UTF8View) -> String? {
        guard let colon = url.prefix(schemeBytesMax + 1).firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = url[..<colon]
        guard let first = name.first, isLetter(first), name.allSatisfy(isSchemeByte),
            !isPort(url[url.index(after: colon)...])
        else { return nil }
        return String(decoding: name, as: UTF8.self).lowercased()
    }

    /// Behind the slashes and the host.
    private static func path(behind url: Substring.UTF8View) -> Substring.UTF8View {
        let afterSlashes = url.dropFirst(2)
        return fromSlash(afterSlashes)
    }

    private static func fromSlash(_ url: Substring.UTF8View) -> Substring.UTF8View {
        url.firstIndex(where: isSlash).map { url[$0...] } ?? url.suffix(0)
    }

    private static func shortened(_ path: Substring.UTF8View) -> String {
        var path = path.prefix(ActivityProfile.pageBytesMax + 1)
        if path.count > ActivityProfile.pageBytesMax {
            // Back to the start of the character that the cut falls into.
            while path.removeLast() & 0xC0 == 0x80 {}
        }
        return path.isEmpty ? "/" : String(decoding: path, as: UTF8.self)
    }

    /// Digits up to a slash or the end.
    private static func isPort(_ text: Substring.UTF8View) -> Bool {
        let port = text.prefix { !isSlash($0) }
        return (1...5).contains(port.count) && port.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Browsers take a backslash for a slash.
    private static func isSlash(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || (0x30...0x39).contains(byte) || "+-.".utf8.contains(byte)
    }
}
