import Events
import Producing
import Synchronization

/// A sink in memory: holds what was sent and settles it as told.
final class FakeSink: EventSink {
    enum Behaviour {
        case acknowledges, isSilent
        case fails(SinkError)
        /// Takes this many, then is full until `drain` is called.
        case fills(after: Int)
    }

    private struct State {
        var behaviour: Behaviour
        var events: [OutgoingEvent] = []
        var held: [@Sendable (Result<Void, SinkError>) -> Void] = []
        var wasFull = 0
    }

    private let state: Mutex<State>

    init(_ behaviour: Behaviour = .acknowledges) { state = Mutex(State(behaviour: behaviour)) }

    var events: [OutgoingEvent] { state.withLock { $0.events } }
    var heldCount: Int { state.withLock { $0.held.count } }
    var wasFull: Int { state.withLock { $0.wasFull } }

    func enqueue(
        _ event: OutgoingEvent, whenDone: @escaping @Sendable (Result<Void, SinkError>) -> Void
    ) throws(SinkError) {
        let result: Result<Result<Void, SinkError>?, SinkError> = state.withLock { state in
            switch state.behaviour {
            case .acknowledges:
                state.events.append(event)
                return .success(.success(()))
            case .fails(let error):
                return .success(.failure(error))
            case .isSilent:
                state.events.append(event)
                state.held.append(whenDone)
                return .success(nil)
            case .fills(let limit):
                guard state.held.count < limit else {
                    state.wasFull += 1
                    return .failure(.queueFull)
                }
                state.events.append(event)
                state.held.append(whenDone)
                return .success(nil)
            }
        }
        if let outcome = try result.get() { whenDone(outcome) }
    }

    /// Acknowledges everything held so far.
    func drain() {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for done in held { done(.success(())) }
    }
}

/// Waits until something is so; gives up after 20 s, so that a broken promise fails instead of hanging.
func eventually(_ condition: @Sendable () -> Bool) async -> Bool {
    let limit = ContinuousClock.now + .seconds(20)
    while !condition() {
        if ContinuousClock.now > limit { return false }
        await Task.yield()
    }
    return true
}

/// An input that gives `text` in chunks of a few bytes, so that lines span chunks.
func lines(_ text: [UInt8], chunk: Int = 7, lineBytesMax: Int = 64 * 1024) -> LineReader {
    var rest = text[...]
    return LineReader(lineBytesMax: lineBytesMax) { limit in
        let part = rest.prefix(min(limit, chunk))
        rest = rest.dropFirst(part.count)
        return Array(part)
    }
}

let pageView = """
    {"specversion":"1.0","id":"p1","source":"test","type":"pulsehub.page.viewed.v1","subject":"u1",\
    "time":"2024-05-01T10:00:00Z","data":{"url":"https://a.example/"}}
    """
let hrvRow = #"{"userId":"u1","date":"2024-05-01","rMSSD":0,"vendor":"oura","capturedAt":"2024-05-01T07:00:00Z"}"#
let fullRow = """
    {"userId":"u1","date":"2024-05-01","rMSSD":61.5,"restingHR":50,"durationMin":0,"vendor":"oura",\
    "capturedAt":"2024-05-01T07:00:00Z"}
    """
