import Testing

@testable import Settings

/// One mistake and the exact line that a person reads.
struct Mistake: Sendable, CustomTestStringConvertible {
    let yaml: String
    let line: String
    var testDescription: String { line }

    init(_ yaml: String, _ line: String) {
        self.yaml = yaml
        self.line = "config/application.yaml:" + line
    }
}

@Suite struct ProblemTests {
    static let batch = "expected an integer from 1 to 100000 (records), found"

    static let mistakes = [
        Mistake("hot:\n  batchRecord: 5", "2:3: hot.batchRecord: unknown setting; did you mean hot.batchRecords?"),
        Mistake("hott:\n  batchRecords: 5", "1:1: hott: unknown setting; did you mean hot?"),
        Mistake("hot: {linger: 5ms}", "1:7: hot.linger: unknown setting; did you mean producer.linger?"),
        Mistake("zzzzzzzzzzzz: 1", "1:1: zzzzzzzzzzzz: unknown setting"),
        Mistake("hot.batchRecrods: 5", "1:1: hot.batchRecrods: unknown setting; did you mean hot.batchRecords?"),
        Mistake("hot: {batchRecords: many}", "1:21: hot.batchRecords: \(batch) many"),
        Mistake("hot: {batchRecords: \"5\"}", "1:21: hot.batchRecords: \(batch) the text \"5\""),
        Mistake("hot: {batchRecords: 1.5}", "1:21: hot.batchRecords: \(batch) 1.5"),
        Mistake("hot: {batchRecords: 010}", "1:21: hot.batchRecords: \(batch) 010"),
        Mistake("hot: {batchRecords: ~}", "1:21: hot.batchRecords: \(batch) nothing"),
        Mistake("hot: {batchRecords: [1]}", "1:21: hot.batchRecords: \(batch) a list"),
        Mistake("hot: {batchRecords: {a: 1}}", "1:21: hot.batchRecords: \(batch) a map"),
        Mistake("hot: {batchRecords: 0}", "1:21: hot.batchRecords: out of range: \(batch) 0"),
        Mistake("hot: {batchRecords: 99999999999999999999}", "1:21: hot.batchRecords: \(batch) 99999999999999999999"),
        Mistake(
            "hot: {batchWait: 50}",
            "1:18: hot.batchWait: expected a duration such as 250ms, 10s, 5m, 2h or 7d from 1ms to 10s, found 50"),
        Mistake(
            "hot: {batchWait: 1h}",
            "1:18: hot.batchWait: out of range: expected a duration such as 250ms, 10s, 5m, 2h or 7d from 1ms to 10s, "
                + "found 1h"),
        Mistake("hot: {onTopicReset: Stop}", "1:21: hot.onTopicReset: expected one of stop, restart, found Stop"),
        Mistake(
            "redis: {host: '${REDIS_HOST:-db}'}",
            "1:15: redis.host: ${REDIS_HOST} stands here as it is, because nothing puts a value in its place: write the value, "
                + "set PULSEHUB_REDIS_HOST in the environment instead, or for a secret write env:REDIS_HOST"),
        Mistake(
            "api: {port: '${PORT}'}",
            "1:13: api.port: ${PORT} stands here as it is, because nothing puts a value in its place: write the value, "
                + "set PULSEHUB_API_PORT in the environment instead, or for a secret write env:PORT"),
        Mistake(
            "kafka: {properties: {client.rack: a, sasl.username: 'x-${USER}'}}",
            "1:53: kafka.properties.sasl.username: ${USER} stands here as it is, because nothing puts a value in its place: "
                + "write the value, set PULSEHUB_KAFKA_PROPERTIES in the environment instead, or for a secret write env:USER"
        ),
        Mistake("hot: 5", "1:6: hot: expected a map of settings, found 5"),
        Mistake("- hot", "1:1: expected a map of settings, found a list"),
        Mistake("just words", "1:1: expected a map of settings, found just words"),
        Mistake("redis: {host: 5}", "1:15: redis.host: expected text, found 5"),
        Mistake("redis: {host: ''}", "1:15: redis.host: expected text, found the text \"\""),
        Mistake(
            "redis: {password: hunter2}",
            "1:19: redis.password: expected a reference env:NAME or file:PATH, because secrets never stand in the "
                + "repository, found a value that is not shown"),
        Mistake(
            "kafka: {properties: {sasl.password: hunter2}}",
            "1:37: kafka.properties.sasl.password: expected text, a number or a truth value, and for a password a "
                + "reference env:NAME or file:PATH"),
        Mistake(
            "kafka: {properties: {client.rack: a, linger.ms: [5]}}",
            "1:49: kafka.properties.linger.ms: expected text, a number or a truth value, and for a password a "
                + "reference env:NAME or file:PATH"),
        Mistake(
            "cold: {retentionMonths: 3}",
            "1:25: cold.retentionMonths: expected 0, or an integer from 6 to 1200 (months), found 3"),
        Mistake(
            "kafka: {properties: {group.id: x, partitioner: random}}",
            "1:21: kafka.properties: decided by PulseHub itself, remove: group.id, partitioner"),
        Mistake(
            "kafka: {bootstrapServers: broker}",
            "1:27: kafka.bootstrapServers: expected host:port, separated by commas, found broker"),
        Mistake(
            "log: {level: debug}\nlog: {level: info}",
            "2:1: log: this key is given twice; the first is at "
                + "config/application.yaml:1:1"),
        Mistake(
            "log: {level: debug}\nlog.level: info",
            "2:1: log.level: this key is given twice; the first is at "
                + "config/application.yaml:1:7"),
        Mistake(
            "hot: {drainDeadline: 6s}",
            "1:7: hot.drainDeadline: contradiction: 6s is more than half of hot.sessionTimeout (10s)"),
        Mistake(
            "readiness: {weights: {hrv: 0.5}}",
            "1:23: readiness.weights.hrv: contradiction: readiness.weights.hrv, readiness.weights.restingHR, "
                + "readiness.weights.sleep, readiness.weights.sleepDebt must sum to 1, but sum to 1.1"),
        Mistake(
            "readiness: {bands: {low: 90}}",
            "1:21: readiness.bands.low: contradiction: 90 is not below readiness.bands.high (80)"),
        Mistake(
            "ingest: {port: 8080}",
            "1:10: ingest.port: contradiction: api.port and ingest.port are both 127.0.0.1:8080"),
        Mistake(
            "hot: {adminPort: 9102}",
            "1:7: hot.adminPort: contradiction: hot.adminPort and cold.adminPort are both 127.0.0.1:9102"),
        Mistake("hot: *unknown", "1:6: this is not YAML: found undefined alias"),
        Mistake("hot: {", "2:1: this is not YAML: did not find expected node content"),
        Mistake("a: 1\n---\nb: 2", "2:1: one document a file: a second one begins here, so put it into another file"),
        Mistake("hot:\n\tbatchRecords: 5", "2:1: this is not YAML: found character that cannot start any token"),
        Mistake("? [a]\n: 1", "1:3: a key must be text, not a list"),
    ]

    @Test("a mistake is reported with its place, its key and what was expected", arguments: mistakes)
    func golden(_ mistake: Mistake) {
        #expect(problems(mistake.yaml) == [mistake.line])
    }

    @Test("all problems are reported, in the order of the file")
    func everything() {
        let yaml = """
            hot:
              batchRecords: 0
              batchWiat: 5ms
              batchRecords: 5
            log: {level: loud}
            log: {level: info}
            """
        #expect(
            problems(yaml).map { String($0.prefix { $0 != ";" }) } == [
                "config/application.yaml:2:17: hot.batchRecords: out of range: \(Self.batch) 0",
                "config/application.yaml:3:3: hot.batchWiat: unknown setting",
                "config/application.yaml:4:3: batchRecords: this key is given twice",
                "config/application.yaml:5:14: log.level: expected one of trace, debug, info, notice, warning, "
                    + "error, critical, found loud",
                "config/application.yaml:6:1: log: this key is given twice",
            ])
    }

    @Test("bytes that are not text and absurd nesting are refused without harm")
    func hostile() {
        for text in ["hot: \0", String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000)] {
            #expect(problems(text).count == 1)
        }
        var bytes = snapshot([:])
        bytes = GitSource.Snapshot(
            commit: bytes.commit, files: ["application.yaml": [0xFF, 0xFE, 0x80]], problems: [], directory: "config")
        #expect(
            SettingsLoader.check(bytes).map(\.description) == ["config/application.yaml:1:1: this is not text in UTF-8"]
        )
    }

    @Test("aliases cannot make a small file into a huge one")
    func laughs() {
        let levels = (1...12).map {
            "x-\($0): &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 9).joined(separator: ", "))]"
        }
        let found = problems((["x-0: &a0 ha"] + levels).joined(separator: "\n"))
        #expect(found.count == 1)
        #expect(found.first?.contains("stands for more than 20000 values") == true)
    }

    @Test("a file that no process reads is reported with the nearest name")
    func misnamed() {
        let found = SettingsLoader.check(snapshot(["aplication.yaml": "", "ingest-dev.yaml": "log: {level: x}"]))
        #expect(
            found.first { $0.description.contains("aplication") }?.description
                == "config/aplication.yaml: no process reads a file of this name; did you mean application.yaml?")
        #expect(found.contains { $0.description.hasPrefix("config/ingest-dev.yaml:1:14: log.level:") })
    }

    @Test("constants of the score cannot differ between processes", arguments: ["stream-processor", "archiver-dev"])
    func misplaced(file: String) {
        let constants = "readiness: {curve: {slope: 20}}"
        #expect(
            SettingsLoader.check(snapshot(["\(file).yaml": constants])).map(\.description) == [
                "config/\(file).yaml:1:21: readiness.curve.slope: all processes must score alike: "
                    + "this belongs in application.yaml"
            ])
        #expect(SettingsLoader.check(snapshot(["application-dev.yaml": constants])).isEmpty)
    }

    @Test("thousands of wrong names are all told of, and what was meant is searched for the first fifty only")
    func manyWrongNames() {
        let yaml = (0..<5000).map { "partitionsAheadMonths\($0): 1\n" }.joined()
        let problems = Layer(file: "config/application.yaml", bytes: Array(yaml.utf8)).problems
        #expect(problems.count == 5000)
        #expect(problems.count { $0.description.contains("did you mean") } == 50)
    }

    @Test("a variable and an override with a wrong name or value are reported")
    func outside() {
        #expect {
            try settings(
                environment: [
                    "PULSEHUB_HOT_BATCH_RECRODS": "1", "PULSEHUB_HOT_BATCH_WAIT": "soon", "PULSEHUB_PROFILE": "x",
                ],
                overrides: [("hot.batchRecods", "1"), ("log.level", "loud")])
        } throws: { error in
            let text = "\(error)"
            return (error as? Problems)?.all.count == 4
                && text.contains(
                    "environment PULSEHUB_HOT_BATCH_RECRODS: no setting has this variable; did you mean "
                        + "PULSEHUB_HOT_BATCH_RECORDS?")
                && text.contains("environment PULSEHUB_HOT_BATCH_WAIT: hot.batchWait: expected a duration")
                && text.contains("command line: hot.batchRecods: unknown setting; did you mean hot.batchRecords?")
                && text.contains("command line: log.level: expected one of")
        }
    }
}
