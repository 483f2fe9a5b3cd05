import FoundationEssentials
import Glibc
import Testing

@testable import Identity

@Suite struct KeyFilesTests {
    @Test("a pair is made once, the private half for its owner only, and its tokens are good under its key set")
    func create() async throws {
        let files = KeyFiles(in: FileManager.default.temporaryDirectory.path + "/keys-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(atPath: files.directory) }
        #expect(try files.create())
        var status = stat()
        #expect(stat(files.privateKey, &status) == 0 && status.st_mode & 0o777 == 0o600)
        let issuer = try files.issuer()
        #expect(try !files.create())
        #expect(try files.issuer().kid == issuer.kid)
        let ring = try await KeyRing(.file(files.jwks), timing: .init(interval: .seconds(1)), logger: quietLogger)
        let token = try await issuer.token(
            for: "ana", roles: [.coach], lifetime: .seconds(60), Issuers.expectations, now: Issuers.now)
        let verifier = JWTVerifier(ring, expecting: Issuers.expectations, now: { Issuers.now })
        #expect(try await verifier.caller(bearing: token[...]).roles == [.coach])
    }

    @Test("a private key that others can read is refused with the cure")
    func open() throws {
        let files = KeyFiles(in: FileManager.default.temporaryDirectory.path + "/keys-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(atPath: files.directory) }
        try files.create()
        for mode: mode_t in [0o604, 0o640, 0o644] {
            #expect(chmod(files.privateKey, mode) == 0)
            let error = #expect(throws: KeyFilesError.self) { try files.issuer() }
            #expect(error?.description.contains("chmod 600 \(files.privateKey)") == true)
        }
        #expect(chmod(files.privateKey, 0o600) == 0)
        _ = try files.issuer()
    }

    @Test("a private key that is missing or none is told with its path")
    func missing() {
        #expect(throws: KeyFilesError.self) { try KeyFiles.issuer(privateKey: "/nowhere.pem") }
        #expect(throws: KeyFilesError.self) { try KeyFiles.issuer(privateKey: "/etc/hostname") }
    }
}
