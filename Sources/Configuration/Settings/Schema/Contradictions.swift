/// Rules over more than one setting; each names the key that a person should look at first.
enum Contradictions {
    static func find(in settings: EffectiveSettings) -> [Problem] {
        rules.compactMap { rule in
            rule.broken(settings).map { reason in
                // A person looks where something was written, not at a default.
                let key = [rule.key, rule.otherKey].compactMap(\.self).first { settings.origin($0) != .declaration }
                return Problem(settings.origin(key ?? rule.key), key: key ?? rule.key, "contradiction: \(reason)")
            }
        }
    }

    private struct Rule: Sendable {
        let key: String
        var otherKey: String?
        /// What does not fit together; nil if all is well.
        let broken: @Sendable (EffectiveSettings) -> String?
    }

    private static let rules = timing + addresses + [oneKeySource, redisLeavesTime, bothCredentials] + readiness

    private static let timing = [
        drainFits(SettingsSchema.shared.hot.drainDeadline, SettingsSchema.shared.hot.sessionTimeout),
        drainFits(SettingsSchema.shared.cold.drainDeadline, SettingsSchema.shared.cold.sessionTimeout),
    ]

    /// `up` runs all of them in one process, and one machine often runs them side by side.
    private static let addresses: [Rule] = {
        let schema = SettingsSchema.shared
        let listeners = [
            (schema.api.host, schema.api.port), (schema.ingest.host, schema.ingest.port),
            (schema.admin.host, schema.hot.adminPort), (schema.admin.host, schema.cold.adminPort),
            (schema.admin.host, schema.api.adminPort), (schema.admin.host, schema.ingest.adminPort),
            (schema.admin.host, schema.backup.adminPort),
        ]
        return listeners.indices.flatMap { later in
            listeners[..<later].map { earlier in apart(earlier, listeners[later]) }
        }
    }()

    private static func apart(
        _ earlier: (host: Setting<String>, port: Setting<Int>), _ later: (host: Setting<String>, port: Setting<Int>)
    ) -> Rule {
        Rule(key: later.port.key, otherKey: earlier.port.key) { settings in
            let (host, port) = (settings.value(of: later.host), settings.value(of: later.port))
            guard port != 0, settings.value(of: earlier.port) == port, settings.value(of: earlier.host) == host else {
                return nil
            }
            return "\(earlier.port.key) and \(later.port.key) are both \(host):\(port)"
        }
    }

    /// That one of them is set is asked when a process that needs keys starts: here the environment is not known.
    private static let oneKeySource: Rule = {
        let auth = SettingsSchema.shared.auth
        return Rule(key: auth.jwksURL.key, otherKey: auth.jwksFile.key) { settings in
            guard settings.value(of: auth.jwksURL) != nil, settings.value(of: auth.jwksFile) != nil else { return nil }
            return "\(auth.jwksFile.key) and \(auth.jwksURL.key) are both set: keep one"
        }
    }()

    private static let bothCredentials: Rule = {
        let s3 = SettingsSchema.shared.backup.s3
        return Rule(key: s3.accessKeyID.key, otherKey: s3.secretAccessKey.key) { settings in
            guard (settings.value(of: s3.accessKeyID) == nil) != (settings.value(of: s3.secretAccessKey) == nil) else {
                return nil
            }
            return "\(s3.accessKeyID.key) and \(s3.secretAccessKey.key) belong together: set both or none"
        }
    }()

    private static let redisLeavesTime = ascending(
        SettingsSchema.shared.api.redisDeadline, SettingsSchema.shared.api.deadline)

    private static let readiness: [Rule] = {
        let readiness = SettingsSchema.shared.readiness
        let (night, weights) = (readiness.night, readiness.weights)
        return [
            ascending(readiness.bands.low, readiness.bands.high),
            ascending(readiness.confidence.medium, readiness.confidence.high),
            ascending(readiness.curve.plateauFrom, readiness.curve.plateauTo),
            ascending(readiness.debt.middleMin, readiness.debt.zeroMin),
            ascending(night.durationZeroPct, night.durationFullPct),
            ascending(night.efficiencyZeroPct, night.efficiencyFullPct),
            ascending(night.latencyFullMin, night.latencyZeroMin),
            ascending(readiness.load.acuteDays, readiness.load.chronicDays),
            ascending(readiness.codes.debtOkMin, readiness.codes.debtHighMin),
            ascending(readiness.codes.sleepPoorBelow, readiness.codes.sleepFairBelow),
            sumIsOne([weights.hrv, weights.restingHR, weights.sleep, weights.sleepDebt]),
            sumIsOne([night.durationWeight, night.efficiencyWeight, night.latencyWeight, night.wakesWeight]),
        ]
    }()

    /// The other half of the session timeout is for the batch's own commit and Kafka's heartbeat.
    private static func drainFits(_ drain: Setting<Duration>, _ session: Setting<Duration>) -> Rule {
        Rule(key: drain.key) { settings in
            let (limit, value) = (settings.value(of: session) / 2, settings.value(of: drain))
            return value <= limit
                ? nil
                : "\(value.rendered) is more than half of \(session.key) (\(settings.value(of: session).rendered))"
        }
    }

    private static func ascending<Value: SettingValue & Comparable>(
        _ lower: Setting<Value>, _ upper: Setting<Value>
    ) -> Rule {
        Rule(key: lower.key) { settings in
            let (low, high) = (settings.value(of: lower), settings.value(of: upper))
            return low < high ? nil : "\(low.rendered) is not below \(upper.key) (\(high.rendered))"
        }
    }

    private static func sumIsOne(_ weights: [Setting<Double>]) -> Rule {
        Rule(key: weights.first?.key ?? "") { settings in
            let sum = weights.reduce(0) { $0 + settings.value(of: $1) }
            let names = weights.map(\.key).joined(separator: ", ")
            return (sum - 1).magnitude <= 1e-9
                ? nil : "\(names) must sum to 1, but sum to \(((sum * 1e9).rounded() / 1e9).rendered)"
        }
    }
}
