import Events

extension SleepComponent {
    func write(to json: inout JSONWriter, points: Double?) {
        json.beginObject()
        switch self {
        case .absent(let reason):
            json.present(false)
            json.key("reason")
            json.string(reason.rawValue)
        case .present(let sleep):
            json.key("ageDays")
            json.integer(sleep.ageDays)
            json.key("parts")
            if let parts = sleep.parts { parts.write(to: &json) } else { json.null() }
            json.points(points)
            json.present(true)
            json.key("score")
            json.rounded(sleep.score)
            json.key("stale")
            json.bool(sleep.isStale)
            json.key("vendor")
            json.string(sleep.vendor)
        }
        json.endObject()
    }
}

extension NightParts {
    /// Parts that were not measured are left out.
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("duration")
        json.rounded(duration)
        if let efficiency {
            json.key("efficiency")
            json.rounded(efficiency)
        }
        if let latency {
            json.key("latency")
            json.rounded(latency)
        }
        if let wakes {
            json.key("wakes")
            json.rounded(wakes)
        }
        json.endObject()
    }
}

extension DebtComponent {
    func write(to json: inout JSONWriter, points: Double?) {
        json.beginObject()
        switch self {
        case .absent(let nights):
            json.key("nights")
            json.integer(nights)
            json.present(false)
            json.key("reason")
            json.string(AbsenceReason.tooFewNights.rawValue)
        case .present(let debt):
            json.key("debtMin")
            json.rounded(debt.debtMin)
            json.key("nights")
            json.integer(debt.nights)
            json.points(points)
            json.present(true)
            json.key("score")
            json.rounded(debt.score)
        }
        json.endObject()
    }
}
