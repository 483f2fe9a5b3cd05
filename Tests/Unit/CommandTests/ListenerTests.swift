import NIOCore
import ServiceLifecycle
import Testing

@testable import Assembly

@Suite("A port that cannot be had")
struct ListenerTests {
    private struct Refused: ServiceLifecycle.Service {
        func run() async throws { throw IOError(errnoCode: 98, reason: "bind") }
    }

    @Test("is named by its number and the setting that changes it", arguments: ["api.port", "--port"])
    func taken(setting: String) async {
        let error = await #expect(throws: OperatorError.self) {
            try await Listener(Refused(), "the port", at: "127.0.0.1:8080", setting: setting).run()
        }
        #expect(
            error?.description.hasPrefix("the port 127.0.0.1:8080 cannot be used (another program listens there)")
                == true)
        #expect(error?.description.contains("set \(setting) to another one") == true)
    }
}
