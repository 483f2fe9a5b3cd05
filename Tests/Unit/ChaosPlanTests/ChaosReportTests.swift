import Chaos
import TestSupport
import Testing

@Suite("The table of a run")
struct ChaosReportTests {
    @Test("each fault has a line with how often it struck, what it cost, and the middle and worst recovery")
    func table() {
        let report = ChaosReport(
            rows: [
                .init(
                    fault: .process(.kill, .ingest), recoveries: [.seconds(3), .milliseconds(1_250), .seconds(9)],
                    lost: 0,
                    doubled: 0),
                .init(fault: .diskFull, recoveries: [.zero], lost: 12, doubled: 1),
            ], acknowledged: 700, unknown: (events: 8, stored: 5), violations: [])
        #expect(
            report.table == """
                | fault                 | injected | lost | doubled | recovery, median | worst |
                | --------------------- | -------: | ---: | ------: | ---------------: | ----: |
                | ingest: kill -9       |        3 |    0 |       0 |            3.0 s | 9.0 s |
                | PostgreSQL: disk full |        1 |   12 |       1 |            0.0 s | 0.0 s |
                """)
        #expect(
            report.summary
                == "4 faults, 700 events acknowledged, 8 not (of which 5 stored): nothing lost, nothing twice")
    }
}
