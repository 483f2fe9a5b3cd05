/// The kind of device a user agent claims to be; a hint for analysts, never an identity, since any client may lie.
package enum DeviceType: String, Sendable, CaseIterable {
    /// Computers, Chromebooks included.
    case desktop
    /// Phones and music players of a phone's shape.
    case phone
    /// Tablets and e-readers.
    case tablet
    /// Whatever hangs on a television, game consoles included.
    case tv
    /// Crawlers, link previews and monitors.
    case bot
    /// Nothing above was recognised, as for most programs' own HTTP clients.
    case other
}

extension DeviceType {
    /// Bytes that are looked at. Real agents are shorter; a longer one costs no more and is judged by its beginning.
    static let inspectedBytes = 512

    /// Classifies by the tokens of `DeviceTypeRules`; an empty or unknown agent is `.other`.
    package init(userAgent: String) {
        self.init(userAgent: userAgent.utf8)
    }

    /// The same for bytes, which need not be valid UTF-8.
    package init(userAgent bytes: some Sequence<UInt8>) {
        let agent = bytes.prefix(Self.inspectedBytes).map(\.asciiLowercased)
        self = DeviceTypeRules.standard.type(of: agent)
    }
}

extension UInt8 {
    fileprivate var asciiLowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
