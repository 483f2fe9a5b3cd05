import Events
import Foundation
import Testing

@testable import Readiness

@Suite("The published cases")
struct PublishedCasesTests {
    let published: PublishedCases

    init() throws { published = try PublishedCases.load() }

    @Test("every case gives the whole expected document, no key more and none less")
    func cases() throws {
        #expect(published.cases.count == 33)
        for example in published.cases {
            let result = try example.input.result()
            let actual = try JSON { result.write(to: &$0) }
            let differences = JSON.differences(actual, example.expected, tolerance: published.tolerance)
            #expect(differences.isEmpty, "case \(example.id), \(example.title): \(differences)")
        }
    }

    @Test("every document has its keys in sorted order")
    func sortedKeys() throws {
        for example in published.cases {
            var writer = JSONWriter()
            try example.input.result().write(to: &writer)
            let sorted = try JSONSerialization.data(
                withJSONObject: JSONSerialization.jsonObject(with: Data(writer.bytes)), options: .sortedKeys)
            #expect(keys(in: writer.bytes) == keys(in: Array(sorted)))
        }
    }

    @Test("every RR case gives the whole expected document")
    func rrCases() throws {
        #expect(published.rrCases.count == 4)
        for example in published.rrCases {
            let result = RMSSD.compute(rr: example.rr)
            let actual = try JSON { result.write(to: &$0) }
            let differences = JSON.differences(actual, example.expected, tolerance: published.tolerance)
            #expect(differences.isEmpty, "case \(example.id), \(example.title): \(differences)")
        }
    }

    @Test("exponential averages follow the published series", arguments: [7.0, 42.0])
    func averages(days: Double) throws {
        let examples = published.loadExamples
        let expected = days == 7 ? examples.ewmaTau7 : examples.ewmaTau42
        var average = ExponentialAverage(days: days, seed: examples.loads[0])
        for (load, value) in zip(examples.loads, expected) {
            average.add(load)
            #expect(abs(average.value - value) <= published.tolerance)
        }
        #expect(expected.count == examples.loads.count)
    }

    /// The texts before a colon, in order of appearance.
    private func keys(in json: [UInt8]) -> [String] {
        String(decoding: json, as: UTF8.self).matches(of: /"([A-Za-z]+)":/).map { String($0.1) }
    }
}
