import Foundation
import Profiles
import Testing

/// Agents labelled by the bowser project; they are sample data that need not be installed.
@Suite("Device type of labelled agents")
struct DeviceTypeSampleTests {
    @Test(
        "at least 95 % of bowser's labelled agents are classified as labelled",
        .enabled(
            if: SampleAgents.file != nil,
            "no ua/bowser/useragentstrings.yml under PULSEHUB_SAMPLE_DATA or ../shared/data"))
    func bowser() throws {
        let samples = SampleAgents.parse(try String(contentsOf: #require(SampleAgents.file), encoding: .utf8))
        try #require(samples.count > 200)
        let wrong = samples.filter { DeviceType(userAgent: $0.agent) != $0.type }
        let listing = wrong.map { "\(DeviceType(userAgent: $0.agent)) instead of \($0.type): \($0.agent)" }
        #expect(wrong.count * 20 <= samples.count, "\(listing.joined(separator: "\n"))")
    }
}

enum SampleAgents {
    /// Nil where the sample data are not installed.
    static let file: URL? = {
        let package = URL(filePath: #filePath).appending(path: "../../../..").standardized
        let folder =
            ProcessInfo.processInfo.environment["PULSEHUB_SAMPLE_DATA"].map { URL(filePath: $0) }
            ?? package.appending(path: "../shared/data").standardized
        let file = folder.appending(path: "ua/bowser/useragentstrings.yml")
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }()

    /// Reads the two keys that matter, `ua` and the `type` that follows it; an agent without a type is `.other`.
    static func parse(_ yaml: String) -> [(agent: String, type: DeviceType)] {
        var samples: [(agent: String, type: DeviceType)] = []
        for line in yaml.split(separator: "\n") {
            if let agent = value(of: "ua", in: line) {
                samples.append((agent, .other))
            } else if let type = value(of: "type", in: line), !samples.isEmpty {
                samples[samples.count - 1].type = type == "mobile" ? .phone : DeviceType(rawValue: type) ?? .other
            }
        }
        return samples
    }

    private static func value(of key: String, in line: Substring) -> String? {
        let text = line.trimmingCharacters(in: .whitespaces)
        guard text.hasPrefix(key + ":") else { return nil }
        return text.dropFirst(key.count + 1).trimmingCharacters(in: .whitespaces.union(.init(charactersIn: "\"'")))
    }
}
