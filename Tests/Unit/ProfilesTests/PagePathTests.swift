import Testing

@testable import Profiles

@Suite("Page paths")
struct PagePathTests {
    @Test(
        "a scheme and a host are such only at the start, and what is no page is named by its scheme alone",
        arguments: [
            ("/today", "/today"), ("", "/"), ("today", "today"), ("?q=1", "/"), ("#x", "/"), (" /a", "/a"),
            ("/share/https://example.org/secret/page", "/share/https://example.org/secret/page"),
            ("share/https://example.org/a", "share/https://example.org/a"),
            ("https://a.example", "/"), ("https://a.example/", "/"), ("HTTPS://user:pw@a.example:8443/a/b?c#d", "/a/b"),
            ("https://a.example/go?to=https://b.example/x", "/go"), ("https://a.example?x=/y", "/"),
            ("https://münchen.example/läufe?q=1#x", "/läufe"), ("//host/path", "/path"), ("//host", "/"),
            ("///path", "/path"), ("\\\\host\\a", "\\a"), ("android-app://com.example/today", "/today"),
            ("data:text/html,<p>hello", "(data)"), ("DATA:text/plain;base64,c2VjcmV0", "(data)"),
            ("data://x/y", "(data)"),
            ("about:blank", "(about)"), ("javascript:alert(1)/x", "(javascript)"),
            ("javascript://a/%0aalert(1)", "(javascript)"),
            ("blob:https://a.example/1234", "(blob)"), ("file:///home/ann/diary.html", "(file)"),
            ("mailto:ann@example.org", "(mailto)"), ("view-source:https://a.example/x", "(view-source)"),
            ("localhost:3000/today", "/today"), ("a.example:8080", "/"), ("/a:b", "/a:b"), ("/2026:11/x", "/2026:11/x"),
            ("https:", "(https)"), ("app:settings", "(app)"), (":x", ":x"), ("1a:x", "1a:x"),
        ])
    func path(url: String, expected: String) { #expect(PagePath.of(url) == expected) }

    @Test("no content of an address without a path is kept")
    func content() {
        let secret = String(repeating: "s3cret/", count: 100)
        for scheme in ["data:", "DATA:", " data:", "javascript:", "blob:x:", "about:", "file:///", "mailto:"] {
            #expect(!PagePath.of(scheme + secret).contains("s3cret"))
        }
    }

    @Test("a long path is cut between characters")
    func long() {
        let path = PagePath.of("https://a.example/" + String(repeating: "ü", count: 300))
        #expect(path.utf8.count <= ActivityProfile.pageBytesMax && path.hasSuffix("ü"))
    }
}
