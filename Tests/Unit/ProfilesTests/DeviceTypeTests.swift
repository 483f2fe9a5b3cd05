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
            ("curl/8.5.0", .other),
            ("Wget/1.21.4 (linux-gnu)", .other),
            ("PulseApp/3.1 CFNetwork/1498.700.2 Darwin/23.6.0", .other),
            ("", .other),
        ] as [(String, DeviceType)])
    func classified(agent: String, expected: DeviceType) {
        #expect(DeviceType(userAgent: agent) == expected)
    }

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
