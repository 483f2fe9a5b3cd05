import Postgres
import TestSupport
import Testing

extension PipelineTests {
    @Suite("A database without its tables")
    struct MissingTablesTests {
        @Test(
            "ends every process that reads it at once, with exit code 1, the table's name and the cure",
            arguments: [PipelineProcess.Role.profileAPI, .archiver])
        func ends(role: PipelineProcess.Role) async throws {
            try await Pipeline.run { pipeline in
                _ = try pipeline.openPostgres().execute("ALTER TABLE archive.gaps RENAME TO elsewhere")
                let process = try pipeline.start(role)
                #expect(process.waitForEnd(within: .seconds(60)), "\(process.log)")
                #expect(process.exitCode == 1)
                #expect(process.log.contains("PostgreSQL has no table archive.gaps: run \"pulsehub db migrate\" first"))
            }
        }
    }
}
