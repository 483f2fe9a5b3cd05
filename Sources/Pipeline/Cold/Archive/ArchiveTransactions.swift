import Events
import Kafka
import Streaming

/// The database of a ``ColdSink``: ``PostgresArchive``, unless something stands in for it.
///
/// Between ``begin()`` and ``commit()`` everything is one transaction.
package protocol ArchiveTransactions: AnyObject {
    /// Takes one record with what it means.
    typealias Write = (borrowing Record, RecordColumns.Meaning, _ isJSONB: Bool) throws -> Void

    /// Connects anew after a failure.
    func reconnect() throws
    /// The stored checkpoint of every partition.
    func checkpoints() throws -> [TopicPartition: Checkpoint]
    /// Makes months ahead of time and drops old ones; costs nothing where nothing is to be made or dropped.
    func keepMonths(_ live: Archiver.Live, now: Instant) throws
    /// Tells how many dead letters wait for somebody's decision, from time to time.
    func tellOpenDeadLettersIfDue() throws
    /// Makes the months that the records need.
    func makeMonths(of batch: borrowing RecordBatch, now: Instant) throws
    /// Brings what is derived from the snapshots up to date, from time to time.
    func refreshSummaryIfDue() throws

    /// Begins the transaction.
    func begin() throws
    /// Erases what was archived before this batch; before anything is written, since it locks others out.
    ///
    /// - Returns: how many records are gone.
    func erase(_ erasures: BatchErasures, _ batch: inout ArchiveBatch) throws -> Int
    /// Stores the records that the body writes, raw.
    func copy(_ body: (Write) throws -> Void) throws
    /// Moves a checkpoint from what its owner believes in; false if it is elsewhere.
    func move(_ place: TopicPartition, _ move: CheckpointMove) throws -> Bool
    /// Stores what the batch says beyond its raw records, but for what was erased.
    func upsert(_ batch: inout ArchiveBatch) throws
    /// Ends the transaction. After an error it may have been stored or not.
    func commit() throws
    /// Ends the transaction and forgets it; does nothing on a connection that died.
    func rollback()
}
