// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Each declaration carries its documentation as its explanation, which also goes into the reference.

/// What bounds a process as a whole.
package struct ProcessLimitSettings: Sendable {
    package let memoryMiB = Setting(
        "process.memoryMiB", 512, in: 128...1_048_576, unit: "MiB",
        "Memory that the process is meant to stay below: its queues and caches are cut to fit, and more is an alarm.")
    package let startupTimeout = Setting<Duration>(
        "process.startupTimeout", .seconds(120), in: .seconds(1)...(.seconds(86_400)),
        "How long a starting process waits for the servers it needs before it gives up.")
    package let standstillTimeout = Setting<Duration>(
        "process.standstillTimeout", .seconds(60), in: .seconds(5)...(.seconds(86_400)),
        "How long a partition may stand still before its end until the process says that it is not ready, and starts over."
    )
}
