/// One line of `config show`.
package struct SettingLine: Sendable, Equatable {
    /// Dotted.
    package let key: String
    /// Printable: secrets are masked.
    package let value: String
    /// Where the value was written: `config/hot.yaml:3:3@0123456789ab`, `environment …`, `command line` or `default`.
    package let origin: String
    /// When a change takes effect.
    package let change: SettingChange
}

extension EffectiveSettings {
    /// Every setting in the order of the reference.
    package var lines: [SettingLine] {
        SettingsSchema.declarations.map { declaration in
            let origin = origin(declaration.key)
            let isFile = if case .file = origin { true } else { false }
            return SettingLine(
                key: declaration.key, value: anyValue(of: declaration).rendered,
                origin: isFile ? "\(origin)@\(commit.prefix(12))" : "\(origin)", change: declaration.change)
        }
    }

    /// The table that `config show` prints; safe to paste into a ticket.
    package var table: String {
        let lines = lines
        let keyWidth = lines.map(\.key.count).max() ?? 0
        let valueWidth = min(40, lines.map(\.value.count).max() ?? 0)
        return lines.map { line in
            "\(line.key.padded(to: keyWidth))  \(line.value.padded(to: valueWidth))  \(line.origin)\n"
        }.joined()
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
