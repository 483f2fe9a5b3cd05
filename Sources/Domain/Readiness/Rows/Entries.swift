import Events

/// The stored registers of one vendor and date: the unit in which a store reads and writes heart-rate rows.
public struct HRVEntry: Equatable, Sendable {
    /// The athlete's own date.
    public var date: CivilDate
    /// The source of the values.
    public var vendor: String
    /// Milliseconds; nil when never written.
    public var rmssd: Register<Double>?
    /// Milliseconds; nil when never written.
    public var sdnn: Register<Double>?
    /// Beats per minute; nil when never written.
    public var restingHR: Register<Double>?

    /// An entry as read back from a store.
    public init(
        date: CivilDate, vendor: String, rmssd: Register<Double>?, sdnn: Register<Double>?, restingHR: Register<Double>?
    ) {
        self.date = date
        self.vendor = vendor
        self.rmssd = rmssd
        self.sdnn = sdnn
        self.restingHR = restingHR
    }

    /// Whether every register is taken back.
    var isRetraction: Bool { [rmssd, sdnn, restingHR].allSatisfy { $0?.isRetraction ?? true } }
}

/// The stored register of one vendor and night: the unit in which a store reads and writes sleep rows.
public struct SleepEntry: Equatable, Sendable {
    /// The athlete's own date.
    public var date: CivilDate
    /// The source of the night.
    public var vendor: String
    /// The whole night is one register.
    public var night: Register<SleepNight>

    /// An entry as read back from a store.
    public init(date: CivilDate, vendor: String, night: Register<SleepNight>) {
        self.date = date
        self.vendor = vendor
        self.night = night
    }
}

extension DailyRows {
    /// Every heart-rate entry by vendor (bytes), then date; built anew on each call.
    public var hrvEntries: [HRVEntry] {
        vendors.flatMap { rows in
            Set(rows.rmssd.dates).union(rows.sdnn.dates).union(rows.restingHR.dates).sorted().map { date in
                HRVEntry(
                    date: date, vendor: rows.vendor, rmssd: rows.rmssd[date], sdnn: rows.sdnn[date],
                    restingHR: rows.restingHR[date])
            }
        }
    }

    /// Every sleep entry by vendor (bytes), then date; built anew on each call.
    public var sleepEntries: [SleepEntry] {
        vendors.flatMap { rows in
            zip(rows.sleep.dates, rows.sleep.registers).map { SleepEntry(date: $0, vendor: rows.vendor, night: $1) }
        }
    }

    /// The registers of one date, nil when there are none; what to store after a change of that entry.
    public func hrvEntry(vendor: String, date: CivilDate) -> HRVEntry? {
        guard let index = position(of: vendor) else { return nil }
        let entry = HRVEntry(
            date: date, vendor: vendor, rmssd: vendors[index].rmssd[date], sdnn: vendors[index].sdnn[date],
            restingHR: vendors[index].restingHR[date])
        return entry.rmssd == nil && entry.sdnn == nil && entry.restingHR == nil ? nil : entry
    }

    /// The register of one night, nil when there is none; what to store after a change of that entry.
    public func sleepEntry(vendor: String, date: CivilDate) -> SleepEntry? {
        position(of: vendor).flatMap { vendors[$0].sleep[date] }
            .map { SleepEntry(date: date, vendor: vendor, night: $0) }
    }

    /// The values of one series within the dates, oldest first; deleted ones are left out.
    public func values(
        of metric: Metric, vendor: String, in dates: ClosedRange<CivilDate>
    ) -> [(date: CivilDate, value: Double)] {
        guard let index = position(of: vendor) else { return [] }
        let series =
            switch metric {
            case .rmssd: vendors[index].rmssd
            case .sdnn: vendors[index].sdnn
            case .restingHR: vendors[index].restingHR
            }
        return series.slots(dates).compactMap { slot in
            series.registers[slot].value.map { (series.dates[slot], $0) }
        }
    }

    /// Puts a stored entry back by merging it, so restoring twice or on top of newer rows is harmless.
    ///
    /// Ranges are not checked again. An entry whose registers are all nil changes nothing.
    public mutating func restore(_ entry: HRVEntry) {
        guard entry.rmssd != nil || entry.sdnn != nil || entry.restingHR != nil else { return }
        _ = merge(entry)
    }

    /// Puts a stored entry back by merging it, so restoring twice or on top of newer rows is harmless.
    public mutating func restore(_ entry: SleepEntry) { _ = merge(entry) }
}
