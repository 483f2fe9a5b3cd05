import Logging
import Settings
import Synchronization

/// What the log lines of each service follow while it runs: the level and the commit of the configuration.
enum LogLines {
    /// Lines of one label.
    final class Style: Sendable {
        private let state = Mutex((level: Logger.Level.info, commit: String?.none))

        var level: Logger.Level { state.withLock { $0.level } }
        var commit: String? { state.withLock { $0.commit } }

        func adopt(_ settings: EffectiveSettings) {
            let level = Logger.Level(rawValue: settings[\.log.level].rawValue) ?? .info
            state.withLock { $0 = (level, String(settings.commit.prefix(12))) }
        }
    }

    private static let styles = Mutex<[String: Style]>([:])

    static func style(of label: String) -> Style {
        styles.withLock { styles in
            if let known = styles[label] { return known }
            let new = Style()
            styles[label] = new
            return new
        }
    }

    /// From here on the service's lines follow these settings.
    static func adopt(_ settings: EffectiveSettings) { style(of: settings.service.rawValue).adopt(settings) }
}

/// Writes to standard error; the level and the commit are those of the moment.
struct LiveLogHandler: LogHandler {
    private let style: LogLines.Style
    private var output: StreamLogHandler
    /// Set on one logger alone; it then no longer follows the settings.
    private var own: Logger.Level?

    init(label: String) {
        style = LogLines.style(of: label)
        output = StreamLogHandler.standardError(label: label)
        output.logLevel = .trace
    }

    var logLevel: Logger.Level {
        get { own ?? style.level }
        set { own = newValue }
    }

    var metadata: Logger.Metadata {
        get { output.metadata }
        set { output.metadata = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { output[metadataKey: key] }
        set { output[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) {
        var event = event
        if let commit = style.commit {
            event.metadata = (event.metadata ?? [:]).merging(["config": "\(commit)"]) { own, _ in own }
        }
        output.log(event: event)
    }
}
