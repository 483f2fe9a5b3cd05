import Events
import Foundation
import Kafka
import Postgres
import TestSupport
import Testing

/// What must hold after every scene: everything is stored, `verify` reports no difference, every acknowledged event and
/// every insight is in the archive once, and every counter is the number of its distinct events there.
struct ExactlyOnceCheck {
    /// What the archive has of one person.
    private struct Counts: Equatable, CustomStringConvertible {
        var pageViews = 0
        var events: [String: Int] = [:]

        var description: String { "\(pageViews) page views, events \(events.sorted { $0.key < $1.key })" }
    }

    private let pipeline: Pipeline
    private let acknowledged: [String]

    /// - Parameter acknowledged: the ids of the events whose production the broker has acknowledged, and that no retention
    ///   has deleted before they were read.
    init(_ pipeline: Pipeline, acknowledged: [String]) {
        self.pipeline = pipeline
        self.acknowledged = acknowledged
    }

    /// Waits until everything is stored, and checks it.
    ///
    /// - Parameters:
    ///   - absent: ids that nobody may find in the archive.
    ///   - deadLetters: how many records lie in that topic's archive.
    func expect(
        absent: [String] = [], deadLetters: Int = 0, within deadline: Duration = .seconds(120),
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try pipeline.waitUntilDone(deadline: deadline)
        try eventually("no date waits for a rescore", state: { pipeline.logs }) {
            try pipeline.openPostgres().query("SELECT count(*) FROM rescore_queue").first?.int(0) == 0
        }
        let (code, output) = try pipeline.run(.verify, within: deadline)
        if code != 0 { try pipeline.keepLogs(in: Checkout.path(".build") + "/broker") }
        #expect(code == 0, "logs are in .build/broker; verify: \(output)", sourceLocation: sourceLocation)
        #expect(output.contains(/(^|\n)0 differences\n/), "verify: \(output)", sourceLocation: sourceLocation)
        try expectArchive(absent: absent, deadLetters: deadLetters, sourceLocation)
        try expectInsights(sourceLocation)
        try expectCounters(sourceLocation)
    }

    /// What the processor has told is acknowledged to it alone, so the log is asked for it.
    private func expectInsights(_ sourceLocation: SourceLocation) throws {
        let told = Set(try LogReader.read(Topics.insights, of: pipeline).map { "\($0.place.partition)@\($0.offset)" })
        func missing() throws -> [String] {
            let rows = try pipeline.openPostgres().query(
                #"SELECT partition || '@' || "offset" AS place FROM archive.events WHERE topic = $1"#,
                [.text(Topics.insights)]
            ).rows
            return Array(told.subtracting(try rows.map { try $0.text("place") }))
        }
        // Counters are told some time after they have changed, and so may be the newest of them.
        try? eventually("the archive has what the log has", deadline: .seconds(30)) { try missing().isEmpty }
        expectNone(try missing(), "insights of the log are not archived", sourceLocation)
    }

    private func expectArchive(absent: [String], deadLetters: Int, _ sourceLocation: SourceLocation) throws {
        // A copy that was moved to its person's partition, or retried, names where it came from.
        let rows = try pipeline.openPostgres().query(
            """
            SELECT payload->>'id' AS id, count(*) AS copies FROM archive.events
            WHERE topic = ANY($1) AND payload ? 'id'
                AND NOT coalesce(headers, '[]') @> '[{"name":"pulsehub-origin"}]'
                AND NOT coalesce(headers, '[]') @> '[{"name":"pulsehub-retry"}]'
            GROUP BY 1
            """, [.textArray(Pipeline.inputs)]
        ).rows
        let copies = Dictionary(uniqueKeysWithValues: try rows.map { (try $0.text("id"), try $0.int("copies")) })
        expectNone(acknowledged.filter { copies[$0] == nil }, "acknowledged and not archived", sourceLocation)
        expectNone(copies.filter { $0.value > 1 }.map(\.key), "archived more than once", sourceLocation)
        expectNone(absent.filter { copies[$0] != nil }, "archived though never committed", sourceLocation)
        let parked = try pipeline.openPostgres().query(
            "SELECT count(*) FROM archive.events WHERE topic = $1", [.text(Topics.deadLetter)])
        #expect(try parked.first?.int(0) == deadLetters, "dead letters", sourceLocation: sourceLocation)
    }

    private func expectCounters(_ sourceLocation: SourceLocation) throws {
        let rows = try pipeline.openPostgres().query(
            """
            SELECT user_id, type, count(DISTINCT payload->>'id') AS events FROM archive.events
            WHERE topic = $1 AND user_id IS NOT NULL GROUP BY 1, 2
            """, [.text(Topics.activity)]
        ).rows
        var archived: [String: Counts] = [:]
        for row in rows {
            let (user, type, count) = (try row.text("user_id"), try row.text("type"), try row.int("events"))
            if type == "pulsehub.page.viewed.v1" {
                archived[user, default: Counts()].pageViews = count
            } else if let name = type.firstMatch(of: /^pulsehub\.activity\.(.+)\.v1$/)?.1 {
                archived[user, default: Counts()].events[String(name)] = count
            }
        }
        let live = try pipeline.profiles().compactMapValues { $0["activity"] }
            .mapValues { try JSONDecoder().decode(Document.self, from: Data($0)).counts }
        let wrong = Set(archived.keys).union(live.keys).filter { archived[$0] != live[$0] }.sorted()
        expectNone(
            wrong.map { "\($0): \(live[$0]?.description ?? "nothing") of \(archived[$0]?.description ?? "nothing")" },
            "people whose counters are not the archive's", sourceLocation)
    }

    private func expectNone(_ found: [String], _ what: String, _ sourceLocation: SourceLocation) {
        // An expectation would print them all.
        guard !found.isEmpty else { return }
        Issue.record("\(found.count) \(what): \(found.sorted().prefix(5))", sourceLocation: sourceLocation)
    }

    /// The part of a profile that counts.
    private struct Document: Decodable {
        let pageViews: Int
        let events: [String: Int]

        var counts: Counts { Counts(pageViews: pageViews, events: events) }
    }
}
