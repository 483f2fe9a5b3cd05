import Events
import TestSupport
import Testing

extension BrokerTests {
    @Suite("Topic files and broker")
    struct TopicsTests {
        @Test("apply makes what is missing, check tells what differs, and apply mends it")
        func drift() async throws {
            try await Pipeline.onBroker { pipeline, stage in
                try stage.delete(Topics.all)
                let files = ["--topics", try Checkout.path("topics")]
                let missing = try pipeline.run(.topics, ["check"] + files)
                #expect(missing.exitCode == 1, "\(missing.output)")
                for topic in Topics.all { #expect(missing.output.contains("\(topic) "), "\(missing.output)") }

                let applied = try pipeline.run(.topics, ["apply"] + files)
                #expect(
                    applied.exitCode == 0 && applied.output.contains("the broker is up to date"), "\(applied.output)")
                try expectAgreement(pipeline, files)

                // Somebody shortens a retention: mended.
                try stage.configure(Topics.wellness, ["retention.ms": "3600000"])
                let drifted = try pipeline.run(.topics, ["check"] + files)
                #expect(drifted.exitCode == 1, "\(drifted.output)")
                #expect(
                    drifted.output.contains("~ change retention.ms of \(Topics.wellness): 3600000"), "\(drifted.output)"
                )
                #expect(try pipeline.run(.topics, ["apply"] + files).exitCode == 0)
                try expectAgreement(pipeline, files)

                // Switches compaction off, which to switch on again deletes records: only with permission.
                try stage.configure(Topics.insights, ["cleanup.policy": "delete"])
                let refused = try pipeline.run(.topics, ["apply"] + files)
                #expect(refused.exitCode == 1 && refused.output.contains("--allow data-loss"), "\(refused.output)")
                #expect(try pipeline.run(.topics, ["apply", "--allow", "data-loss"] + files).exitCode == 0)
                try expectAgreement(pipeline, files)

                // Adds partitions, which never become fewer.
                try stage.grow(Topics.deadLetter, to: 5)
                let grown = try pipeline.run(.topics, ["apply"] + files)
                #expect(grown.exitCode == 1, "\(grown.output)")
                #expect(grown.output.contains("! impossible for \(Topics.deadLetter)"), "\(grown.output)")
            }
        }

        private func expectAgreement(_ pipeline: Pipeline, _ files: [String]) throws {
            let checked = try pipeline.run(.topics, ["check"] + files)
            #expect(checked.exitCode == 0 && checked.output.contains("agree"), "\(checked.output)")
        }
    }
}
