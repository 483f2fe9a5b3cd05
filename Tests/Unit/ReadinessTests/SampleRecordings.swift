import Foundation

/// Public RR recordings with the RMSSD that three other packages compute for them; not part of the repository.
struct SampleRecordings: Decodable {
    let recordings: [Recording]

    struct Recording: Decodable {
        let recording: String
        let n: Int
        let firstThree: [Double]
        let rmssd: [String: Double]
    }

    /// The folder named by `PULSEHUB_SAMPLE_DATA`, else `shared/data` beside the package; nil when neither is there.
    static let folder: URL? = {
        let named = ProcessInfo.processInfo.environment["PULSEHUB_SAMPLE_DATA"].map { URL(fileURLWithPath: $0) }
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let beside = root.deletingLastPathComponent().appendingPathComponent("shared/data")
        return [named, beside].compactMap { $0 }.first {
            FileManager.default.fileExists(atPath: $0.appendingPathComponent("rr").path)
        }
    }()

    static func load(_ folder: URL) throws -> SampleRecordings {
        let file = folder.appendingPathComponent("expected_rmssd.json")
        return try JSONDecoder().decode(SampleRecordings.self, from: Data(contentsOf: file))
    }
}

extension SampleRecordings.Recording {
    /// The intervals in milliseconds; nil for a recording that is described in the list and not a file.
    func intervals(in folder: URL) throws -> [Double]? {
        let file = folder.appendingPathComponent(recording)
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        let data = try Data(contentsOf: file)
        switch file.pathExtension {
        case "npy": return littleEndianIntegers(data)
        case "hrm": return numbers(Array(lines(data).drop { $0 != "[HRData]" }.dropFirst()))
        default: return numbers(lines(data))
        }
    }

    private func lines(_ data: Data) -> [String] {
        String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
    }

    private func numbers(_ lines: [String]) -> [Double] { lines.compactMap(Double.init) }

    /// NumPy's format version 1 with 64-bit integers: a magic, two version bytes and the header's length before them.
    private func littleEndianIntegers(_ data: Data) -> [Double] {
        let start = 10 + Int(data[8]) + Int(data[9]) << 8
        return stride(from: start, to: data.count - 7, by: 8).map { offset in
            Double((0..<8).reduce(Int64(0)) { $0 | Int64(data[offset + $1]) << (8 * $1) })
        }
    }
}
