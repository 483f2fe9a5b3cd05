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

    /// The page's rows, and how many there are on all pages.
    ///
    /// What is withheld passes no filter and stands at the end of every order, so that neither tells what it is.
    func select(_ rows: [TeamRow]) -> (rows: [TeamRow], total: Int) {
        let matching = order.sorted(rows.filter(matches))
        return (Array(matching.dropFirst(page.skipped).prefix(page.size)), matching.count)
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

    private func value(_ row: TeamRow) -> Double? {
        switch key {
        case .athlete: nil
        case .readiness: row.readiness?.total?.exact
        case .change: row.change
        case .lastNight: row.lastNight?.night.durationMin
        case .sleepDebt: row.sleepDebt
        case .updatedAt: row.updatedAt.map { Double($0.microseconds) }
        }
    }
}
