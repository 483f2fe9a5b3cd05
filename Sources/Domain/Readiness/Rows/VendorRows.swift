import Events

/// Everything one vendor has said.
struct VendorRows: Equatable, Sendable {
    let vendor: String
    var rmssd = Series<Double>()
    var sdnn = Series<Double>()
    var restingHR = Series<Double>()
    var sleep = Series<SleepNight>()

    init(vendor: String) { self.vendor = vendor }

    var isEmpty: Bool { rmssd.isEmpty && sdnn.isEmpty && restingHR.isEmpty && sleep.isEmpty }

    var newestValue: CivilDate? {
        [rmssd.newestValue, sdnn.newestValue, restingHR.newestValue, sleep.newestValue].compactMap { $0 }.max()
    }

    /// The newest date of any register that was not taken back.
    var newestDate: CivilDate? {
        [rmssd.newestDate, sdnn.newestDate, restingHR.newestDate, sleep.newestDate].compactMap { $0 }.max()
    }

    mutating func prune(before date: CivilDate) {
        rmssd.prune(before: date)
        sdnn.prune(before: date)
        restingHR.prune(before: date)
        sleep.prune(before: date)
    }

    static func == (a: VendorRows, b: VendorRows) -> Bool {
        a.vendor.equalsByBytes(b.vendor) && a.rmssd == b.rmssd && a.sdnn == b.sdnn && a.restingHR == b.restingHR
            && a.sleep == b.sleep
    }
}
