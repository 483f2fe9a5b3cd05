import CoreMetrics

/// One metric as it is declared: its handlers are made from here and from nowhere else, so that what is fed is declared.
package struct Metric: Sendable {
    /// Prometheus' word for how the values are to be read.
    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// As it is scraped.
    package let name: String
    /// What may be computed from it.
    package let kind: Kind
    /// The names of its labels; values are given in this order and must be few.
    package let labels: [String]
    /// What it counts or measures, in one sentence for whoever reads a graph; the unit stands in the name.
    package let help: String

    /// A declaration.
    package init(_ kind: Kind, _ name: String, labels: [String] = [], _ help: String) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.help = help
    }

    /// The series with these values; told at 0 from now on.
    package func counter(_ values: String...) -> Counter { counter(of: values) }

    /// The series with these values, of which only the last value counts.
    package func gauge(_ values: String...) -> Gauge { Gauge(label: name, dimensions: dimensions(values)) }

    /// The series with these values, which also counts up and down.
    package func meter(_ values: String...) -> Meter { Meter(label: name, dimensions: dimensions(values)) }

    /// The durations with these values, in seconds.
    package func timer(_ values: String...) -> CoreMetrics.Timer {
        Timer(label: name, dimensions: dimensions(values))
    }

    /// The sizes with these values.
    package func sizes(_ values: String...) -> Recorder {
        Recorder(label: name, dimensions: dimensions(values), aggregate: true)
    }

    func counter(of values: [String]) -> Counter { Counter(label: name, dimensions: dimensions(values)) }

    private func dimensions(_ values: [String]) -> [(String, String)] {
        assert(values.count == labels.count, "\(name) has the labels \(labels)")
        return Array(zip(labels, values))
    }
}

extension Metric {
    /// Every metric of every process.
    package static let all = pipeline + web + operations + [droppedSeries]

    /// By name, for the registry.
    static let declared = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
}
