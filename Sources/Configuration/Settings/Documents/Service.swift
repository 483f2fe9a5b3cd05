/// A process with a configuration file of its own, named like its subcommand.
package enum Service: String, Sendable, CaseIterable {
    /// Kafka to Redis.
    case streamProcessor = "stream-processor"
    /// Kafka to PostgreSQL.
    case archiver
    /// Profiles over HTTP.
    case profileAPI = "profile-api"
    /// Events over HTTP.
    case ingest
    /// Events from the command line.
    case produce
    /// PostgreSQL to a store of backups.
    case backup
}

/// What the name of a configuration file says about whom it is for.
struct LayerName: Hashable {
    /// Nil for `application`.
    let service: Service?
    let profile: String?

    /// `application.yaml`, `<service>.yaml`, each with an optional `-<profile>` before the dot.
    init?(file: String) {
        guard file.hasSuffix(".yaml") else { return nil }
        let stem = file.dropLast(5)
        for (name, service) in Self.stems where stem == name || stem.hasPrefix(name + "-") {
            let profile = stem.dropFirst(name.count + 1)
            guard stem == name || Self.isProfile(profile) else { return nil }
            self.service = service
            self.profile = stem == name ? nil : String(profile)
            return
        }
        return nil
    }

    static let stems: [(String, Service?)] = [("application", nil)] + Service.allCases.map { ($0.rawValue, $0) }

    static func isProfile(_ text: some StringProtocol) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0
                    || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: "-")
            }
    }

    /// The files of a process, the general before the special.
    static func layers(service: Service, profile: String?) -> [String] {
        var names = ["application.yaml"]
        if let profile { names.append("application-\(profile).yaml") }
        names.append("\(service.rawValue).yaml")
        if let profile { names.append("\(service.rawValue)-\(profile).yaml") }
        return names
    }
}
