import HTTPKit
import HTTPTypes
import Identity
import Synchronization
import TestSupport
import Testing

@testable import ProfileAPI

@Suite("Expensive reads")
struct ExpensiveReadsTests {
    /// Holds bodies until it is opened, and counts them.
    private final class Gate: Sendable {
        private let state = Mutex((isOpen: false, inside: 0, most: 0, waiting: [CheckedContinuation<Void, Never>]()))

        func pass() async {
            await withCheckedContinuation { passing in
                let isOpen = state.withLock { state in
                    state.inside += 1
                    state.most = max(state.most, state.inside)
                    if !state.isOpen { state.waiting.append(passing) }
                    return state.isOpen
                }
                if isOpen { passing.resume() }
            }
            state.withLock { $0.inside -= 1 }
        }

        func open() {
            let waiting = state.withLock { state in
                state.isOpen = true
                defer { state.waiting = [] }
                return state.waiting
            }
            for passing in waiting { passing.resume() }
        }

        var inside: Int { state.withLock { $0.inside } }
        var most: Int { state.withLock { $0.most } }
    }

    private func caller(_ name: String, _ role: Role = .coach) throws -> Caller {
        Caller(subject: try UserID(name), roles: [role])
    }

    @Test("of one caller wait for each other, and leave a place to everybody else")
    func oneCaller() async throws {
        let (reads, gate, end) = (ExpensiveReads(ExpensiveReadLimits()), Gate(), Deadline(in: .seconds(300)))
        let (greedy, modest) = (try caller("greedy"), try caller("modest"))
        try await withThrowingTaskGroup(of: Int.self) { group in
            // One runs, eight wait, and the rest are told so.
            for _ in 1...50 {
                group.addTask {
                    do {
                        try await reads.run(for: greedy, until: end) { await gate.pass() }
                        return 200
                    } catch let problem as Problem { return problem.status.code }
                }
            }
            var refused = 0
            while refused < 41, try await group.next() == 429 { refused += 1 }
            #expect(refused == 41 && gate.inside == 1)
            try await reads.run(for: modest, until: end) {}
            gate.open()
            #expect(try await group.reduce(into: []) { $0.append($1) } == Array(repeating: 200, count: 9))
        }
        #expect(gate.most == 1)
    }

    @Test("of all callers are few at once, and whose turn does not come in time is told so")
    func total() async throws {
        let (reads, gate) = (ExpensiveReads(ExpensiveReadLimits()), Gate())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...2 {
                let other = try caller("coach-\(number)")
                group.addTask {
                    try await reads.run(for: other, until: Deadline(in: .seconds(300))) { await gate.pass() }
                }
            }
            try await soon("two inside") { gate.inside == 2 }
            let late = await #expect(throws: Problem.self) {
                try await reads.run(for: caller("late"), until: Deadline(in: .milliseconds(10))) {}
            }
            #expect(late?.status == .serviceUnavailable)
            try await reads.run(for: caller("backend", .service), until: Deadline(in: .milliseconds(10))) {}
            gate.open()
            try await group.waitForAll()
        }
        try await reads.run(for: caller("late"), until: Deadline(in: .milliseconds(10))) {}
    }

    @Test("whoever goes away gives the place in the queue back")
    func cancelled() async throws {
        let (reads, gate, end) = (ExpensiveReads(ExpensiveReadLimits()), Gate(), Deadline(in: .seconds(300)))
        let coach = try caller("cleo")
        let first = Task { try await reads.run(for: coach, until: end) { await gate.pass() } }
        try await soon("one inside") { gate.inside == 1 }
        let second = Task { try await reads.run(for: coach, until: end) { Issue.record("it was not its turn") } }
        second.cancel()
        await #expect(throws: Problem.self) { try await second.value }
        gate.open()
        try await first.value
    }
}
