import Events
import Kafka
import Streaming

/// Folds pages of users; holds one page's profiles at a time.
enum PageFold {
    /// The users' folds by what the store says it has read; also those of users without events.
    static func fold(
        _ users: [String], in archive: ArchiveView, _ standing: Standing, told: [ExactText: ReplayedUser.Told] = [:]
    ) throws -> [ExactText: ReplayedUser] {
        var folds: [ExactText: ReplayedUser] = [:]
        for user in users { folds[ExactText(user)] = ReplayedUser(told: told[ExactText(user)] ?? .init()) }
        for pass in 0..<standing.eraCount { try fold(users, in: archive, standing, pass, &folds) }
        return folds
    }

    private static func fold(
        _ users: [String], in archive: ArchiveView, _ standing: Standing, _ pass: Int,
        _ folds: inout [ExactText: ReplayedUser]
    ) throws {
        var current: ExactText?
        var fold = ReplayedUser()
        try archive.forEachRecord(of: users, topicsByTime: standing.topicsByTime(in: pass)) { result in
            let user = ExactText(result.userID)
            if user != current {
                if let current { folds[current] = fold }
                // Taken out, so that it is changed in place.
                (current, fold) = (user, folds.removeValue(forKey: user) ?? ReplayedUser())
            }
            switch result {
            case .success(let record): fold.apply(record, standing, pass: pass)
            case .failure(let error): if pass == 0 { fold.refuse(error) }
            }
        }
        if let current { folds[current] = fold }
    }
}

extension Result<ArchivedRecord, UnreadableRecord> {
    fileprivate var userID: String {
        switch self {
        case .success(let record): record.userID
        case .failure(let error): error.userID
        }
    }
}
