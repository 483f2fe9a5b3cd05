import Logging
import Settings
import Synchronization
import Terminal

/// What the log lines of each service follow while it runs: the level and the commit of the configuration.
package enum LogLines {
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
    package static func adopt(_ settings: EffectiveSettings) { style(of: settings.service.rawValue).adopt(settings) }
}

/// Writes to standard error; the level and the commit are those of the moment.
///
/// It keeps metadata itself: the stream's handler makes text of them as soon as they are set, which every request does
/// and few need.
package struct LiveLogHandler: LogHandler {
    private let style: LogLines.Style
    private var output: StreamLogHandler
    package var metadata: Logger.Metadata = [:]
    /// Set on one logger alone; it then no longer follows the settings.
    private var own: Logger.Level?

    init(label: String) {
        style = LogLines.style(of: label)
        output = StreamLogHandler.standardError(label: label)
        output.logLevel = .trace
    }

    package var logLevel: Logger.Level {
        get { own ?? style.level }
        set { own = newValue }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var event = event
        var all = metadata
        if let commit = style.commit { all["config"] = "\(commit)" }
        if let own = event.metadata { all.merge(own) { _, own in own } }
        event.metadata = all.mapValues(Self.printable)
        event.message = "\(Terminal.printable(event.message.description))"
        output.log(event: event)
    }

    /// What others said must not steer the terminal that the log goes to, nor make lines of its own.
    private static func printable(_ value: Logger.Metadata.Value) -> Logger.Metadata.Value {
        switch value {
        case .string(let text): .string(Terminal.printable(text))
        case .stringConvertible(let value): .string(Terminal.printable(value.description))
        case .array(let values): .array(values.map(printable))
        case .dictionary(let values): .dictionary(values.mapValues(printable))
        }
    }
}
