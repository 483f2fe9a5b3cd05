import Foundation
import Fuzzing
import TestSupport
import Testing

@Suite("Fuzz targets")
struct FuzzTargetTests {
    private static let mutations = 300

    @Test("every input of the corpus is read as promised", arguments: FuzzTarget.allCases)
    func corpus(of target: FuzzTarget) async throws {
        for (name, input) in try Self.inputs(of: target) { try await Self.run(target, on: input, name) }
    }

    @Test("so are seeded mutations of it", arguments: FuzzTarget.allCases)
    func mutations(of target: FuzzTarget) async throws {
        var random = Seeded(7)
        let inputs = try Self.inputs(of: target)
        for number in 0..<Self.mutations {
            let (name, original) = inputs[number % inputs.count]
            var input = original
            for _ in 0...Int.random(in: 0..<4, using: &random) { Mutation.apply(to: &input, &random) }
            try await Self.run(target, on: input, "mutation \(number), of \(name)")
        }
    }

    private static func run(_ target: FuzzTarget, on input: [UInt8], _ name: String) async throws {
        do {
            try await target.run(input)
        } catch let violation as Violation {
            Issue.record("\(target) \(name): \(violation)\n\(Data(input).base64EncodedString())")
        }
    }

    /// By name, so that a mutation's number stands for the same input everywhere.
    private static func inputs(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let corpus = try #require(Bundle.module.resourceURL).appending(path: "corpus")
        let folder = corpus.appending(path: target.rawValue)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        try #require(!names.isEmpty, "\(folder.path) has no inputs")
        return try names.map { ($0, Array(try Data(contentsOf: folder.appending(path: $0)))) }
    }
}
