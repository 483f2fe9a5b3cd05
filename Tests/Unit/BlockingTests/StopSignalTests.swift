import Blocking
import Testing

@Suite("A signal to stop", .timeLimit(.minutes(1)))
struct StopSignalTests {
    @Test("wakes all who rest, and lets nobody rest afterwards")
    func wakes() async throws {
        let stop = StopSignal()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 { group.addTask { try await onOwnThread { stop.rest(.seconds(3600)) } } }
            stop.give()
            stop.give()
            try await group.waitForAll()
        }
        #expect(stop.isGiven)
        try await onOwnThread { stop.rest(.seconds(3600)) }
    }

    @Test("that is not given lets the time pass")
    func rests() async throws {
        let stop = StopSignal()
        let took = try await onOwnThread { ContinuousClock().measure { stop.rest(.milliseconds(30)) } }
        #expect(took >= .milliseconds(30) && !stop.isGiven)
        stop.rest(.zero)
    }
}
