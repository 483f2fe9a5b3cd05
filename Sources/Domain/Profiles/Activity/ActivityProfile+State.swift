import Events

extension ActivityProfile {
    /// The Redis field of this fold's state.
    package static let stateField = "a"

    /// The profile that a hash's fields hold; other fields are passed over.
    ///
    /// - Throws: ``StateError`` when the field is unreadable.
    package init(fields: some Sequence<(name: String, value: [UInt8])>) throws(StateError) {
        self.init()
        for field in fields where field.name == ActivityProfile.stateField {
            var reader = ByteReader(field.value)
            try read(&reader)
            try reader.end()
        }
    }

    /// The fold's state as one field, equal for equal profiles.
    package var state: StateField {
        var writer = ByteWriter()
        writer.unsigned(pageViews)
        writer.unsigned(sessions)
        for instant in [firstSeen, lastSeen, deviceSeen] {
            writer.byte(instant == nil ? 0 : 1)
            if let instant { writer.signed(instant.microseconds) }
        }
        writer.text(device?.rawValue ?? "")
        write(events, &writer) { $0 }
        write(devices, &writer) { $0.rawValue }
        write(pages, &writer) { $0 }
        for recent in [recentEvents, recentSessions] {
            let values = recent.inOrder
            writer.unsigned(UInt64(values.count))
            for value in values { writer.fixed(value) }
        }
        return StateField(ActivityProfile.stateField, writer.bytes)
    }

    private mutating func read(_ reader: inout ByteReader) throws(StateError) {
        pageViews = try reader.unsigned()
        sessions = try reader.unsigned()
        firstSeen = try instant(&reader)
        lastSeen = try instant(&reader)
        deviceSeen = try instant(&reader)
        device = DeviceType(rawValue: try reader.text())
        for (name, count) in try counts(&reader) { events[name] = count }
        for (name, count) in try counts(&reader) {
            guard let type = DeviceType(rawValue: name) else { throw StateError("an unknown device type") }
            devices[type] = count
        }
        for (name, count) in try counts(&reader) { pages[name] = count }
        for _ in 0..<(try reader.count()) { _ = recentEvents.insert(try reader.fixed()) }
        for _ in 0..<(try reader.count()) { _ = recentSessions.insert(try reader.fixed()) }
    }

    private func instant(_ reader: inout ByteReader) throws(StateError) -> Instant? {
        try reader.byte() == 0 ? nil : Instant(microseconds: try reader.signed())
    }

    private func write<Key: Hashable>(_ counts: [Key: UInt64], _ writer: inout ByteWriter, _ name: (Key) -> String) {
        writer.unsigned(UInt64(counts.count))
        for (key, count) in counts.map({ (name($0.key), $0.value) }).sorted(by: { $0 < $1 }) {
            writer.text(key)
            writer.unsigned(count)
        }
    }

    private func counts(_ reader: inout ByteReader) throws(StateError) -> [(String, UInt64)] {
        var counts: [(String, UInt64)] = []
        for _ in 0..<(try reader.count()) { counts.append((try reader.text(), try reader.unsigned())) }
        return counts
    }
}
