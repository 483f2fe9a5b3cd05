import Kafka
import TestSupport

extension Scene {
    /// A process of ours dies, or stands still.
    func strikeProcess(_ fault: ProcessFault, _ strike: Strike) throws {
        switch fault {
        case .kill: try fleet.replace(strike.target)
        case .freeze:
            guard let process = fleet.process(strike.target) else { return }
            process.freeze()
            rest(strike.lasting)
            process.thaw()
        case .freezePastSession:
            guard let process = fleet.process(strike.target) else { return }
            let owned = freezeInMidBatch(process)
            let before = checkpoints(of: process.role)
            rest(strike.lasting)
            wait { checkpoints(of: process.role).contains { owned.contains($0.key) && $0.value > before[$0.key] ?? 0 } }
            process.thaw()
        }
    }

    /// Only a zombie with a batch in hand can do harm: it must own something, and be busy with it for a while.
    private func freezeInMidBatch(_ process: PipelineProcess) -> Set<TopicPartition> {
        wait { !process.assigned.isEmpty }
        let owned = process.assigned
        let store = proxies[process.role == .archiver ? .postgres : .redis]
        store?.setDelay(.milliseconds(150))
        rest(.milliseconds(500))
        process.freeze()
        store?.setDelay(.zero)
        // What it has sent arrives, as does what was on its way.
        rest(.seconds(1))
        return owned
    }

    private func checkpoints(of role: PipelineProcess.Role) -> [TopicPartition: Int64] {
        (role == .archiver ? try? pipeline.archiveCheckpoints() : try? pipeline.checkpoints()) ?? [:]
    }
}
