// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Each declaration carries its documentation as its explanation, which also goes into the reference.

/// How the configuration itself is followed.
package struct ConfigSettings: Sendable {
    package let refreshInterval = Setting<Duration>(
        "config.refreshInterval", .seconds(10), in: .milliseconds(100)...(.seconds(3600)), change: .live,
        "How often a process looks for a new commit; SIGHUP and POST /admin/refresh make it look at once.")
}

/// The listener for operators that every process has.
package struct AdminSettings: Sendable {
    package let host = Setting("admin.host", "127.0.0.1", "Address that the admin port listens on.")
    package let token = Setting(
        "admin.token", Secret?.none, change: .live,
        "Bearer token for POST /admin/refresh, at least 16 bytes; without it that call is refused.")
    package let webhookSecret = Setting(
        "admin.webhookSecret", Secret?.none, change: .live,
        "Secret of the Git host's push webhook to /admin/refresh, at least 16 bytes; without it webhooks are refused.")
}
