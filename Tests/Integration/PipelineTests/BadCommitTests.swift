import Foundation
import TestSupport
import Testing

extension PipelineTests {
    @Suite("Operators' commands under a bad newest commit")
    struct BadCommitTests {
        @Test("run under the last good one, and say so in one line")
        func commands() async throws {
            let repository = try ConfigurationRepository()
            let good = try repository.head()
            let bad = try repository.commit(["config/ingest.yaml": "ingest: {port: none}"])
            let warning = "warning: configuration commit \(bad.prefix(12)) cannot be used (config/ingest.yaml:1:16: "
            try await Pipeline.run { pipeline in
                let source = ["--config-repo", repository.path]
                // With what each says when it has come as far as its own work.
                let commands: [(role: PipelineProcess.Role, arguments: [String], answer: String)] = [
                    (.verify, [], "0 differences"), (.rebuild, ["--user", "nobody"], "Redis has no checkpoint"),
                    (.deadLetters, ["list"], "no dead letters match"), (.backup, ["list"], "set backup.store"),
                    (.restore, [], "set backup.store"),
                    (.config, ["show", "--service", "archiver"], "cold.batchRecords"),
                    (.token, ["--subject", "ana"], "."), (.db, ["status"], "applied"),
                ]
                for command in commands {
                    let output = try pipeline.run(command.role, command.arguments + source).output
                    #expect(output.contains(command.answer), "\(command.role): \(output)")
                    #expect(output.contains(warning), "\(command.role): \(output)")
                    #expect(output.contains("using \(good.prefix(12)), the last good one before it"), "\(output)")
                    #expect(output.matches(of: /warning: configuration/).count == 1, "\(command.role): \(output)")
                }
                let (code, output) = try pipeline.run(.config, ["check"] + source)
                #expect(code == 1 && output.contains("config/ingest.yaml:1:16: ingest.port"), "\(output)")
            }
        }

        @Test("config check warns of edits that are not committed, and checks them when asked")
        func uncommitted() async throws {
            let repository = try ConfigurationRepository()
            try Data("ingest: {port: none}".utf8).write(to: URL(filePath: repository.path + "/config/ingest.yaml"))
            try await Pipeline.run { pipeline in
                let source = ["--config-repo", repository.path]
                let committed = try pipeline.run(.config, ["check"] + source)
                #expect(committed.exitCode == 0 && committed.output.contains(" is valid"), "\(committed.output)")
                #expect(
                    committed.output.contains("not checked: config/ingest.yaml; commit them"), "\(committed.output)")
                let edited = try pipeline.run(.config, ["check", "--working-tree"] + source)
                #expect(edited.exitCode == 1, "\(edited.output)")
                #expect(edited.output.contains("config/ingest.yaml:1:16: ingest.port"), "\(edited.output)")
                #expect(edited.output.contains("config/ in the working tree has 1 mistake"), "\(edited.output)")
            }
        }
    }
}
