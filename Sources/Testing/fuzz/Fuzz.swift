import Fuzzing
import Glibc

/// Drives one target by libFuzzer: `fuzz --target=events [libFuzzer's options] [corpus …]`; see `make fuzz`.
///
/// libFuzzer passes over options with two dashes, and hands them on to the processes that it starts.
@main
enum Fuzz {
    static func main() {
        let option = "--target="
        let name = CommandLine.arguments.first { $0.hasPrefix(option) }.map { String($0.dropFirst(option.count)) }
        guard let chosen = name.flatMap(FuzzTarget.init(rawValue:)) else {
            let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
            print("\(name ?? "no target") is none of the targets: \(names)")
            exit(64)
        }
        target = chosen
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        exit(runDriver(&count, &arguments, run))
    }
}

/// Written once, before the driver starts.
nonisolated(unsafe) private var target = FuzzTarget.events

/// Under the name by which libFuzzer's own `main`, which ours takes the place of, would ask for it.
@_cdecl("LLVMFuzzerTestOneInput")
func run(_ input: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let (bytes, target) = (Array(UnsafeBufferPointer(start: input, count: count)), target)
    let outcome = Outcome()
    // Begins on this thread, and has ended here if the target never waits.
    Task.immediate {
        do { try await target.run(bytes) } catch { outcome.violation = "\(error)" }
        sem_post(outcome.done)
    }
    while sem_wait(outcome.done) != 0 {}
    // What libFuzzer takes for a find.
    if let violation = outcome.violation { fatalError("a promise is broken: \(violation)") }
    return 0
}

/// How a run ended.
// @unchecked: the one writer is done before it posts the semaphore, for which the reader waits.
private final class Outcome: @unchecked Sendable {
    var violation: String?
    let done = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(done, 0, 0) }

    deinit {
        sem_destroy(done)
        done.deallocate()
    }
}

/// libFuzzer as a library (`FuzzerInterface.h`); the driver returns when its time is over.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
