import Kafka

/// Which log of a partition a store means by a generation: what only the world knows.
struct Lineage {
    private var lives: [TopicPartition: [Int64: Int]] = [:]

    /// A process that reads this life has stored this generation; false if the number stood for another one before.
    mutating func note(_ place: TopicPartition, generation: Int64, life: Int) -> Bool {
        let known = lives[place, default: [:]].updateValue(life, forKey: generation)
        return known == nil || known == life
    }

    /// The store has lost all that it knew of the partition, numbers included.
    mutating func forget(_ place: TopicPartition) { lives[place] = nil }

    /// The generations of a partition with their lives.
    func generations(of place: TopicPartition) -> [(generation: Int64, life: Int)] {
        (lives[place] ?? [:]).map { ($0.key, $0.value) }.sorted { $0.generation < $1.generation }
    }

    /// The life that a generation stands for; nil for one that nobody has stored.
    func life(of place: TopicPartition, generation: Int64) -> Int? { lives[place]?[generation] }
}
