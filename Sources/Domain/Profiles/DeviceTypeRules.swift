/// Which words of a user agent speak for which device type, the most telling group first.
///
/// Agents quote each other ("like iPhone", "Linux; Android", "Macintosh" on an iPad), so order carries the knowledge. A token is
/// one or more whole words; with a star at an end, the word goes on there.
struct DeviceTypeRules: Sendable {
    struct Group: Sendable {
        let type: DeviceType
        let tokens: [String]
        /// A group counts only where this token stands in the agent as well.
        var beside: String?
    }

    private struct Token {
        let group: Int
        let bytes: [UInt8]
        let isFreeBefore: Bool
        let isFreeBehind: Bool

        init(_ token: String, group: Int) {
            self.group = group
            bytes = token.utf8.filter { $0 != UInt8(ascii: "*") }
            isFreeBefore = token.hasPrefix("*") || !(bytes.first.map(isWordByte) ?? false)
            isFreeBehind = token.hasSuffix("*") || !(bytes.last.map(isWordByte) ?? false)
        }

        func stands(in agent: [UInt8], at start: Int) -> Bool {
            guard agent[start...].starts(with: bytes) else { return false }
            let end = start + bytes.count
            return (isFreeBefore || start == 0 || !isWordByte(agent[start - 1]))
                && (isFreeBehind || end == agent.count || !isWordByte(agent[end]))
        }
    }

    private let groups: [Group]
    private let companions: [Token?]
    /// Tokens by their first byte: one pass over the agent finds all of them, where a search per token would cost hundreds.
    private let tokens: [[Token]]
    /// Words that only look like a token.
    private let otherWords: Set<[UInt8]>

    /// Tokens are lower-case ASCII and not empty; at most 64 groups.
    init(_ groups: [Group], except otherWords: [String]) {
        self.groups = groups
        self.otherWords = Set(otherWords.map { Array($0.utf8) })
        companions = groups.indices.map { index in groups[index].beside.map { Token($0, group: index) } }
        var byFirstByte = [[Token]](repeating: [], count: 256)
        for (index, group) in groups.enumerated() {
            for token in group.tokens.map({ Token($0, group: index) }) {
                guard let first = token.bytes.first else { continue }
                byFirstByte[Int(first)].append(token)
            }
        }
        tokens = byFirstByte
    }

    /// The type of the first group with a token in `agent`, which must be in lower case.
    func type(of agent: [UInt8]) -> DeviceType {
        var found: UInt64 = 0
        for start in agent.indices {
            for token in tokens[Int(agent[start])]
            where found & (1 << token.group) == 0 && token.stands(in: agent, at: start)
                && !otherWords.contains(word(in: agent, around: start))
            {
                found |= 1 << token.group
            }
        }
        for index in groups.indices where found & (1 << index) != 0 {
            guard let companion = companions[index] else { return groups[index].type }
            if agent.indices.contains(where: { companion.stands(in: agent, at: $0) }) { return groups[index].type }
        }
        return .other
    }

    private func word(in agent: [UInt8], around index: Int) -> [UInt8] {
        let start = agent[..<index].lastIndex { !isWordByte($0) }.map { $0 + 1 } ?? 0
        return Array(agent[start...].prefix(while: isWordByte))
    }
}

/// ASCII letters and digits; everything else stands between words.
private func isWordByte(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
}

extension DeviceTypeRules {
    static let standard = DeviceTypeRules(
        [
            // Crawlers wear the agent of the device they imitate and add their name, or the "+" link of an operator.
            Group(type: .bot, tokens: crawlers + fetchers + assistants + monitors + automata),
            // Televisions call themselves Android, Linux or Windows besides. CrKey is Chromecast, AFT… are Fire TVs,
            // Web0S with a zero is LG.
            Group(
                type: .tv,
                tokens: [
                    "smart-tv*", "smarttv*", "smart tv", "appletv*", "apple tv", "googletv", "google tv", "android tv",
                    "hbbtv", "netcast", "web0s", "webos.tv", "bravia*", "roku*", "crkey", "; aft*", "playstation*",
                    "xbox", "nintendo*", "viera", "philipstv", "dtv", "vidaa", "smartcast", "opera tv", "mitv*",
                    "mibox*",
                    "tizen tv",
                ]),
            // Windows Phone claims Android and iPhone, and an iPod claims iPhone: all of them phones.
            Group(type: .phone, tokens: ["iphone*", "ipod*", "windows phone"]),
            // Internet Explorer on any PC with pen support.
            Group(type: .desktop, tokens: ["tablet pc"]),
            // Before "mobile", which most tablets say too. An iPad that asks for desktop sites says Macintosh, and only
            // the iOS edition of a browser (FxiOS, CriOS) betrays it; Silk on a Kindle does the same.
            Group(
                type: .tablet,
                tokens: [
                    "ipad*", "tablet*", "playbook", "touchpad", "kindle*", "silk", "fxios", "crios", "edgios", "opios",
                    "sm-t*", "sm-x*", "sm-p*", "nexus 7", "nexus 9", "nexus 10", "mediapad*", "matepad*", "mi pad*",
                    "redmi pad*", "xiaomi pad*", "lenovo tb*",
                ]),
            // The same iPad in another program's window: no Mac says Mobile.
            Group(type: .tablet, tokens: ["macintosh"], beside: "mobile"),
            // Dalvik is an Android app's own client, which says no "Mobile" on a phone either. "mobi" is in every other
            // phone's agent; the rest is older than that custom.
            Group(
                type: .phone,
                tokens: ["mobi*", "*mobile", "dalvik", "blackberry*", "bb10", "bada", "midp*", "opera mini", "kaios"]),
            // Google's advice to browsers: "Mobile" on phones only.
            Group(type: .tablet, tokens: ["android"]),
            // "linux " with an architecture behind it; "Linux;" is some device, and "linux-gnu" a program.
            Group(type: .desktop, tokens: ["windows*", "macintosh", "x11", "cros ", "linux "]),
        ],
        except: [
            // A maker of phones, a maker of vacuum cleaners, surnames and a fish.
            "cubot", "irobot", "abbot", "cabot", "talbot", "turbot",
        ])

    /// Search engines and collectors, by the custom of their names.
    private static let crawlers = [
        "*bot", "*bots", "*spider", "*crawler", "*crawl", "*crawling", "+http*", "slurp", "ia_archiver", "archiver",
        "barkrowler", "botify", "heritrix", "httrack", "nutch*", "qwantify", "scrapy", "screaming frog", "seokicks",
        "sitebulb", "xenu link sleuth", "linkchecker", "yeti", "mediapartners-google", "apis-google", "googleother*",
        "google-inspectiontool", "google-extended", "google-read-aloud", "google-site-verification", "google-safety",
        "google favicon", "google-structured-data-testing-tool", "adsbot*", "storebot*", "yandeximages",
        "yandexmetrika",
        "netcraft*", "censysinspect", "zgrab*", "masscan*", "nmap", "nikto", "sqlmap", "wpscan", "nuclei",
        "w3c_validator",
        "w3c-checklink", "validator.nu", "turnitin*",
    ]
    /// What looks at a link because somebody posted, subscribed to or opened it.
    private static let fetchers = [
        "facebookexternalhit", "facebookcatalog", "facebookexternalua", "meta-external*", "meta-webindexer",
        "slack-imgproxy", "whatsapp", "bingpreview", "skypeuripreview", "microsoftpreview", "web preview",
        "url preview",
        "link preview", "vkshare", "iframely", "embedly", "flipboardproxy", "*feedfetcher", "*fetcher", "feedly*",
        "feedbin", "newsblur", "inoreader", "feedburner", "simplepie", "googleimageproxy", "yahoomailproxy",
        "bluesky cardyb", "mastodon", "snap url preview", "redditbot*",
    ]
    /// Language models and what acts for their users.
    private static let assistants = [
        "chatgpt-user", "oai-search*", "perplexity-user", "claude-user", "claude-web", "anthropic-ai", "cohere-ai",
        "mistralai-user", "gemini-deep-research", "google-agent", "google-notebooklm", "manus-user", "bytedance-ai",
        "duckassist*", "novaact",
    ]
    /// What looks whether a page is there, and how fast.
    private static let monitors = [
        "pingdom*", "uptime*", "betteruptime", "better uptime", "better stack", "statuscake*", "site24x7*", "gtmetrix",
        "pagespeed", "*lighthouse", "*ptst", "webpagetest", "catchpoint", "datadogsynthetics", "datadog",
        "newrelicpinger",
        "*pinger", "*monitor", "*monitoring", "freshping", "hetrixtools", "nodeping", "checkly*", "check_http",
        "*healthcheck*", "*health-check*", "kube-probe", "dareboost", "speedcurve",
    ]
    /// Browsers without a person before them.
    private static let automata = [
        "headless*", "phantomjs", "slimerjs", "puppeteer", "playwright", "selenium", "cypress", "jsdom", "htmlunit",
        "prerender*", "rendertron",
    ]
}
