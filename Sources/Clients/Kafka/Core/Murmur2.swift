/// The 32-bit MurmurHash2 that Kafka's Java producer uses to choose a partition.
///
/// Source: `org.apache.kafka.common.utils.Utils.murmur2` and `BuiltInPartitioner.partitionForKey`.
package enum Murmur2 {
    /// The partition of a key among `partitions` (more than 0): `(murmur2(key) & 0x7fffffff) % partitions`.
    package static func partition(for key: UnsafeRawBufferPointer, partitions: Int32) -> Int32 {
        precondition(partitions > 0, "a topic has at least one partition")
        return Int32(bitPattern: hash(key) & 0x7fff_ffff) % partitions
    }

    /// The same for any bytes; a copy is made only where they are not contiguous.
    package static func partition(for key: some Collection<UInt8>, partitions: Int32) -> Int32 {
        let contiguous = key.withContiguousStorageIfAvailable { bytes in
            partition(for: UnsafeRawBufferPointer(bytes), partitions: partitions)
        }
        return contiguous ?? Array(key).withUnsafeBytes { partition(for: $0, partitions: partitions) }
    }

    /// The bare hash, seed `0x9747b28c`, four bytes at a time, little-endian.
    package static func hash(_ data: UnsafeRawBufferPointer) -> UInt32 {
        let mixer: UInt32 = 0x5bd1_e995
        var hash: UInt32 = 0x9747_b28c ^ UInt32(truncatingIfNeeded: data.count)
        let whole = data.count & ~3
        for index in stride(from: 0, to: whole, by: 4) {
            var word = UInt32(littleEndian: data.loadUnaligned(fromByteOffset: index, as: UInt32.self)) &* mixer
            word = (word ^ (word >> 24)) &* mixer
            hash = (hash &* mixer) ^ word
        }
        if whole < data.count {
            for index in (whole..<data.count).reversed() {
                hash ^= UInt32(data[index]) << UInt32(8 * (index - whole))
            }
            hash = hash &* mixer
        }
        hash = (hash ^ (hash >> 13)) &* mixer
        return hash ^ (hash >> 15)
    }
}
