import Kafka
import Postgres
import Streaming

/// How far the archive has come.
public enum ArchiveCheckpoints {
    /// The checkpoint of every partition that the archiver has ever written; one statement.
    public static func read(on connection: PostgresConnection) throws -> [TopicPartition: Checkpoint] {
        let rows = try connection.query(
            "SELECT topic, partition, next_offset, coalesce(cluster_id, '') AS cluster_id FROM archive.checkpoints"
        ).rows
        var found: [TopicPartition: Checkpoint] = [:]
        for row in rows {
            let place = TopicPartition(
                topic: try row.text("topic"), partition: Int32(clamping: try row.int("partition")))
            let cluster = try row.text("cluster_id")
            found[place] = Checkpoint(
                nextOffset: Int64(try row.int("next_offset")), clusterID: cluster.isEmpty ? nil : cluster)
        }
        return found
    }
}
