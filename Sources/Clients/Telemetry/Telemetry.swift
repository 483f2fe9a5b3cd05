/// What this process measures.
public enum Telemetry {
    /// The one registry of the process, as swift-metrics has one for the process too.
    public static let registry = PrometheusRegistry()
}
