extension DriverCode {
    /// Both in one line of text, for people who also filter by the code: `slept well (sleep_good)`.
    public var wordsAndCode: String { "\(words) (\(rawValue))" }

    /// What the driver says, in plain words and without a person: they stand in an athlete's app and in a coach's table.
    public var words: String {
        switch self {
        case .hrvBelowNormal: "heart rate variability below normal"
        case .hrvWithinNormal: "heart rate variability within normal"
        case .hrvAboveNormal: "heart rate variability above normal"
        case .hrvUnusuallyHigh: "heart rate variability unusually high"
        case .restingHRElevated: "resting heart rate elevated"
        case .restingHRWithinNormal: "resting heart rate within normal"
        case .restingHRLower: "resting heart rate lower than usual"
        case .restingHRUnusuallyLow: "resting heart rate unusually low"
        case .sleepPoor: "slept poorly"
        case .sleepFair: "slept fairly"
        case .sleepGood: "slept well"
        case .debtHigh: "high sleep debt"
        case .debtOK: "some sleep debt"
        case .debtLow: "hardly any sleep debt"
        case .loadHigh: "training load well above what is usual"
        }
    }
}
