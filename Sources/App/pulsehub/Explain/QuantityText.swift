import Foundation
import Readiness
import Terminal

/// Quantities as a person reads them.
enum QuantityText {
    static func decimal(_ value: Double) -> String { String(format: "%.1f", value) }

    /// With its sign; what rounds to nothing is `0.0`.
    static func points(_ value: Double) -> String {
        let text = String(format: "%+.1f", value)
        return text == "+0.0" || text == "-0.0" ? "0.0" : text
    }

    /// A share of one as a percentage.
    static func percent(_ share: Double) -> String { String(format: "%.0f %%", 100 * share) }

    /// How old the newest value is that stands in for a missing one.
    static func age(_ days: Int) -> String { counted(days, "day") + " old" }

    static func minutes(_ value: Double) -> String {
        let minutes = Int(value.rounded())
        return "\(minutes / 60) h \(String(format: "%02d", minutes % 60))"
    }
}
