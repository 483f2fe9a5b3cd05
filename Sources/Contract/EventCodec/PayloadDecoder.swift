import Events
import Names

/// Decodes the `data` of an event by its type. Unknown fields are ignored; a null optional field counts as absent.
struct PayloadDecoder {
    let type: String
    let data: JSONValue?
    let timestamp: Instant

    func payload() throws(Rejection) -> Payload {
        switch type {
        case "pulsehub.hrv.recorded.v1": .hrv(try hrv())
        case "pulsehub.sleep.recorded.v1": .sleep(try sleep())
        case "pulsehub.rr.recorded.v1": .rr(try rr())
        case "pulsehub.record.deleted.v1": .deleted(try deleted())
        case "pulsehub.training.recorded.v1": .training(try training())
        case "pulsehub.profile.updated.v1": .profile(try profile())
        case "pulsehub.page.viewed.v1": .pageView(try pageView())
        default: .activity(name: try activityName())
        }
    }

    private func hrv() throws(Rejection) -> HRVRecorded {
        let fields = try fields()
        var rMSSD = try fields.number("rMSSD")
        if let logarithm = try fields.number("lnRMSSD"), rMSSD == nil { rMSSD = exponential(logarithm) }
        let row = HRVRecorded(
            date: try fields.date(), vendor: try fields.name("vendor"), rMSSD: rMSSD, sdnn: try fields.number("sdnn"),
            restingHR: try fields.number("restingHR"), readinessScore: try fields.number("readinessScore"),
            capturedAt: try fields.capturedAt())
        guard row.rMSSD != nil || row.sdnn != nil || row.restingHR != nil || row.readinessScore != nil else {
            let names = ["rMSSD", "lnRMSSD", "sdnn", "restingHR", "readinessScore"]
            throw Rejection(
                .invalidData,
                "one of rMSSD, lnRMSSD, sdnn, restingHR and readinessScore is required"
                    + FieldNames.hint(for: names, in: fields.object))
        }
        return row
    }

    private func sleep() throws(Rejection) -> SleepRecorded {
        let fields = try fields()
        return SleepRecorded(
            date: try fields.date(), vendor: try fields.name("vendor"),
            durationMin: try fields.requiredNumber("durationMin"), efficiencyPct: try fields.number("efficiencyPct"),
            latencyMin: try fields.number("latencyMin"), wakeCount: try fields.number("wakeCount"),
            capturedAt: try fields.capturedAt(),
            kind: try fields.text("kind", max: EventLimits.valueBytesMax).map { text throws(Rejection) in
                try SleepRecorded.Kind(text)
            } ?? .main)
    }

    private func rr() throws(Rejection) -> RRRecorded {
        let fields = try fields()
        return RRRecorded(
            date: try fields.date(), vendor: try fields.name("vendor"), rrMs: try fields.numbers("rrMs"),
            capturedAt: try fields.capturedAt())
    }

    /// What a wrong clock has written lies in the future, so a delete must be able to name it. One of a whole day that is still to
    /// come takes back everything that was said of it.
    private func deleted() throws(Rejection) -> RecordDeleted {
        var fields = try self.fields()
        fields.isFutureTaken = true
        guard let kind = RecordDeleted.Kind(rawValue: try fields.name("kind")) else {
            throw Rejection(.invalidData, "data.kind must be \"hrv\", \"sleep\" or \"nap\"")
        }
        let (date, capturedAt) = (try fields.date(), try fields.capturedAt())
        return RecordDeleted(
            kind: kind, date: date, vendor: try fields.name("vendor"),
            capturedAt: fields.isFuture(date) ? EventLimits.retraction : capturedAt)
    }

    private func training() throws(Rejection) -> TrainingRecorded {
        let fields = try fields()
        let load = try fields.requiredNumber("load")
        guard load >= 0 else { throw Rejection(.invalidData, "data.load must not be negative") }
        return TrainingRecorded(
            date: try fields.date(), load: load, durationMin: try fields.number("durationMin"),
            capturedAt: try fields.capturedAt())
    }

    private func profile() throws(Rejection) -> ProfileUpdated {
        let fields = try fields()
        let zone = try fields.text("timeZone", max: EventLimits.nameBytesMax)
        if let zone, zone.isEmpty || !zone.utf8.allSatisfy(isTimeZoneByte) {
            throw Rejection(.invalidData, "data.timeZone must be an IANA name like \"Europe/Berlin\"")
        }
        return ProfileUpdated(
            timeZone: zone, sleepNeedMin: try fields.number("sleepNeedMin"),
            displayName: try fields.text("displayName", max: 256))
    }

    private func pageView() throws(Rejection) -> PageViewed {
        let fields = try fields()
        guard let url = try fields.text("url", max: EventLimits.valueBytesMax) else {
            throw fields.missing("url")
        }
        return PageViewed(
            url: url, userAgent: try fields.text("userAgent", max: EventLimits.valueBytesMax),
            referrer: try fields.text("referrer", max: EventLimits.valueBytesMax),
            sessionId: try fields.text("sessionId", max: EventLimits.attributeBytesMax))
    }

    private func activityName() throws(Rejection) -> String {
        let prefix = "pulsehub.activity."
        let suffix = ".v1"
        guard type.hasPrefix(prefix), type.hasSuffix(suffix), type.utf8.count > prefix.utf8.count + suffix.utf8.count
        else {
            let meant = Payload.types.nearest(to: type).map { "; is \($0) meant?" } ?? ""
            throw Rejection(.unknownType, "\"\(type.prefix(100))\" is no type of this pipeline\(meant)")
        }
        let name = type.dropFirst(prefix.count).dropLast(suffix.count)
        guard name.utf8.count <= EventLimits.nameBytesMax, name.utf8.allSatisfy(isNameByte) else {
            throw Rejection(.unknownType, "an activity is named by 1 to 64 of the characters a-z A-Z 0-9 . _ -")
        }
        _ = try fields()
        return String(name)
    }

    private func fields() throws(Rejection) -> DataFields {
        guard let data, data.kind == .object else {
            throw Rejection(
                .invalidData,
                "data must be a JSON object\(data.map { ", not \($0.kind.rawValue)" } ?? "; it is missing")")
        }
        return DataFields(object: data, timestamp: timestamp)
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2E, 0x5F, 0x2D: true
        default: false
        }
    }

    private func isTimeZoneByte(_ byte: UInt8) -> Bool { isNameByte(byte) || byte == 0x2F || byte == 0x2B }
}
