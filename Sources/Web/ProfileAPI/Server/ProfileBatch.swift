import Access
import HTTPKit
import HTTPTypes
import Identity

/// The people that a request with `ids` asks for, and what came of it.
struct ProfileBatch: Sendable {
    /// One pipelined round trip.
    static let usersMax = 500

    /// Each once, in the order of the request.
    let users: [UserID]

    /// Those users, each of whom must stand there once.
    init(users: [UserID]) { self.users = users }

    /// - Throws: a 400 without ids, with too many, or with one that no event could carry.
    init(_ query: Query) throws(Problem) {
        guard let ids = try query.list("ids") else {
            throw Problem.badRequest("ids must name the users: ids=ana,bob with each id percent-encoded")
        }
        guard ids.count <= Self.usersMax else {
            throw Problem.badRequest("\(ids.count) ids stand there; at most \(Self.usersMax) can be asked for at once")
        }
        var users: [UserID] = []
        var known: Set<UserID> = []
        for id in ids {
            let user = try UserID(id)
            if known.insert(user).inserted { users.append(user) }
        }
        self.users = users
    }

    /// What the caller may see of each; those who share nothing with the caller are left out, known or not.
    ///
    /// - Parameter decide: one decision.
    /// - Throws: what `decide` throws but for a 403.
    func visible(
        _ decide: (UserID) async throws(Problem) -> Visibility
    ) async throws(Problem) -> [UserID: Visibility] {
        var visible: [UserID: Visibility] = [:]
        for user in users {
            do throws(Problem) {
                visible[user] = try await decide(user)
            } catch {
                guard error.status == .forbidden else { throw error }
            }
        }
        return visible
    }
}
