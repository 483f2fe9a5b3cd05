import Events

/// The registers of one vendor and one kind of value, sorted by date.
///
/// A sorted array, because scoring reads one window of neighbouring dates and rows mostly arrive at the end.
struct Series<Value: Comparable & Sendable>: Equatable, Sendable {
    private(set) var dates: [CivilDate] = []
    private(set) var registers: [Register<Value>] = []

    var isEmpty: Bool { dates.isEmpty }

    /// The newest date that holds a value, tombstones not counted.
    var newestValue: CivilDate? {
        registers.lastIndex { $0.value != nil }.map { dates[$0] }
    }

    /// The newest date of any register that was not taken back.
    var newestDate: CivilDate? {
        registers.lastIndex { !$0.isRetraction }.map { dates[$0] }
    }

    subscript(date: CivilDate) -> Register<Value>? {
        let index = firstIndex(from: date)
        return index < dates.endIndex && dates[index] == date ? registers[index] : nil
    }

    /// Merges a write; true when it changed what is stored.
    mutating func merge(_ register: Register<Value>, on date: CivilDate) -> Bool {
        let index = firstIndex(from: date)
        if index < dates.endIndex, dates[index] == date { return registers[index].merge(register) }
        dates.insert(date, at: index)
        registers.insert(register, at: index)
        return true
    }

    /// Forgets everything older than `date`.
    mutating func prune(before date: CivilDate) {
        let count = firstIndex(from: date)
        dates.removeFirst(count)
        registers.removeFirst(count)
    }

    /// Positions of the dates in the window, oldest first; a slot there may hold a tombstone.
    func slots(_ window: ClosedRange<CivilDate>) -> Range<Int> {
        var end = firstIndex(from: window.upperBound)
        if end < dates.endIndex, dates[end] == window.upperBound { end += 1 }
        return firstIndex(from: window.lowerBound)..<end
    }

    /// How many values, tombstones not counted, the window holds.
    func count(in window: ClosedRange<CivilDate>) -> Int {
        var count = 0
        for slot in slots(window) where registers[slot].value != nil { count += 1 }
        return count
    }

    /// The first position whose date is not before `date`.
    private func firstIndex(from date: CivilDate) -> Int {
        guard let last = dates.last, last >= date else { return dates.endIndex }
        var low = 0
        var high = dates.count - 1
        while low < high {
            let middle = (low + high) / 2
            if dates[middle] < date { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
