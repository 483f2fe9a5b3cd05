import Events

/// Root mean square of successive differences between heartbeats, the HRV measure of short recordings.
public enum RMSSD {
    /// Computes RMSSD in milliseconds from RR intervals in milliseconds, in the order they were recorded.
    ///
    /// With `filter`, artefacts are dropped first and a recording that is too short or too noisy gives no value;
    /// without, every successive difference counts and one is enough. Linear in the number of intervals, which the
    /// caller bounds. Values that are not finite never crash: filtered they are artefacts, unfiltered they leave no
    /// value.
    public static func compute(
        rr: [Double], filter: Bool = true, settings: ReadinessSettings.RR = .standard
    ) -> RMSSDResult {
        let kept = filter ? RRFilter(rr, settings: settings).kept : Array(repeating: true, count: rr.count)
        var squares = 0.0
        var differences = 0
        var rejected = 0
        for index in rr.indices {
            guard kept[index] else {
                rejected += 1
                continue
            }
            guard index > 0, kept[index - 1] else { continue }
            let difference = rr[index] - rr[index - 1]
            squares += difference * difference
            differences += 1
        }
        var reason: RMSSDResult.Reason?
        if Double(rejected) > settings.droppedMax * Double(rr.count) {
            reason = .tooManyArtefacts
        } else if differences < (filter ? max(1, settings.differencesMin) : 1) {
            reason = .tooFewBeats
        } else if !squares.isFinite {
            reason = .notFinite
        }
        return RMSSDResult(
            rmssd: reason == nil ? (squares / Double(differences)).squareRoot() : nil, reason: reason,
            rejected: rejected, differences: differences)
    }
}

extension ReadinessSettings.RR {
    /// The published defaults.
    public static let standard = ReadinessSettings.RR()
}

/// RMSSD of one recording, or why there is none.
public struct RMSSDResult: Equatable, Sendable {
    /// Why a recording gives no value; the raw value is the wire name.
    public enum Reason: String, Sendable {
        /// More than a quarter of the beats dropped.
        case tooManyArtefacts = "too_many_artefacts"
        /// Fewer than twenty differences between kept neighbours.
        case tooFewBeats = "too_few_beats"
        /// Only without the filter: an interval is infinite, not a number or absurdly large.
        case notFinite = "not_finite"
    }

    /// Milliseconds; nil with a reason.
    public let rmssd: Double?
    /// Nil with a value.
    public let reason: Reason?
    /// Beats dropped.
    public let rejected: Int
    /// Differences between kept neighbours.
    public let differences: Int

    /// Natural logarithm of the value; nil without one, and for a perfectly even pulse.
    public var lnRmssd: Double? { rmssd.flatMap { $0 > 0 ? naturalLogarithm($0) : nil } }

    /// Writes one JSON object with sorted keys; `lnRmssd` is left out where there is no value.
    public func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("diffs")
        json.integer(differences)
        if rmssd != nil {
            json.key("lnRmssd")
            json.rounded(lnRmssd)
        }
        json.key("reason")
        json.text(reason?.rawValue)
        json.key("rejected")
        json.integer(rejected)
        json.key("rmssd")
        json.rounded(rmssd)
        json.endObject()
    }
}
