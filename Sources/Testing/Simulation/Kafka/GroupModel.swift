import Kafka

/// Who reads which partition, as the group's coordinator sees it. Cooperative: a partition is given up before it is given.
final class GroupModel {
    private unowned let world: World
    private let places: [TopicPartition]
    private var members: [SourceModel] = []
    private var targets: [TopicPartition: SourceModel] = [:]
    private var owners: [TopicPartition: SourceModel] = [:]

    init(world: World, topics: [String]) {
        self.world = world
        places = topics.flatMap { topic in
            (0..<(LogModel.partitions[topic] ?? 0)).map { TopicPartition(topic: topic, partition: $0) }
        }.sorted()
    }

    func join(_ source: SourceModel) {
        members.append(source)
        shuffle()
    }

    /// Takes a member out, whether it knows or not.
    func remove(_ source: SourceModel) {
        members.removeAll { $0 === source }
        for (place, owner) in owners where owner === source { owners[place] = nil }
        shuffle()
    }

    /// Shares the partitions out anew.
    func shuffle() {
        targets = [:]
        guard !members.isEmpty else { return }
        let start = world.dice.number(0...(members.count - 1))
        for (index, place) in places.enumerated() { targets[place] = members[(start + index) % members.count] }
    }

    func owner(of place: TopicPartition) -> SourceModel? { owners[place] }

    /// What a member is to give up now.
    func revoked(from source: SourceModel) -> [TopicPartition] {
        places.filter { owners[$0] === source && targets[$0] !== source }
    }

    func giveUp(_ place: TopicPartition) { owners[place] = nil }

    /// Gives a member what is its own and nobody else's any more.
    func assign(to source: SourceModel) -> [TopicPartition] {
        let given = places.filter { targets[$0] === source && owners[$0] == nil }
        for place in given { owners[place] = source }
        return given
    }
}
