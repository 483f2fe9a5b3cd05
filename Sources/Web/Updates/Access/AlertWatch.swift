import Access
import HTTPKit
import Identity

/// The alerts of one stream about the caller's own profile.
struct AlertWatch {
    private let user: UserID
    private let preferences: @Sendable (UserID) async throws(Problem) -> AlertPreferences
    private var known: AlertPreferences?
    /// How often the preferences may have changed when they were read.
    private var readAt = 0
    private(set) var told: ToldAlerts

    init(
        _ user: UserID, told: ToldAlerts,
        preferences: @escaping @Sendable (UserID) async throws(Problem) -> AlertPreferences
    ) {
        self.user = user
        self.told = told
        self.preferences = preferences
    }

    /// What is to be told of a new state. Preferences that cannot be read now stay as they were.
    ///
    /// - Parameter changes: how often the preferences may have changed up to now.
    mutating func alerts(for profile: LiveProfile, changes: Int) async -> [Alert] {
        if known == nil || readAt != changes {
            if let read = try? await preferences(user) { (known, readAt) = (read, changes) }
        }
        guard let known, known != AlertPreferences(), let figures = profile.figures() else { return [] }
        return Alert.crossed(by: figures, known, after: &told)
    }
}
