import Events

extension ReadinessExplanation {
    /// Writes the measurements behind the score as one JSON object with sorted keys and numbers to six decimals.
    ///
    /// Absent components are left out. The score itself is ``result``, which has a form of its own.
    public func writeMeasurements(to json: inout JSONWriter) {
        json.beginObject()
        if let hrv {
            json.key("hrv")
            hrv.write(to: &json, unit: "ms")
        }
        json.key("neutral")
        json.rounded(neutral)
        if let restingHR {
            json.key("rhr")
            restingHR.write(to: &json, unit: "bpm")
        }
        if let sleep {
            json.key("sleep")
            sleep.write(to: &json)
        }
        if let sleepDebtWeight {
            json.key("sleepDebt")
            json.beginObject()
            json.key("weight")
            json.rounded(sleepDebtWeight)
            json.endObject()
        }
        json.key("sleepNeedMin")
        json.rounded(sleepNeedMin)
        json.endObject()
    }
}

extension MeasureExplanation {
    fileprivate func write(to json: inout JSONWriter, unit: String) {
        json.beginObject()
        json.key("normalHigh")
        json.rounded(normal.upperBound)
        json.key("normalLow")
        json.rounded(normal.lowerBound)
        json.key("normalMean")
        json.rounded(mean)
        json.key("today")
        json.rounded(today)
        json.key("unit")
        json.string(unit)
        json.key("weight")
        json.rounded(weight)
        json.endObject()
    }
}

extension SleepExplanation {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("durationMin")
        json.rounded(night?.durationMin)
        json.key("efficiencyPct")
        json.rounded(night?.efficiencyPct)
        json.key("latencyMin")
        json.rounded(night?.latencyMin)
        json.key("wakeCount")
        json.rounded(night?.wakeCount)
        json.key("weight")
        json.rounded(weight)
        json.endObject()
    }
}
