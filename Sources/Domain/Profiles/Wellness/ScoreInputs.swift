import Events
import Readiness

/// The inputs of scores that events have written, and so which events can have changed the score of a date.
///
/// An input that was replaced within the same batch counts no more: its row is in no window.
package struct ScoreInputs: Sendable {
    /// Where an event stands among the others; a greater number is later.
    package typealias Order = [ExactText: Int]

    fileprivate enum Kind {
        case row(RowKind)
        case load
        case sleepNeed
    }

    fileprivate struct Input {
        let kind: Kind
        let date: CivilDate
        let event: String
        let number: Int
        /// False where it says what was known: then it changes no score, but dates up to its own may get their first one.
        let isChange: Bool
    }

    /// By number.
    private var inputs: [Input] = []

    /// What a batch changed.
    ///
    /// - Parameters:
    ///   - after: with every row that the batch brought, so before what is too old is forgotten.
    ///   - order: of the events of the batch.
    package init(from before: WellnessProfile, to after: WellnessProfile, _ changes: WellnessChanges, order: Order) {
        for key in changes.rows {
            switch key.kind {
            case .hrv:
                add(
                    after.rows.hrvEntry(vendor: key.vendor, date: key.date),
                    besides: before.rows.hrvEntry(vendor: key.vendor, date: key.date), order)
            case .sleep:
                add(
                    after.rows.sleepEntry(vendor: key.vendor, date: key.date),
                    besides: before.rows.sleepEntry(vendor: key.vendor, date: key.date), order)
            }
        }
        for date in Set(changes.loads) {
            let dates = date..<date.advanced(by: 1)
            let known = before.rows.loadEntries(in: dates).map { (ExactText($0.eventID), $0.load) }
            add(after.rows.loadEntries(in: dates), besides: Dictionary(known) { first, _ in first }, order)
        }
        if let need = after.settings.sleepNeedMin, need.value != before.settings.sleepNeedMin?.value {
            add(.sleepNeed, .earliest, need.eventID, order, isChange: true)
        }
        inputs.sort(by: Self.inOrder)
    }

    /// Everything that a person's scores are computed from, deletes included.
    ///
    /// - Parameter order: events without a number there count as the first.
    package init(of profile: WellnessProfile, order: Order) {
        for entry in profile.rows.hrvEntries { add(entry, besides: nil, order, isChange: true) }
        for entry in profile.rows.sleepEntries { add(entry, besides: nil, order, isChange: true) }
        add(profile.rows.loadEntries, besides: [:], order)
        if let need = profile.settings.sleepNeedMin { add(.sleepNeed, .earliest, need.eventID, order, isChange: true) }
        inputs.sort(by: Self.inOrder)
    }

    /// The events with a greater number that changed an input of the date's score.
    ///
    /// Where there are none, those that gave a date its first score by naming a later one.
    package func causes(
        of date: CivilDate, under settings: ReadinessSettings, after number: Int = .min
    ) -> Causes {
        let changes = causes(after: number) { $0.isChange && $0.counts(on: date, under: settings) }
        guard changes.count == 0 else { return changes }
        return causes(after: number) { $0.opens(date, under: settings) }
    }

    /// The last event that a rescore of the dates is owed to: one that counts for them, if there is any.
    package func last(for dates: ClosedRange<CivilDate>) -> String? {
        (inputs.last { $0.touches(dates) } ?? inputs.last)?.event
    }

    private func causes(after number: Int, _ isCause: (Input) -> Bool) -> Causes {
        var found = Causes()
        for input in inputs where input.number > number && isCause(input) {
            // Of one event there may be several inputs, which stand side by side.
            if let last = found.last, last.utf8.elementsEqual(input.event.utf8) { continue }
            found.add(input.event)
        }
        return found
    }

    private static func inOrder(_ a: Input, _ b: Input) -> Bool {
        a.number != b.number ? a.number < b.number : a.event.utf8.lexicographicallyPrecedes(b.event.utf8)
    }
}

extension ScoreInputs {
    private mutating func add(_ new: HRVEntry?, besides old: HRVEntry?, _ order: Order, isChange: Bool = false) {
        guard let new else { return }
        for (register, known) in [
            (new.rmssd, old?.rmssd), (new.sdnn, old?.sdnn), (new.restingHR, old?.restingHR),
        ] {
            guard let register, register != known else { continue }
            let differs = isChange || register.value != known?.value
            add(.row(.hrv), new.date, register.eventID, order, isChange: differs)
        }
    }

    private mutating func add(_ new: SleepEntry?, besides old: SleepEntry?, _ order: Order, isChange: Bool = false) {
        guard let new, new != old else { return }
        let differs = isChange || new.night.value != old?.night.value
        add(.row(.sleep), new.date, new.night.eventID, order, isChange: differs)
    }

    private mutating func add(_ loads: [LoadEntry], besides old: [ExactText: Double], _ order: Order) {
        for entry in loads where old[ExactText(entry.eventID)] != entry.load {
            add(.load, entry.date, entry.eventID, order, isChange: true)
        }
    }

    private mutating func add(_ kind: Kind, _ date: CivilDate, _ event: String, _ order: Order, isChange: Bool) {
        let number = order[ExactText(event)] ?? 0
        inputs.append(Input(kind: kind, date: date, event: event, number: number, isChange: isChange))
    }
}

extension ScoreInputs.Input {
    /// Whether the date's windows hold it.
    func counts(on other: CivilDate, under settings: ReadinessSettings) -> Bool {
        let age = other.days(since: date)
        return switch kind {
        case .row(let kind): age >= 0 && age <= settings.reach(of: kind)
        case .load: age >= 1 && age <= WellnessWindow.loadDays
        case .sleepNeed: true
        }
    }

    /// Whether a date up to its own may have got its first score by it.
    func opens(_ other: CivilDate, under settings: ReadinessSettings) -> Bool {
        guard case .row = kind else { return false }
        return date >= other || counts(on: other, under: settings)
    }

    /// Whether it can count for one of the dates.
    func touches(_ dates: ClosedRange<CivilDate>) -> Bool {
        switch kind {
        case .row(let kind):
            date <= dates.upperBound && date.advanced(by: WellnessWindow.reach(of: kind)) >= dates.lowerBound
        case .load: date < dates.upperBound && date.advanced(by: WellnessWindow.loadDays) >= dates.lowerBound
        case .sleepNeed: true
        }
    }
}

extension ReadinessSettings {
    /// Days after its own that a row counts for a score.
    fileprivate func reach(of kind: RowKind) -> Int {
        switch kind {
        case .hrv: max(1, windows.baselineDays, windows.weekDays - 1)
        case .sleep: max(1, debt.nights) - 1
        }
    }
}
