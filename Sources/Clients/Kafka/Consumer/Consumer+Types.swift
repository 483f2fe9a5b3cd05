extension Consumer {
    /// Where to begin reading a partition.
    package enum StartOffset: Hashable, Sendable {
        /// The offset of the first record to read, 0 or more.
        case at(Int64)
        /// The oldest record kept.
        case beginning
        /// Only what is produced from now on.
        case end
    }

    /// What the owner does when partitions come and go; both run inside ``Consumer/poll(max:timeout:)`` or
    /// ``Consumer/close()``, on the owning thread.
    package struct Handlers {
        /// Tells where to begin each partition given. One left out begins at the group's committed offset.
        ///
        /// What it throws refuses the assignment and is thrown by ``Consumer/poll(max:timeout:)``.
        package let onAssign: ([TopicPartition]) throws -> [TopicPartition: StartOffset]
        /// The partitions belong to somebody else once this returns; with `lost` they already may.
        package let onRevoke: (_ partitions: [TopicPartition], _ lost: Bool) -> Void

        /// Makes a pair of handlers.
        package init(
            onAssign: @escaping ([TopicPartition]) throws -> [TopicPartition: StartOffset],
            onRevoke: @escaping (_ partitions: [TopicPartition], _ lost: Bool) -> Void
        ) {
            self.onAssign = onAssign
            self.onRevoke = onRevoke
        }
    }
}

/// What a group's coordinator keeps of a partition.
package struct CommittedOffset: Hashable, Sendable {
    /// Of the next record to read.
    package let offset: Int64
    /// Whatever the member noted beside it; a few bytes.
    package let metadata: String

    /// An offset with a note.
    package init(offset: Int64, metadata: String = "") {
        self.offset = offset
        self.metadata = metadata
    }
}
