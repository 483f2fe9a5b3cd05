import Kafka
import Streaming

/// Who rebuilds, and how far: the text of the key ``LiveProfileKeys/rebuild``.
///
/// Every write of a rebuild is refused once the text is another one, so two rebuilds cannot mix: the later takes over.
struct RebuildClaim: Equatable {
    /// What is rebuilt.
    enum Scope: Equatable {
        /// Every user; those up to this one are done.
        case all(done: String)
        case user(String)
    }

    /// Another one for every run.
    let token: String
    var scope: Scope

    /// The parts are separated by line feeds, which no user id contains.
    var text: String {
        switch scope {
        case .all(let done): "\(token)\nall\n\(done)"
        case .user(let id): "\(token)\nuser\n\(id)"
        }
    }

    init(token: String, scope: Scope) {
        self.token = token
        self.scope = scope
    }

    init?(_ text: String) {
        let parts = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { return nil }
        switch parts[1] {
        case "all": self.init(token: parts[0], scope: .all(done: parts[2]))
        case "user": self.init(token: parts[0], scope: .user(parts[2]))
        default: return nil
        }
    }
}

/// Where a partition stands when it is locked, and so up to where its users are folded. Pure.
enum RebuildCut {
    /// The checkpoint that the partition will have after the rebuild; nil if none.
    ///
    /// Where Redis still knows its checkpoint, that one: then the stream processor goes on exactly where it was, and owes
    /// nobody an insight or a dead letter. Where the archive is behind it, the archive's: the processor reads the rest again.
    static func of(
        _ partition: TopicPartition, live: Checkpoint?, archived: Checkpoint?
    ) throws(RebuildRefused) -> Checkpoint? {
        guard let live else { return archived }
        guard let archived else {
            throw RebuildRefused("the archive holds nothing of \(partition), which was read already: run the archiver")
        }
        if let mine = live.clusterID, let other = archived.clusterID, mine != other {
            throw RebuildRefused("\(partition) was read from Kafka cluster \(mine), but archived from \(other)")
        }
        return live.position <= archived.position ? live : archived
    }
}

/// A rebuild cannot go on; the cause and the cure.
package struct RebuildRefused: Error, CustomStringConvertible {
    /// For a person.
    package let description: String

    init(_ description: String) { self.description = description }
}
