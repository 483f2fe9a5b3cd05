import Access
import Events
import Testing

@testable import Updates

@Suite("Alerts")
struct AlertTests {
    static let preferences = AlertPreferences(sleepDebtMinutes: 300, readinessBelow: 60)

    static func told(_ figures: [AlertFigures], _ preferences: AlertPreferences = preferences) -> [[Alert.Kind]] {
        var told = ToldAlerts()
        return figures.map { Alert.crossed(by: $0, preferences, after: &told).map(\.kind) }
    }

    @Test("a crossing is told once, and again after the figure was on the good side")
    func once() {
        let scores: [Double?] = [70, 59, 40, 60, 59, nil, 59]
        let figures = scores.map { AlertFigures(date: "2026-11-20", score: $0) }
        #expect(Self.told(figures) == [[], [.lowReadiness], [], [], [.lowReadiness], [], [.lowReadiness]])
    }

    @Test("the thresholds: a debt that is reached, a score that is below")
    func thresholds() {
        #expect(Self.told([AlertFigures(date: "2026-11-20", score: 60, sleepDebt: 299.9)]) == [[]])
        #expect(
            Self.told([AlertFigures(date: "2026-11-20", score: 59.9, sleepDebt: 300)])
                == [[.sleepDebt, .lowReadiness]])
    }

    @Test("another day is another crossing, and an older day tells nothing")
    func days() {
        let figures = ["2026-11-20", "2026-11-21", "2026-11-20", "2026-11-21"].map {
            AlertFigures(date: CivilDate($0) ?? .earliest, score: 10)
        }
        #expect(Self.told(figures) == [[.lowReadiness], [.lowReadiness], [], []])
    }

    @Test("without preferences nothing is told")
    func none() {
        #expect(Self.told([AlertFigures(date: "2026-11-20", score: 0, sleepDebt: 9999)], AlertPreferences()) == [[]])
    }

    @Test("an event id carries what was told, so that a returning client is not told twice")
    func acrossConnections() throws {
        var told = ToldAlerts()
        let figures = AlertFigures(date: "2026-11-20", score: 10)
        #expect(Alert.crossed(by: figures, Self.preferences, after: &told).count == 1)
        let id = try #require(EventID(EventID(states: 7, alerts: told).description))
        var again = id.alerts
        #expect(Alert.crossed(by: figures, Self.preferences, after: &again).isEmpty)
        #expect(id.states == 7)
    }

    @Test(
        "an event id that was not written here is as good as none",
        arguments: [
            "", "7", "zz", "0123456789abcdef-1", "0123456789abcdeg", "0123456789abcdef-1-300", "0123456789abcdef-1-1-1",
        ])
    func foreignIDs(text: String) { #expect(EventID(text) == nil) }
}
