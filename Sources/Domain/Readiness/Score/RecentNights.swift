import Events

/// The nights of the debt window, one vendor's per date, oldest first.
struct RecentNights {
    struct Entry {
        let daysBack: Int
        let vendor: String
        let value: SleepNight
    }

    private(set) var all: [Entry] = []

    /// The night that ended on the scored date.
    var lastNight: Entry? { all.last.flatMap { $0.daysBack == 0 ? $0 : nil } }

    /// `preferred` is the vendor whose heart-rate series is in use: one device's view of a day stays together.
    init(in rows: DailyRows, on date: CivilDate, preferred: String?, settings: ReadinessSettings) {
        let window = date.advanced(by: 1 - max(1, settings.debt.nights))...date
        for rows in rows.vendors {
            for slot in rows.sleep.slots(window) {
                guard let night = rows.sleep.registers[slot].value else { continue }
                let entry = Entry(
                    daysBack: date.days(since: rows.sleep.dates[slot]), vendor: rows.vendor, value: night)
                let index = all.firstIndex { $0.daysBack <= entry.daysBack } ?? all.endIndex
                if index == all.endIndex || all[index].daysBack != entry.daysBack {
                    all.insert(entry, at: index)
                } else if settings.rank(of: entry.vendor, preferring: preferred)
                    < settings.rank(of: all[index].vendor, preferring: preferred)
                {
                    all[index] = entry
                }
            }
        }
    }
}

extension ReadinessSettings {
    fileprivate func rank(of vendor: String, preferring preferred: String?) -> Int {
        if let preferred, preferred.equalsByBytes(vendor) { return -1 }
        return rank(of: vendor)
    }
}
