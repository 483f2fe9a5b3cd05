import Foundation
import Kafka
import Testing

private let kcat = ["/usr/bin/kcat", "/usr/local/bin/kcat", "/opt/homebrew/bin/kcat"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

@Suite("Other processes use the in-memory cluster", .enabled(if: kcat != nil, "kcat is not installed"))
struct KcatTests {
    @Test("kcat reads what we wrote, and we read what kcat wrote")
    func bothWays() throws {
        let cluster = try SharedCluster.cluster.get()
        try cluster.createTopic("kcat", partitions: 1)
        let producer = try makeProducer(cluster)
        _ = try producer.sendAndWait(texts(["from us"], topic: "kcat"), deadline: .seconds(10))
        #expect(
            try run(["-C", "-t", "kcat", "-o", "beginning", "-e", "-q", "-b", cluster.bootstrapServers]) == "from us\n")
        _ = try run(
            ["-P", "-t", "kcat", "-p", "0", "-K", ":", "-b", cluster.bootstrapServers], input: "key:from kcat\n")
        let consumer = try makeConsumer(cluster, topics: ["kcat"], group: "kcat")
        let seen = try read(consumer) { $0.count >= 2 }
        #expect(seen.map(\.text) == ["from us", "from kcat"])
        #expect(seen[1].key == Array("key".utf8))
    }

    private func run(_ arguments: [String], input: String = "") throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: try #require(kcat))
        process.arguments = arguments
        let (stdin, stdout) = (Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try stdin.fileHandleForWriting.close()
        let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: output, as: UTF8.self)
    }
}
