import Dispatch
import Testing

@testable import Postgres

@Suite("The deadline of a call to the PostgreSQL pool")
struct PoolTimerTests {
    @Test("is let go with the answer, not when it would have passed")
    func letGo() async throws {
        weak var isHeld: Witness?
        try await call { call, timers in
            let witness = Witness()
            isHeld = witness
            // Gone with the queue, which a timer that still runs would keep.
            timers.setSpecific(key: Witness.key, value: witness)
            call.expire(in: .seconds(3600), on: timers)
            call.fail(PostgresError(.closed, "answered"))
        }
        #expect(await eventually { isHeld == nil })
    }

    @Test("is not set for a call that has its answer")
    func tooLate() async throws {
        weak var isHeld: Witness?
        try await call { call, timers in
            let witness = Witness()
            isHeld = witness
            timers.setSpecific(key: Witness.key, value: witness)
            call.fail(PostgresError(.closed, "answered"))
            call.expire(in: .seconds(3600), on: timers)
        }
        #expect(await eventually { isHeld == nil })
    }

    @Test("ends the caller's wait")
    func passes() async throws {
        let error = try await call { call, timers in call.expire(in: .milliseconds(1), on: timers) }
        #expect(error?.reason == .deadline)
    }

    /// What a call is answered that nobody carries out.
    @discardableResult
    private func call(_ body: (PoolCall<Void>, DispatchQueue) -> Void) async throws -> PostgresError? {
        var kept: PoolCall<Void>?
        defer { kept = nil }
        do {
            try await withCheckedThrowingContinuation { continuation in
                let call = PoolCall<Void>(continuation) { _ in }
                kept = call
                body(call, DispatchQueue(label: "test"))
            }
            return nil
        } catch let error as PostgresError {
            return error
        }
    }
}

private final class Witness: Sendable {
    static let key = DispatchSpecificKey<Witness>()
}
