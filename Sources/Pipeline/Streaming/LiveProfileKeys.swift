/// Where live profiles stand in Redis: the names that whoever writes, verifies or restores them shares.
package enum LiveProfileKeys {
    /// What every profile's key begins with.
    package static let profilePrefix = "profile:"
    /// Where changed user ids are published, several to a message, separated by line feeds.
    package static let updatesChannel = "profile-updates"
    /// Who rebuilds, and how far; absent when nobody does.
    package static let rebuild = "rebuild"
    private static let usersPerMessage = 200

    /// The set of those who have a state in the fold of this topic: by it a state that was lost is told from a person who
    /// is new. About 80 bytes a person.
    package static func people(_ topic: String) -> String { "people:\(topic)" }

    /// The hash of a user.
    package static func profile(_ userID: String) -> String { profilePrefix + userID }

    /// What to publish on ``updatesChannel`` after a change of these users.
    package static func updates(of users: [String]) -> [String] {
        stride(from: 0, to: users.count, by: usersPerMessage).map { start in
            users[start..<min(start + usersPerMessage, users.count)].joined(separator: "\n")
        }
    }
}
