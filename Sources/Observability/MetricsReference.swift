/// The documentation of the metrics, from their declarations.
package enum MetricsReference {
    /// `docs/metrics.md`.
    package static func generate() -> String {
        let rows = Metric.all.sorted { $0.name < $1.name }.map { metric in
            let labels = metric.labels.isEmpty ? "" : "{\(metric.labels.joined(separator: ","))}"
            return "| `\(metric.name)\(labels)` | \(metric.kind.rawValue) | \(metric.help) |"
        }
        return """
            # Metrics

            Written from the declarations in `Sources/Observability/Metrics`; a test compares them. Every metric is in
            `GET /metrics` of every admin port ([operations](operations.md#health)); a process tells those of the parts
            that it runs. The unit stands in the name. A histogram has `_bucket`, `_sum` and `_count`.

            | metric | kind | what it tells |
            |---|---|---|
            \(rows.joined(separator: "\n"))

            """
    }
}
