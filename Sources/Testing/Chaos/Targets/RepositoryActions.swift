import TestSupport

extension Scene {
    /// Commits to the repository. Every process takes it over by itself, or refuses it.
    func commit(_ change: Change, _ strike: Strike) throws {
        // So that no two commits are equal, which Git would refuse.
        let mark = "# \(strike.lot)\n"
        switch change {
        case .setting:
            try repository.commit(
                Self.batches(hot: 10 + Int(strike.lot % 30), cold: 50 + Int(strike.lot / 30 % 100), mark))
        case .terms:
            let (slope, high) = (15 + strike.lot % 21, 70 + strike.lot / 21 % 21)
            try repository.commit([
                "config/application.yaml": mark + "readiness: {curve: {slope: \(slope)}, bands: {high: \(high)}}\n"
            ])
        case .mistake:
            try repository.commit(["config/archiver.yaml": mark + "cold: {batchRecrods: 5}\n"])
            rest(strike.lasting)
            try repository.revert()
        }
    }

    /// Small, so that a blow nearly always finds one half done.
    static func batches(hot: Int, cold: Int, _ mark: String = "") -> [String: String] {
        [
            "config/stream-processor.yaml": mark + "hot: {batchRecords: \(hot)}\n",
            "config/archiver.yaml": mark + "cold: {batchRecords: \(cold)}\n",
        ]
    }
}
