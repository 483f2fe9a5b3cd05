import Kafka
import Streaming

/// One move of a store's checkpoint, as the log shows it.
struct CheckpointStep {
    private let place: TopicPartition
    private let from: Checkpoint?
    private let to: Checkpoint
    private let life: Int
    private let lineage: Lineage

    init(_ place: TopicPartition, from: Checkpoint?, to: Checkpoint, life: Int, lineage: Lineage) {
        self.place = place
        self.from = from
        self.to = to
        self.life = life
        self.lineage = lineage
    }

    /// The offsets that were read.
    var offsets: Range<Int64> { min(begin, to.nextOffset)..<to.nextOffset }

    private var begin: Int64 { from.flatMap { continues($0) ? $0.nextOffset : nil } ?? to.start }

    private func continues(_ from: Checkpoint) -> Bool {
        from.generation == to.generation && from.start == to.start && from.earlier == to.earlier
    }

    /// Which promise it breaks: none is moved back, none leaves the log, and nothing is passed over that was there.
    func fault(in log: LogModel) -> String? {
        guard to.nextOffset <= log.end(of: place, life: life) else {
            return "the checkpoint of \(place) went beyond the log, to \(to.nextOffset)"
        }
        if let from {
            guard to.position >= from.position else {
                return "the checkpoint of \(place) went back from \(from.position) to \(to.position)"
            }
            if continues(from) { return nil }
            guard to.earlier == from.read else { return "the checkpoint of \(place) forgot what was read before" }
            let before = lineage.life(of: place, generation: from.generation) ?? 0
            guard from.generation == to.generation ? life == before : life > before else {
                return "the checkpoint of \(place) told the same log for another, or another for the same"
            }
        }
        guard to.start <= log.low(of: place, life: life) else {
            return "\(place) was begun at \(to.start) although there was something before"
        }
        return nil
    }
}
