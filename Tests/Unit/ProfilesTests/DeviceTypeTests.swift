import Profiles
import Testing

@Suite("Device type")
struct DeviceTypeTests {
    @Test(
        "an agent is classified by its most telling token",
        arguments: [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36", .desktop),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15",
                .desktop
            ),
            ("Mozilla/5.0 (X11; CrOS x86_64 15917.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36", .desktop),
            ("Mozilla/5.0 (Windows NT 10.0; Trident/7.0; Tablet PC 2.0; rv:11.0) like Gecko", .desktop),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1", .phone),
            ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", .phone),
            ("Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/AP1A.240505.005)", .phone),
            ("Mozilla/5.0 (Linux; Android 13; CUBOT P80) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36", .phone),
            ("Mozilla/5.0 (Windows Phone 10.0; Android 6.0) like iPhone Mobile Edge/15.1", .phone),
            ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1", .tablet),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15) AppleWebKit/605.1.15 CriOS/126.0 Safari/605.1.15", .tablet),
            ("Mozilla/5.0 (Linux; Android 14; Lenovo TB350FU) AppleWebKit/537.36 Chrome/126.0 Safari/537.36", .tablet),
            ("Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 Chrome/94.0 Safari/537.36 WebAppManager", .tv),
            ("Mozilla/5.0 (Linux; Android 9; AFTKA Build/PS7633) AppleWebKit/537.36 Silk/120.1 Safari/537.36", .tv),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox Series X) Chrome/126.0 Edg/126.0", .tv),
            (
                "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) Chrome/126.0 Mobile Safari/537.36 (compatible; Googlebot/2.1)",
                .bot
            ),
            ("ExampleMonitor/1.0 (+https://monitor.example/about)", .bot),
            // Words, not letters within words.
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Abbott Chrome/120.0 Safari/537.36",
                .desktop
            ),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; Talbot Botany) Chrome/120.0 Safari/537.36", .desktop),
            ("Mozilla/5.0 (Linux; Android 12; CUBOT TAB 10) AppleWebKit/537.36 Chrome/120.0 Safari/537.36", .tablet),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Crawley/1.0 Safari/605.1.15", .desktop),
            // An iPad that asks for desktop sites, in another program's window and in its own.
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
                .tablet
            ),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/15.4 EdgiOS/120.0 Safari/605.1.15", .tablet),
            // The frozen agents of Chrome.
            ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/124.0.0.0 Mobile Safari/537.36", .phone),
            ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/124.0.0.0 Safari/537.36", .tablet),
            ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36", .desktop),
            ("Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.5) AppleWebKit/537.36 85.0.4183.93/6.5 TV Safari/537.36", .tv),
            ("Mozilla/5.0 (Linux; Android 11; BRAVIA 4K UR2) AppleWebKit/537.36 Chrome/120.0 Safari/537.36", .tv),
            ("curl/8.5.0", .other), ("python-requests/2.31.0", .other), ("Go-http-client/2.0", .other),
            ("okhttp/4.12.0", .other),
            ("Wget/1.21.4 (linux-gnu)", .other),
            ("PulseApp/3.1 CFNetwork/1498.700.2 Darwin/23.6.0", .other),
            ("", .other),
        ] as [(String, DeviceType)])
    func classified(agent: String, expected: DeviceType) {
        #expect(DeviceType(userAgent: agent) == expected)
    }

    @Test(
        "crawlers, previews, assistants, monitors and automata are bots, whatever device they imitate",
        arguments: [
            "Mozilla/5.0 (Linux; Android 11; moto g power (2022)) Chrome/119.0.0.0 Mobile Safari/537.36 Chrome-Lighthouse",
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ChatGPT-User/1.0)",
            "Mozilla/5.0 (compatible; bingbot/2.0)", "Mozilla/5.0 (compatible; Baiduspider-render/2.0)",
            "Mozilla/5.0 (compatible; Yahoo! Slurp)", "Sogou web spider/4.0", "AdsBot-Google", "Mediapartners-Google",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/120.0 Safari/537.36",
            "facebookexternalhit/1.1", "meta-externalagent/1.1", "WhatsApp/2.23.20.0 A",
            "TelegramBot (like TwitterBot)",
            "Slackbot-LinkExpanding 1.0", "SkypeUriPreview Preview/0.5",
            "Mozilla/5.0 (Windows NT 6.1) BingPreview/1.0b",
            "Mozilla/5.0 (compatible; archive.org_bot)", "ia_archiver", "GoogleOther", "FeedFetcher-Google",
            "Mozilla/5.0 (compatible; Perplexity-User/1.0)", "Claude-User/1.0", "CCBot/2.0", "Bytespider", "GPTBot/1.2",
            "Pingdom.com_bot_version_1.4", "UptimeRobot/2.0", "Site24x7", "StatusCake", "kube-probe/1.29",
            "ELB-HealthChecker/2.0", "Amazon-Route53-Health-Check-Service", "Screaming Frog SEO Spider/19.0",
            "Mozilla/5.0 (Unknown; Linux x86_64) PhantomJS/2.1.1 Safari/538.1", "Scrapy/2.11", "W3C_Validator/1.3",
            "Mozilla/5.0 (Macintosh) Chrome/119.0 Safari/537.36 PTST/231010", "LinkedInBot/1.0", "Discordbot/2.0",
        ])
    func bots(agent: String) { #expect(DeviceType(userAgent: agent) == .bot, "\(agent)") }

    @Test("letter case carries no meaning")
    func letterCase() {
        #expect(DeviceType(userAgent: "MOZILLA/5.0 (IPAD; CPU OS 17_5)") == .tablet)
        #expect(DeviceType(userAgent: "mozilla/5.0 (windows nt 10.0)") == .desktop)
    }

    @Test("only the first 512 bytes count, the last of them included")
    func bounded() {
        let padding = String(repeating: " ", count: 508)
        #expect(DeviceType(userAgent: padding + "iPad") == .tablet)
        #expect(DeviceType(userAgent: padding + " iPad") == .other)
        #expect(DeviceType(userAgent: String(repeating: "x", count: 65_536) + "Googlebot") == .other)
    }

    @Test("bytes that are no UTF-8 are harmless")
    func anyBytes() {
        #expect(DeviceType(userAgent: [0xFF, 0x00, 0xC3] + Array("iPhone".utf8) + [0xF0]) == .phone)
        #expect(DeviceType(userAgent: [0xFF, 0xFE]) == .other)
    }
}
