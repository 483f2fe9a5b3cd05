import Kafka

/// Who reads which partition, as the group's coordinator sees it. Cooperative: a partition is given up before it is given.
final class GroupModel {
    private unowned let world: World
    private let topics: [String]
    /// As the coordinator knew them when it shared them out last.
    private var places: [TopicPartition] = []
    private var members: [SourceModel] = []
    private var targets: [TopicPartition: SourceModel] = [:]
    private var owners: [TopicPartition: SourceModel] = [:]
    private var committed: [TopicPartition: (offset: CommittedOffset, life: Int)] = [:]

    init(world: World, topics: [String]) {
        self.world = world
        self.topics = topics
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
        places = topics.flatMap { world.log.places(of: $0) }.sorted()
        guard !members.isEmpty else { return }
        let start = world.dice.number(0...(members.count - 1))
        for (index, place) in places.enumerated() { targets[place] = members[(start + index) % members.count] }
    }

    /// What a member tells the coordinator, which forgets it when the topic is deleted.
    func commit(_ offsets: [TopicPartition: CommittedOffset]) {
        for (place, offset) in offsets { committed[place] = (offset, world.log.life(of: place)) }
    }

    func committed(of place: TopicPartition) -> CommittedOffset? {
        committed[place].flatMap { $0.life == world.log.life(of: place) ? $0.offset : nil }
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
