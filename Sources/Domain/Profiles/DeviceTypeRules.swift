/// Which tokens of a user agent speak for which device type, the most telling group first.
///
/// Agents quote each other ("like iPhone", "Linux; Android", "Macintosh" on an iPad), so order carries the knowledge.
struct DeviceTypeRules: Sendable {
    private struct Token {
        let group: Int
        let bytes: [UInt8]
    }

    private let types: [DeviceType]
    /// Tokens by their first byte: one pass over the agent finds all of them, where a search per token would cost fifty.
    private let tokens: [[Token]]

    /// Tokens are lower-case ASCII and not empty.
    init(_ groups: [(type: DeviceType, tokens: [String])]) {
        types = groups.map(\.type)
        var byFirstByte = [[Token]](repeating: [], count: 256)
        for (group, entry) in groups.enumerated() {
            for token in entry.tokens {
                guard let first = token.utf8.first else { continue }
                byFirstByte[Int(first)].append(Token(group: group, bytes: Array(token.utf8)))
            }
        }
        tokens = byFirstByte
    }

    /// The type of the first group with a token in `agent`, which must be in lower case.
    func type(of agent: [UInt8]) -> DeviceType {
        var best = types.count
        for start in agent.indices {
            for token in tokens[Int(agent[start])] where token.group < best {
                if agent[start...].starts(with: token.bytes) { best = token.group }
            }
        }
        return best < types.count ? types[best] : .other
    }
}

extension DeviceTypeRules {
    static let standard = DeviceTypeRules([
        // A maker of phones whose name would read as a bot.
        (.phone, ["cubot"]),
        // Crawlers wear the agent of the device they imitate and add their name, or the "+" link of an operator.
        (
            .bot,
            [
                "bot", "crawl", "spider", "slurp", "+http", "facebookexternalhit", "facebookcatalog", "meta-external",
                "meta-webindexer", "ia_archiver", "slack-imgproxy", "pingdom", "headlesschrome",
            ]
        ),
        // Televisions call themselves Android, Linux or Windows besides. CrKey is Chromecast, AFT… are Fire TVs,
        // Web0S with a zero is LG.
        (
            .tv,
            [
                "smart-tv", "smarttv", "smart tv", "appletv", "apple tv", "googletv", "google tv", "android tv",
                "hbbtv", "netcast", "web0s", "webos.tv", "bravia", "roku", "crkey", "; aft", "playstation", "xbox",
                "nintendo",
            ]
        ),
        // Windows Phone claims Android and iPhone, and an iPod claims iPhone: all of them phones.
        (.phone, ["iphone", "ipod", "windows phone"]),
        // Internet Explorer on any PC with pen support.
        (.desktop, ["tablet pc"]),
        // Before "mobile", which most tablets say too. An iPad that asks for desktop sites says Macintosh, and only
        // the iOS edition of a browser (FxiOS, CriOS) betrays it; Silk on a Kindle does the same.
        (
            .tablet,
            [
                "ipad", "tablet", "playbook", "touchpad", "kindle", "silk/", "fxios", "crios", "sm-t", "nexus 7",
                "nexus 9", "nexus 10",
            ]
        ),
        // Dalvik is an Android app's own client, which says no "Mobile" on a phone either. "mobi" is in every other
        // phone's agent; the rest is older than that custom.
        (.phone, ["mobi", "dalvik/", "blackberry", "bada/", "midp", "opera mini"]),
        // Google's advice to browsers: "Mobile" on phones only.
        (.tablet, ["android"]),
        // "linux " with an architecture behind it; "Linux;" is some device, and "linux-gnu" a program.
        (.desktop, ["windows", "macintosh", "x11", "cros ", "linux "]),
    ])
}
