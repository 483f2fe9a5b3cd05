import Blocking
import Events
import TestSupport

extension ChaosRun {
    private static let stragglers = Duration.seconds(30)

    /// Ends the load, waits for the rest of it, and checks what must hold.
    func judge(_ scene: Scene, _ watchers: Watchers) async throws -> ChaosReport {
        try await watchers.endLoad()
        return try await onOwnThread("judge") {
            let pipeline = scene.pipeline
            try eventually("everything is stored", deadline: Self.patience) {
                let end = try pipeline.logEnd(of: Topics.all)
                guard watchers.witness.ends.values.reduce(0, +) == end else { return false }
                return try pipeline.isHotDone() && pipeline.isColdDone() && end == pipeline.logEnd(of: Topics.all)
            }
            let check = try ArchiveCheck(pipeline, watchers.witness, watchers.load)
            // An insight that was held back may still be on its way; what is lost or doubled stays so.
            try? eventually(
                "the archive has what the log has", deadline: Self.stragglers,
                isTrue: { try ArchiveCheck.miscounts(pipeline, watchers.witness).isEmpty })
            let miscounts = try ArchiveCheck.miscounts(pipeline, watchers.witness)
            for violation in check.violations + miscounts { journal.violation(violation) }
            try checkConfiguration(scene)
            try verify(scene)
            try checkTraces(of: watchers.witness.log.gone, in: pipeline)
            return ChaosReport(watchers.recoveries, check, watchers.load, journal)
        }
    }

    /// Every score must be right under the commit that it names, so this is about the commits too.
    private func verify(_ scene: Scene) throws {
        let (exitCode, output) = try scene.pipeline.run(
            .verify, ["--config-repo", scene.repository.path], within: Self.patience)
        journal.tell(output)
        if exitCode != 0 { journal.violation("verify has exit code \(exitCode ?? -1)") }
    }

    private func checkConfiguration(_ scene: Scene) throws {
        let newest = try scene.repository.head()
        for process in scene.fleet.processes {
            do {
                try eventually("\(process.role.rawValue) follows", deadline: Self.stragglers) {
                    process.admin("/healthz")?.body.contains("\"commit\":\"\(newest)\"") ?? false
                }
            } catch {
                journal.violation("\(process.role.rawValue) does not run under \(newest), the newest commit")
            }
        }
    }

    /// Whoever was erased and has not come back is to be nowhere at all.
    private func checkTraces(of people: Set<ExactText>, in pipeline: Pipeline) throws {
        for user in people.map(\.text).sorted() {
            let places = try pipeline.places(of: user)
            journal.tell("\(user) was erased and has not come back")
            if !places.isEmpty { journal.violation("\(user) was erased, and is still in \(places)") }
        }
    }
}
