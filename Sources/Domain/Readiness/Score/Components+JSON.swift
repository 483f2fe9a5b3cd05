import Events

extension Components {
    /// Without a total no component has points; then the member is left out.
    func write(to json: inout JSONWriter, points: Points?) {
        json.beginObject()
        json.key("hrv")
        hrv.write(to: &json, points: points?.hrv)
        json.key("load")
        load.write(to: &json)
        json.key("rhr")
        restingHR.write(to: &json, points: points?.restingHR)
        json.key("sleep")
        sleep.write(to: &json, points: points?.sleep)
        json.key("sleepDebt")
        sleepDebt.write(to: &json, points: points?.sleepDebt)
        json.endObject()
    }
}

extension AutonomicComponent {
    fileprivate func write(to json: inout JSONWriter, points: Double?) {
        switch self {
        case .absent(let absence): absence.write(to: &json)
        case .present(let score): score.write(to: &json, points: points)
        }
    }
}

extension AutonomicComponent.Absence {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        if let series {
            json.key("baselineN")
            json.integer(series.baselineCount)
            json.key("metric")
            json.string(series.metric.rawValue)
        }
        json.present(false)
        json.key("reason")
        json.string(reason.rawValue)
        if let series {
            json.key("vendor")
            json.string(series.vendor)
        }
        json.endObject()
    }
}

extension AutonomicScore {
    fileprivate func write(to json: inout JSONWriter, points: Double?) {
        json.beginObject()
        json.key("ageDays")
        json.integer(ageDays)
        json.key("baselineMean")
        json.rounded(baselineMean)
        json.key("baselineN")
        json.integer(baselineCount)
        json.key("baselineSd")
        json.rounded(baselineSd)
        json.key("cvWeekPct")
        json.rounded(cvWeekPct)
        json.key("index")
        json.rounded(index)
        json.key("metric")
        json.string(metric.rawValue)
        json.points(points)
        json.present(true)
        json.key("score")
        json.rounded(score)
        json.key("stale")
        json.bool(isStale)
        json.key("vendor")
        json.string(vendor)
        json.key("weekN")
        json.integer(weekCount)
        json.key("zToday")
        json.rounded(zToday)
        json.key("zWeek")
        json.rounded(zWeek)
        json.endObject()
    }
}

extension LoadComponent {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        switch self {
        case .absent(let days):
            if let days {
                json.key("days")
                json.integer(days)
            }
            json.present(false)
        case .present(let load):
            json.key("atl")
            json.rounded(load.atl)
            json.key("ctl")
            json.rounded(load.ctl)
            json.key("formPct")
            json.rounded(load.formPct)
            json.key("penalty")
            json.rounded(load.penalty)
            json.present(true)
        }
        json.endObject()
    }
}

extension JSONWriter {
    mutating func present(_ value: Bool) {
        key("present")
        bool(value)
    }

    mutating func points(_ value: Double?) {
        guard let value else { return }
        key("points")
        rounded(value)
    }
}
