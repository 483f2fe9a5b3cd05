import Events
import Glibc

extension Instant {
    /// The wall clock of this machine.
    package static func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    /// When a line of an input that came in at this instant came in: a microsecond after the one before it, so that of two
    /// rows in one file the lower one counts as the later.
    package func ofLine(_ number: Int) -> Instant {
        Instant(microseconds: microseconds.addingReportingOverflow(Int64(number)).partialValue)
    }
}
