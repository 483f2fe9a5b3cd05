import Events
import Readiness

extension WellnessProfile {
    static let settingsField = "s"

    /// The profile that a hash's fields hold; fields of the other fold and documents are passed over.
    ///
    /// - Throws: ``StateError`` when a field of this fold is unreadable.
    package init(fields: some Sequence<(name: String, value: [UInt8])>) throws(StateError) {
        self.init()
        for field in fields {
            if field.name == WellnessProfile.settingsField {
                try restore { _, settings throws(StateError) in settings = try PersonalSettings(state: field.value) }
            } else if let index = LoadChunk.index(ofField: field.name) {
                try restore { rows, _ throws(StateError) in try LoadChunk.decode(field.value, index: index, into: &rows)
                }
            } else if let index = NapChunk.index(ofField: field.name) {
                try restoreNaps { naps throws(StateError) in
                    try NapChunk.decode(field.value, index: index, into: &naps)
                }
            } else if let index = StateChunk.index(ofField: field.name) {
                try restore { rows, _ throws(StateError) in
                    try StateChunk.decode(field.value, index: index, into: &rows)
                }
            }
        }
    }

    /// The name of a state field that this profile is sure to have; nil of somebody of whom nothing is known.
    package var witnessField: String? {
        if settings != PersonalSettings() { return WellnessProfile.settingsField }
        if let date = rows.horizon { return StateChunk.fieldName(StateChunk.index(of: date)) }
        if let date = rows.loadDates.first { return LoadChunk.fieldName(StateChunk.index(of: date)) }
        return naps.dates.first.map { NapChunk.fieldName(StateChunk.index(of: $0)) }
    }

    /// Forgets what is too old, and tells the state fields that this and the changes touch.
    package mutating func stateFields(after changes: WellnessChanges) -> [StateField] {
        let forgotten = prune()
        var fields: [StateField] = []
        if changes.settings { fields.append(StateField(WellnessProfile.settingsField, settings.state)) }
        let rowChunks = Set((changes.rows.map(\.date) + forgotten.rows).map(StateChunk.index(of:)))
        for chunk in rowChunks.sorted() {
            fields.append(StateField(StateChunk.fieldName(chunk), StateChunk.encode(chunk, of: rows)))
        }
        let loadChunks = Set((changes.loads + forgotten.loads).map(StateChunk.index(of:)))
        for chunk in loadChunks.sorted() {
            fields.append(StateField(LoadChunk.fieldName(chunk), LoadChunk.encode(chunk, of: rows)))
        }
        let naps = changes.naps + pruneNaps()
        return fields + napFields(of: naps)
    }
}

extension WellnessProfile {
    /// Forgets what is too old, and tells every state field: what the fields written one by one add up to.
    package mutating func stateFields() -> [StateField] {
        _ = prune()
        var fields: [StateField] = []
        if settings != PersonalSettings() { fields.append(StateField(WellnessProfile.settingsField, settings.state)) }
        let dates = rows.hrvEntries.map(\.date) + rows.sleepEntries.map(\.date)
        for chunk in Set(dates.map(StateChunk.index(of:))).sorted() {
            fields.append(StateField(StateChunk.fieldName(chunk), StateChunk.encode(chunk, of: rows)))
        }
        for chunk in Set(rows.loadDates.map(StateChunk.index(of:))).sorted() {
            fields.append(StateField(LoadChunk.fieldName(chunk), LoadChunk.encode(chunk, of: rows)))
        }
        _ = pruneNaps()
        return fields + napFields(of: naps.dates)
    }

    private func napFields(of dates: [CivilDate]) -> [StateField] {
        Set(dates.map(StateChunk.index(of:))).sorted().map { chunk in
            StateField(NapChunk.fieldName(chunk), NapChunk.encode(chunk, of: naps))
        }
    }
}

extension PersonalSettings {
    var state: [UInt8] {
        var writer = ByteWriter()
        write(timeZone, &writer) { $1.text($0) }
        write(sleepNeedMin, &writer) { $1.double($0) }
        write(displayName, &writer) { $1.text($0) }
        return writer.bytes
    }

    init(state: [UInt8]) throws(StateError) {
        self.init()
        var reader = ByteReader(state)
        timeZone = try PersonalSettings.read(&reader) { reader throws(StateError) in try reader.text() }
        sleepNeedMin = try PersonalSettings.read(&reader) { reader throws(StateError) in try reader.double() }
        displayName = try PersonalSettings.read(&reader) { reader throws(StateError) in try reader.text() }
        try reader.end()
    }

    private func write<Value>(
        _ register: Register<Value>?, _ writer: inout ByteWriter, _ body: (Value, inout ByteWriter) -> Void
    ) {
        guard let register, let value = register.value else { return writer.byte(0) }
        writer.byte(1)
        writer.signed(register.capturedAt.microseconds)
        writer.text(register.eventID)
        body(value, &writer)
    }

    private static func read<Value>(
        _ reader: inout ByteReader, _ body: (inout ByteReader) throws(StateError) -> Value
    ) throws(StateError) -> Register<Value>? {
        guard try reader.byte() == 1 else { return nil }
        let capturedAt = Instant(microseconds: try reader.signed())
        let eventID = try reader.text()
        return Register(capturedAt: capturedAt, eventID: eventID, value: try body(&reader))
    }
}
