import EventCodec
import Events
import Readiness
import Redis
import Streaming
import Terminal

/// One line an athlete: readiness, band, what moved it, last night.
enum DemoTable {
    static func render(_ users: [String], _ redis: RedisConnection) throws -> String {
        for user in users {
            try redis.append(["HMGET", RedisArgument(LiveProfileKeys.profile(user)), "readiness", "wellness"])
        }
        let parser = JSONParser(capacity: 1 << 20)
        var rows = [["athlete", "date", "readiness", "band", "main driver", "last night"]]
        for user in users {
            let documents = try redis.reply().asArray ?? []
            rows.append(
                [user] + row(documents.first?.asBytes ?? [], documents.last?.asBytes ?? [], parser))
        }
        return TextTable.lines(rows).joined(separator: "\n")
    }

    private static func row(_ readiness: [UInt8], _ wellness: [UInt8], _ parser: JSONParser) -> [String] {
        let score = with(readiness, parser) { json in
            [
                json["date"]?.text ?? "–",
                json["score"]?.integer.map(String.init) ?? "–",
                json["band"]?.text ?? json["status"]?.text ?? "–",
                mainDriver(json) ?? "–",
            ]
        }
        let night = with(wellness, parser) { json in
            json["sleep"]?["durationMin"]?.number.map { minutes in
                "\(Int(minutes) / 60) h \(Int(minutes) % 60) min"
            }
        }
        return (score ?? ["–", "–", "no wearable data", ""]) + [(night ?? nil) ?? "–"]
    }

    private static func mainDriver(_ readiness: JSONValue) -> String? {
        let code = readiness["drivers"]?.children.first { _ in true }?["code"]?.text.flatMap(DriverCode.init)
        return code?.wordsAndCode
    }

    private static func with<Value>(_ bytes: [UInt8], _ parser: JSONParser, _ body: (JSONValue) -> Value) -> Value? {
        guard !bytes.isEmpty else { return nil }
        do { return try bytes.withUnsafeBytes { try parser.parse($0, body) } } catch { return nil }
    }
}
