import Events
import Kafka
import Streaming

/// Folds pages of users; holds one page's profiles at a time.
struct PageFold {
    /// Places of records that were given up in the wrong partition.
    var parked: Set<RecordOrigin> = []

    /// The users' folds at these cuts; also those of users without events.
    ///
    /// A record that the stream processor sent on to its right partition is testified by its copy: it counts where the
    /// copy stands. So no broker need be asked how many partitions there were at the time.
    func fold(
        _ users: [String], in archive: ArchiveView, cuts: [TopicPartition: Int64],
        told: [ExactText: ReplayedUser.Told] = [:]
    ) throws -> [ExactText: ReplayedUser] {
        var folds = try pass(users, archive, cuts, told, moved: [:])
        let moved = folds.compactMapValues { $0.movedPlaces.isEmpty ? nil : $0.movedPlaces }
        guard !moved.isEmpty else { return folds }
        let again = try pass(moved.keys.map(\.text), archive, cuts, told, moved: moved)
        folds.merge(again) { $1 }
        return folds
    }

    private func pass(
        _ users: [String], _ archive: ArchiveView, _ cuts: [TopicPartition: Int64],
        _ told: [ExactText: ReplayedUser.Told],
        moved: [ExactText: Set<RecordOrigin>]
    ) throws -> [ExactText: ReplayedUser] {
        var folds: [ExactText: ReplayedUser] = [:]
        for user in users { folds[ExactText(user)] = ReplayedUser(told: told[ExactText(user)] ?? .init()) }
        var current: ExactText?
        var fold = ReplayedUser()
        var skipped = parked
        try archive.forEachRecord(of: users) { result in
            let user = ExactText(result.userID)
            if user != current {
                if let current { folds[current] = fold }
                (current, fold) = (user, ReplayedUser(told: told[user] ?? .init()))
                skipped = parked.union(moved[user] ?? [])
            }
            switch result {
            case .success(let record): fold.apply(record, cuts: cuts, skipped: skipped)
            case .failure(let error): fold.refuse(error)
            }
        }
        if let current { folds[current] = fold }
        return folds
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
