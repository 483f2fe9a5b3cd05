import Testing

@testable import Live

@Suite("Transports")
struct LiveTransportTests {
    @Test("metrics know the transports by short names")
    func names() {
        #expect(LiveTransport.webSocket.rawValue == "ws")
    }
}
