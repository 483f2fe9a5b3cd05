import Settings

/// How the memory of a process is shared out among what could fill it, so that all together stay below the limit.
///
/// What is left, three eighths, is for the batch in hand with what is computed from it, and for the process itself.
struct MemoryShares {
    private let limitKiB: Int

    init(_ settings: EffectiveSettings) { limitKiB = settings[\.process.memoryMiB] * 1024 }

    /// Records fetched ahead. As many again can be in the batch in hand.
    var fetchQueueKiB: Int { limitKiB / 8 }

    /// librdkafka spends some hundred bytes on each record besides its own.
    var fetchQueueRecords: Int { fetchQueueKiB }

    /// One answer of a broker, which comes on top of the queue.
    var fetchBytes: Int { max(1 << 20, limitKiB * 1024 / 32) }

    /// Records that wait for their acknowledgement.
    var producerQueueKiB: Int { limitKiB / 8 }

    /// Users kept between batches, for each of the two folds.
    var cachedUsersBytes: Int { limitKiB * 1024 / 8 }

    /// Activity insights held back, at some 4 KiB each.
    var waitingInsights: Int { limitKiB / 16 / 4 }
}
