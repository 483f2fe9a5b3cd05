import Access
import Events
import HTTPKit
import Readiness

/// Which rows of a coach's table are asked for, in which order.
struct TeamTable: Sendable, Equatable {
    var band: ReadinessBand?
    var flag: ReadinessFlag?
    var stale: Bool?
    var order = Order(.readiness)
    var page = Page()

    /// By what the rows are ordered, and whether greatest first.
    struct Order: Sendable, Equatable {
        var key: Key
        var descending = false

        enum Key: String, CaseIterable {
            case athlete, readiness, change, lastNight, sleepDebt, updatedAt
        }

        init(_ key: Key, descending: Bool = false) {
            self.key = key
            self.descending = descending
        }
    }

    init() {}

    /// - Throws: a 400 that names what is wrong.
    init(_ query: Query) throws(Problem) {
        band = try query.choice("band")
        flag = try query.choice("flag")
        stale = try query.choice("stale", Truth.self).map { $0 == .true }
        page = try Page(query)
        guard let sort = try query.text("sort") else { return }
        guard let key = Order.Key(rawValue: sort.hasPrefix("-") ? String(sort.dropFirst()) : sort) else {
            let names = Order.Key.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem.badRequest("sort must be one of: \(names); with a minus before it the greatest comes first")
        }
        order = Order(key, descending: sort.hasPrefix("-"))
    }

    /// A page, and what the answer tells of everybody in the team.
    struct Selection {
        /// The page's.
        var rows: [TeamRow]
        /// Rows on all pages.
        var total: Int
        /// For the record of reads: filters, totals and orders tell of people who are not on the page as well.
        var told: [Look.Shown]
    }

    /// The page's rows, and how many there are on all pages.
    ///
    /// What is withheld passes no filter and stands at the end of every order, so that neither tells what it is.
    func select(_ rows: [TeamRow]) -> Selection {
        let matching = order.sorted(rows.filter(matches))
        let page = matching.dropFirst(page.skipped).prefix(page.size)
        var told = Dictionary(rows.map { ($0.visibility.subject, asked(of: $0)) }) { $0.union($1) }
        for row in page { told[row.visibility.subject]?.formUnion(row.read) }
        // Who stands elsewhere stands before or after what is shown.
        if !page.isEmpty {
            for row in matching.prefix(page.startIndex) + matching.suffix(from: page.endIndex) {
                told[row.visibility.subject]?.formUnion(order.tells(of: row))
            }
        }
        return Selection(
            rows: Array(page), total: matching.count,
            told: rows.map { Look.Shown($0.visibility.subject, told[$0.visibility.subject] ?? []) })
    }

    /// What it tells of a row to have passed the filters or not: nothing where one of them asks for what is withheld, since
    /// the row then passes under no circumstances.
    private func asked(of row: TeamRow) -> Set<Signal> {
        var asked: Set<Signal> = []
        if band != nil || flag != nil || stale != nil { asked.insert(.readiness) }
        if let flag { asked.insert(flag == .sleepDebtHigh ? .sleep : .hrv) }
        guard row.visibility.shown.isSuperset(of: asked) else { return [] }
        return stale == nil ? asked : asked.union(row.read)
    }

    private func matches(_ row: TeamRow) -> Bool {
        if let band, row.readiness?.total?.band != band { return false }
        if let flag, !row.flags.contains(flag) { return false }
        if let stale, row.isStale != stale { return false }
        return true
    }

    private enum Truth: String, CaseIterable { case `true`, `false` }
}

extension TeamTable.Order {
    /// Rows that are equal, or have no value, keep the order of the athletes' ids.
    fileprivate func sorted(_ rows: [TeamRow]) -> [TeamRow] {
        guard key != .athlete else { return descending ? rows.reversed() : rows }
        let keyed = rows.enumerated().map { (place: $0, value: value($1), row: $1) }
        return keyed.sorted { a, b in
            switch (a.value, b.value) {
            case (let x?, let y?) where x != y: descending ? x > y : x < y
            case (_?, nil): true
            case (nil, _?): false
            default: a.place < b.place
            }
        }.map(\.row)
    }

    /// What a row's place before or after others tells of it.
    fileprivate func tells(of row: TeamRow) -> Set<Signal> {
        switch key {
        case .athlete: []
        case .readiness, .change: row.read.intersection([.readiness])
        case .lastNight, .sleepDebt: row.read.intersection([.sleep])
        case .updatedAt: row.read.intersection([.hrv, .sleep])
        }
    }

    /// By what stands in the row and nothing finer: the order of two equal scores would tell their exact ones.
    private func value(_ row: TeamRow) -> Double? {
        switch key {
        case .athlete: nil
        case .readiness: row.readiness?.total.map { Double($0.score) }
        case .change: row.change
        case .lastNight: row.lastNight?.night.durationMin
        case .sleepDebt: row.sleepDebt
        case .updatedAt: row.updatedAt.map { Double($0.microseconds) }
        }
    }
}
