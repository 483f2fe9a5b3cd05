import Foundation
import Glibc

/// What one run of one row came to; a row's own process prints it as one line of JSON.
struct Measurement: Codable {
    /// Events, rows or requests.
    var items: Int
    var seconds: Double
    /// User and system time of the row's process within those seconds, all threads.
    var cpuSeconds: Double
    /// `VmHWM` and `VmRSS` of the row's process at the end.
    var peakMiB: Double
    var residentMiB: Double
    /// Profile writes, where the row writes profiles.
    var writes: Int?

    var rate: Double { seconds > 0 ? Double(items) / seconds : 0 }
}

/// Wall and CPU time of this process since a moment.
struct Stopwatch {
    private let started = ContinuousClock.now
    private let cpuBefore = Self.cpuSeconds

    func measurement(items: Int, writes: Int? = nil) -> Measurement {
        Measurement(
            items: items, seconds: (ContinuousClock.now - started) / .seconds(1),
            cpuSeconds: Self.cpuSeconds - cpuBefore, peakMiB: Self.memory("VmHWM"), residentMiB: Self.memory("VmRSS"),
            writes: writes)
    }

    private static var cpuSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// A line of a process's `status` in `/proc`, such as `VmHWM:    12345 kB`, in MiB; 0 where there is none.
    static func memory(_ name: String, of process: String = "self") -> Double {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        let number = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Double($0) }
        return (number ?? 0) / 1024
    }
}
