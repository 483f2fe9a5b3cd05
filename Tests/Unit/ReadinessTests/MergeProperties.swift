import Events
import Readiness
import Testing

@Suite("Merging does not depend on order")
struct MergeProperties {
    static let seeds: Range<UInt64> = 0..<60

    @Test(
        "shuffled, repeated and split rows, deletes among them, end in the same state and the same bytes",
        arguments: seeds)
    func anyOrder(seed: UInt64) {
        var athlete = Athlete(seed: seed)
        let writes = athlete.writes()
        let expected = DailyRows(writes)
        let mixed = athlete.shuffled(writes + writes.prefix(writes.count / 2) + writes.flatMap(\.split))
        let actual = DailyRows(mixed)
        #expect(actual == expected)
        #expect(actual.document() == expected.document())
    }

    @Test("entries put back in any order, some twice, restore the state", arguments: seeds)
    func restore(seed: UInt64) {
        var athlete = Athlete(seed: seed)
        let rows = DailyRows(athlete.writes())
        var restored = DailyRows()
        for entry in athlete.shuffled(rows.hrvEntries + rows.hrvEntries.prefix(3)) { restored.restore(entry) }
        for entry in athlete.shuffled(rows.sleepEntries) { restored.restore(entry) }
        for entry in athlete.shuffled(rows.loadEntries) { restored.restore(entry) }
        #expect(restored == rows)
        for entry in rows.hrvEntries { #expect(rows.hrvEntry(vendor: entry.vendor, date: entry.date) == entry) }
        for entry in rows.sleepEntries { #expect(rows.sleepEntry(vendor: entry.vendor, date: entry.date) == entry) }
    }

    @Test("a write names its entry exactly when it changes the state", arguments: seeds)
    func changes(seed: UInt64) {
        var athlete = Athlete(seed: seed)
        let writes = athlete.writes()
        var rows = DailyRows()
        for write in athlete.shuffled(writes + writes) {
            let before = rows
            switch write {
            case .hrv(let row):
                let key = rows.insert(row)
                #expect((key != nil) == (rows != before))
                #expect(key == nil || key == RowKey(kind: .hrv, vendor: row.vendor, date: row.date))
            case .sleep(let row):
                let key = rows.insert(row)
                #expect((key != nil) == (rows != before))
                #expect(key == nil || key == RowKey(kind: .sleep, vendor: row.vendor, date: row.date))
            case .load(let load, let date, let id):
                #expect(rows.add(load: load, on: date, eventID: id) == (rows != before))
            case .delete(let kind, let vendor, let date, let capturedAt, let id):
                let key = rows.delete(kind: kind, vendor: vendor, date: date, capturedAt: capturedAt, eventID: id)
                #expect((key != nil) == (rows != before))
            }
        }
    }

    @Test("rows from the future or older than every window change no score", arguments: seeds)
    func outsideWindows(seed: UInt64) {
        var athlete = Athlete(seed: seed)
        let writes = athlete.writes().filter {
            if case .load = $0 { false } else { true }
        }
        let rows = DailyRows(writes)
        var outside: [Write] = []
        for distance in 1...5 {
            let future = Athlete.today.advanced(by: distance)
            outside += [
                athlete.hrv("oura", future), athlete.sleep("oura", future), .load(500, on: future, eventID: "x"),
            ]
            outside.append(athlete.hrv("oura", Athlete.today.advanced(by: -60 - distance)))
            outside.append(athlete.sleep("oura", Athlete.today.advanced(by: -13 - distance)))
        }
        outside.append(.load(500, on: Athlete.today, eventID: "today"))
        #expect(DailyRows(writes + outside).document() == rows.document())
    }

    @Test("pruning what no window can see changes no score, and pruning twice nothing more", arguments: seeds)
    func prune(seed: UInt64) {
        var athlete = Athlete(seed: seed)
        let rows = DailyRows(athlete.writes())
        let edge = Athlete.today.advanced(by: -60)
        var pruned = rows
        pruned.prune(before: edge)
        #expect(pruned.document() == rows.document())
        #expect(!pruned.hasEntries(before: edge))
        #expect(pruned.hrvEntries == rows.hrvEntries.filter { $0.date >= edge })
        var again = pruned
        again.prune(before: edge)
        #expect(again == pruned)
    }
}
