import Hummingbird
import HummingbirdTesting
import Testing

@testable import ProfileAPI

@Suite("User ids of every kind")
struct UserIDRoutesTests {
    @Test(
        "are served on every route of a person",
        arguments: [
            #"o'brien "the" \ "#, "a/b//c", "100%", "%41", "🏃🏽‍♀️", "a+b c", "?q=1&x#y", ";--", "e\u{301}", "é", "..",
            String(repeating: "x", count: 128), String(repeating: "é", count: 64),
            "🏃" + String(repeating: "/", count: 124),
        ])
    func routes(id: String) async throws {
        let segment = id.utf8.map { byte in
            let hex = String(byte, radix: 16)
            return "%" + (hex.count == 1 ? "0" : "") + hex
        }.joined()
        let redis = FakeProfileStore([id: [.activity: "{}"]], wellness: [id: Athlete.profile(lastDate: "2026-11-20")])
        let export = FakeExport([id: [["{}"]]])
        try await withServer(redis: redis, export: export) { client in
            for path in [
                "profiles/\(segment)", "users/\(segment)/readiness/today", "users/\(segment)/readiness",
                "users/\(segment)/readiness/2026-11-19/explanation", "users/\(segment)/sleep/summary",
                "users/\(segment)/hrv/summary", "users/\(segment)/export",
            ] {
                let response = try await client.get("/api/v1/\(path)", token: "root:admin")
                #expect(response.status == .ok, "\(path): \(response.text)")
            }
        }
    }
}
