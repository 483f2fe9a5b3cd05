import Events
import Profiles
import Readiness
import Settings

// Settings has a type of this name too, the declarations; this one is the formula's.
import struct Readiness.ReadinessSettings

extension WellnessProfile.Terms {
    /// What a commit of the configuration, and those before it, say of each date.
    init(_ settings: EffectiveSettings) {
        let changes = settings.lineage.map { earlier in
            Change(
                commit: earlier.settings.commit, day: Instant(milliseconds: earlier.committedAt * 1000).utcDate,
                settings: ReadinessSettings(earlier.settings),
                effectiveFrom: earlier.settings[\.readiness.effectiveFrom].flatMap { CivilDate($0.rendered) })
        }
        self =
            Self(changes, configCommit: settings.commit)
            ?? Self(settings: ReadinessSettings(settings), configCommit: settings.commit)
    }
}

extension ReadinessSettings {
    /// The constants of the formula as one commit sets them.
    ///
    /// Accepted ranges, vendor order and the RR filter are not settings: they stay as published.
    init(_ settings: EffectiveSettings) {
        self.init()
        series.read(settings)
        autonomic.read(settings)
        night.read(settings)
        debt.read(settings)
        total.read(settings)
        load.read(settings)
        confidence.read(settings)
        advice.read(settings)
    }
}

extension ReadinessSettings.Series {
    fileprivate mutating func read(_ settings: EffectiveSettings) {
        baselineDays = settings[\.readiness.windows.baselineDays]
        weekDays = settings[\.readiness.windows.weekDays]
        baselineMin = settings[\.readiness.windows.baselineValuesMin]
        weekMin = settings[\.readiness.windows.weekValuesMin]
    }
}

extension ReadinessSettings.Autonomic {
    fileprivate mutating func read(_ settings: EffectiveSettings) {
        hrvPrior = settings[\.readiness.prior.hrv]
        hrvFloor = settings[\.readiness.floor.hrv]
        restingHRPrior = settings[\.readiness.prior.restingHR]
        restingHRFloor = settings[\.readiness.floor.restingHR]
        priorStrength = settings[\.readiness.prior.weight]
        todayWeight = settings[\.readiness.index.todayWeight]
        weekScale = settings[\.readiness.index.weekScale]
        indexLimit = settings[\.readiness.curve.clip]
        slope = settings[\.readiness.curve.slope]
        fullFrom = settings[\.readiness.curve.plateauFrom]
        fullTo = settings[\.readiness.curve.plateauTo]
        variationMin = settings[\.readiness.windows.variationValuesMin]
    }
}

extension ReadinessSettings.Night {
    fileprivate mutating func read(_ settings: EffectiveSettings) {
        durationWeight = settings[\.readiness.night.durationWeight]
        efficiencyWeight = settings[\.readiness.night.efficiencyWeight]
        latencyWeight = settings[\.readiness.night.latencyWeight]
        wakesWeight = settings[\.readiness.night.wakesWeight]
        duration = Ramp(
            zeroAt: settings[\.readiness.night.durationZeroPct] / 100,
            fullAt: settings[\.readiness.night.durationFullPct] / 100)
        efficiency = Ramp(
            zeroAt: settings[\.readiness.night.efficiencyZeroPct],
            fullAt: settings[\.readiness.night.efficiencyFullPct])
        latency = Ramp(
            zeroAt: settings[\.readiness.night.latencyZeroMin], fullAt: settings[\.readiness.night.latencyFullMin])
        let free = settings[\.readiness.night.wakesFree]
        wakes = Ramp(zeroAt: free + 100 / settings[\.readiness.night.wakePoints], fullAt: free)
        fallbackMin = settings[\.readiness.night.fallbackNightsMin]
        defaultNeedMin = settings[\.readiness.sleepNeedMin]
    }
}

extension ReadinessSettings.Debt {
    fileprivate mutating func read(_ settings: EffectiveSettings) {
        windowDays = settings[\.readiness.debt.nights]
        decay = settings[\.readiness.debt.decay]
        surplusMax = settings[\.readiness.debt.surplusMaxMin]
        nightsMin = settings[\.readiness.debt.nightsMin]
        debtMax = settings[\.readiness.debt.maxMin]
        neutralAt = settings[\.readiness.debt.middleMin]
        zeroAt = settings[\.readiness.debt.zeroMin]
    }
}

extension ReadinessSettings.Total {
    fileprivate mutating func read(_ settings: EffectiveSettings) {
        neutral = settings[\.readiness.curve.base]
        hrvWeight = settings[\.readiness.weights.hrv]
        restingHRWeight = settings[\.readiness.weights.restingHR]
        sleepWeight = settings[\.readiness.weights.sleep]
        debtWeight = settings[\.readiness.weights.sleepDebt]
        normalFrom = settings[\.readiness.bands.low]
        highFrom = settings[\.readiness.bands.high]
        settledFrom = settings[\.readiness.windows.provisionalValuesBelow]
    }
}

extension ReadinessSettings.Load {
    fileprivate mutating func read(_ settings: EffectiveSettings) {
        historyMin = settings[\.readiness.load.historyDays]
        seedDays = settings[\.readiness.load.seedDays]
        fatigueDays = settings[\.readiness.load.acuteDays]
        fitnessDays = settings[\.readiness.load.chronicDays]
        fitnessMin = settings[\.readiness.load.chronicMin]
        freeForm = settings[\.readiness.load.formPct]
        slope = settings[\.readiness.load.slope]
        penaltyMax = settings[\.readiness.load.maxPoints]
    }
}

extension ReadinessSettings.Confidence {
    fileprivate mutating func read(_ settings: EffectiveSettings) {
        shortBaseline = settings[\.readiness.confidence.base]
        fullAfter = settings[\.readiness.confidence.rampValues]
        perDayOfAge = settings[\.readiness.confidence.agePerDay]
        highFrom = settings[\.readiness.confidence.high]
        mediumFrom = settings[\.readiness.confidence.medium]
    }
}

extension ReadinessSettings.Advice {
    fileprivate mutating func read(_ settings: EffectiveSettings) {
        driverPointsMin = settings[\.readiness.drivers.pointsMin]
        driversMax = settings[\.readiness.drivers.countMax]
        belowNormal = settings[\.readiness.codes.indexBelow]
        aboveNormal = settings[\.readiness.codes.indexAbove]
        unusual = settings[\.readiness.codes.indexUnusual]
        restingHRWarning = settings[\.readiness.flags.restingHRUp]
        sleepFairFrom = settings[\.readiness.codes.sleepPoorBelow]
        sleepGoodFrom = settings[\.readiness.codes.sleepFairBelow]
        debtLowTo = settings[\.readiness.codes.debtOkMin]
        debtHighFrom = settings[\.readiness.codes.debtHighMin]
        pushWeekMin = settings[\.readiness.guidance.weekDeviationMin]
    }
}
