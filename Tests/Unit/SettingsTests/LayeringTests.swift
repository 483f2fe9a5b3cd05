import Foundation
import Testing

@testable import Settings

@Suite struct LayeringTests {
    @Test("each layer wins over the one before it")
    func order() throws {
        var files: [String: String] = [:]
        func batchRecords(_ environment: [String: String] = [:], _ overrides: [(key: String, value: String)] = [])
            throws -> Int
        {
            try settings(files, profile: "dev", environment: environment, overrides: overrides)[\.hot.batchRecords]
        }
        files["stream-processor-dev.yaml"] = "# names the profile"
        #expect(try batchRecords() == 5000)
        files["application.yaml"] = "hot: {batchRecords: 1}"
        #expect(try batchRecords() == 1)
        files["application-dev.yaml"] = "hot: {batchRecords: 2}"
        #expect(try batchRecords() == 2)
        files["stream-processor.yaml"] = "hot: {batchRecords: 3}"
        #expect(try batchRecords() == 3)
        files["stream-processor-dev.yaml"] = "hot: {batchRecords: 4}"
        #expect(try batchRecords() == 4)
        let environment = ["PULSEHUB_HOT_BATCH_RECORDS": "5"]
        #expect(try batchRecords(environment) == 5)
        #expect(try batchRecords(environment, [("hot.batchRecords", "6"), ("hot.batchRecords", "7")]) == 7)
    }

    @Test("files of other processes and profiles have no effect")
    func others() throws {
        let settings = try settings([
            "archiver.yaml": "log: {level: debug}", "stream-processor-dev.yaml": "log: {level: trace}",
        ])
        #expect(settings[\.log.level] == .info)
        #expect(settings.origin("log.level") == .declaration)
    }

    @Test("a profile without any file is refused, with the profiles there are")
    func unknownProfile() {
        #expect { try settings(["application-dev.yaml": ""], profile: "prod") } throws: {
            "\($0)".contains("no file of the profile prod") && "\($0)".hasSuffix("there are dev")
        }
    }

    @Test("the properties of librdkafka are merged over the layers")
    func properties() throws {
        let settings = try settings(
            [
                "application.yaml": "kafka: {properties: {security.protocol: ssl, client.rack: a, fetch.min.bytes: 5}}",
                "stream-processor.yaml": "kafka: {properties: {client.rack: b}}",
            ],
            environment: ["PULSEHUB_KAFKA_PROPERTIES": "sasl.password=hunter2"],
            overrides: [("kafka.properties.fetch.min.bytes", "7")])
        #expect(
            settings[\.kafka.properties].rendered
                == "client.rack=b,fetch.min.bytes=7,sasl.password=********,security.protocol=ssl")
        #expect(try settings[\.kafka.properties].values["sasl.password"]?.secret.resolve(environment: [:]) == "hunter2")
    }

    @Test("anchors, merge keys, dotted keys and null work as in YAML")
    func anchors() throws {
        let settings = try settings([
            "application.yaml": """
            x-owner: &owner {sessionTimeout: 20s, drainDeadline: 10s}
            hot: {<<: *owner, drainDeadline: 2s}
            cold: *owner
            log.level: debug
            redis: {unixSocket: run/redis.sock}
            """,
            "stream-processor.yaml": "redis: {unixSocket: ~}",
        ])
        #expect(settings[\.hot.sessionTimeout] == .seconds(20))
        #expect(settings[\.hot.drainDeadline] == .seconds(2))
        #expect(settings[\.cold.drainDeadline] == .seconds(10))
        #expect(settings[\.log.level] == .debug)
        #expect(settings[\.redis.unixSocket] == nil)
    }

    @Test("a difference tells both values and whether it is live")
    func changes() throws {
        let found = try settings().differences(in: settings(["application.yaml": "log.level: debug\napi.port: 1"]))
        #expect(found.map(\.description) == ["api.port 8080 → 1", "log.level info → debug"])
        #expect(found.map(\.change) == [.restart, .live])
    }
}

@Suite struct SecretTests {
    @Test("a secret is looked up at use, from the environment or a file")
    func resolve() throws {
        let directory = try Repository()
        try directory.write(["password": "from-file\n"])
        let settings = try settings([
            "application.yaml": "redis: {password: 'file:\(directory.path)/config/password'}\npostgres: {url: env:DB}"
        ])
        #expect(try settings[\.redis.password]?.resolve(environment: [:]) == "from-file")
        #expect(
            try settings[\.postgres.url].secret.resolve(environment: ["DB": "postgresql:///x"]) == "postgresql:///x")
        #expect(throws: SecretError.variableMissing("DB")) {
            try settings[\.postgres.url].secret.resolve(environment: [:])
        }
    }

    @Test("a missing secret file is an error that names it")
    func missingFile() throws {
        let settings = try settings(["application.yaml": "redis: {password: 'file:/nonexistent'}"])
        #expect(throws: SecretError.fileUnreadable("/nonexistent")) {
            try settings[\.redis.password]?.resolve(environment: [:])
        }
    }

    @Test("no printed form holds a secret")
    func masked() throws {
        let settings = try settings(
            environment: [
                "PULSEHUB_REDIS_PASSWORD": "hunter2", "PULSEHUB_POSTGRES_URL": "postgresql://u:hunter2@db/x",
                "PULSEHUB_KAFKA_PROPERTIES": "ssl.key.password=hunter2",
            ])
        #expect(!settings.table.contains("hunter2"))
        #expect(!"\(settings)".contains("hunter2"))
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains("hunter2"))
        #expect(settings.lines.first { $0.key == "redis.password" }?.value == "********")
        #expect(settings.lines.first { $0.key == "redis.password" }?.origin == "environment PULSEHUB_REDIS_PASSWORD")
        #expect(try settings[\.redis.password]?.resolve(environment: [:]) == "hunter2")
    }

    @Test("the table says where each value stands")
    func table() throws {
        let line = try settings(["application.yaml": "\nhot: {batchRecords: 7}"]).lines.first {
            $0.key == "hot.batchRecords"
        }
        #expect(line?.value == "7")
        #expect(line?.origin == "config/application.yaml:2:7@aaaaaaaaaaaa")
    }
}
