// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Each declaration carries its documentation as its explanation, which also goes into the reference.

/// The record of what was refused and changed.
package struct SecuritySettings: Sendable {
    package let retentionDays = Setting(
        "security.retentionDays", 365, in: 7...3650, unit: "days", change: .live,
        "How long security events are kept in PostgreSQL; the profile API deletes older ones.")
}
