extension Duration {
    /// For log lines: `12 s`.
    package var inSeconds: String { "\(components.seconds) s" }
}
