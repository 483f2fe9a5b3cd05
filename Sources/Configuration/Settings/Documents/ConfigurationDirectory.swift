import Names

/// The files of one commit, parsed once, from which the settings of each process are composed.
struct ConfigurationDirectory {
    private let snapshot: GitSource.Snapshot
    private var layers: [String: Layer] = [:]
    private(set) var problems: [Problem]
    /// Those in the files of other applications, which concern nobody else.
    private(set) var problemsOfOthers: [Problem]
    /// The profiles that some file names, in order.
    private(set) var profiles: [String] = []

    init(_ snapshot: GitSource.Snapshot) {
        self.snapshot = snapshot
        problems = snapshot.problems.filter { !snapshot.isOfOthers($0) }
        problemsOfOthers = snapshot.problems.filter(snapshot.isOfOthers)
        for (file, bytes) in snapshot.files.sorted(by: { $0.key < $1.key }) {
            guard let name = LayerName(file: file) else {
                problems.append(Self.misnamed(file, at: snapshot.path(file)))
                continue
            }
            if let profile = name.profile, !profiles.contains(profile) { profiles.append(profile) }
            let layer = Layer(file: snapshot.path(file), bytes: bytes)
            problems += layer.problems
            if name.service != nil { problems += Self.misplaced(in: layer) }
            // Each file is judged by itself too, so that one that no process reads today cannot rot.
            _ = apply([layer])
            layers[file] = layer
        }
        profiles.sort()
        for (file, bytes) in snapshot.others.sorted(by: { $0.key < $1.key }) {
            let properties = SpringProperties(file: snapshot.path("others/\(file)"), bytes: bytes)
            problemsOfOthers += properties.problems
        }
        for (file, bytes) in snapshot.topics?.files ?? [:] {
            problems += SecretShapes.problems(in: bytes, file: "topics/\(file)")
        }
    }

    /// Problems found on the way are added to `problems`.
    mutating func settings(service: Service, profile: String?, outside: [Layer]) -> EffectiveSettings {
        if let profile, !profiles.contains(profile) {
            let known = profiles.isEmpty ? "there are none" : "there are \(profiles.joined(separator: ", "))"
            let message = "no file of the profile \(profile) at commit \(snapshot.commit.prefix(12)); \(known)"
            problems.append(Problem(.source(snapshot.directory), message))
        }
        problems += outside.flatMap(\.problems)
        let files = LayerName.layers(service: service, profile: profile).compactMap { layers[$0] }
        let (values, origins) = apply(files + outside)
        let settings = EffectiveSettings(
            commit: snapshot.commit, service: service, profile: profile, values: values, origins: origins)
        problems += Contradictions.find(in: settings)
        return settings
    }

    private mutating func apply(_ layers: [Layer]) -> (values: [String: any SettingValue], origins: [String: Origin]) {
        var values: [String: any SettingValue] = [:]
        var origins: [String: Origin] = [:]
        for (key, value) in layers.flatMap(\.values) {
            guard let declaration = SettingsSchema.byKey[key] else { continue }
            do {
                values[key] = try declaration.decode(value.node, over: values[key] ?? declaration.fallback)
                origins[key] = value.keyOrigin
            } catch {
                if error.entries.isEmpty { problems.append(Problem(value.node.origin, key: key, error.message)) }
                for entry in error.entries {
                    problems.append(Problem(entry.value.origin, key: "\(key).\(entry.key)", error.message))
                }
            }
        }
        return (values, origins)
    }

    /// Processes that score must score alike, so one of them cannot have constants of its own.
    private static func misplaced(in layer: Layer) -> [Problem] {
        layer.values.filter { $0.key.hasPrefix("readiness.") }.map { key, value in
            Problem(value.keyOrigin, key: key, "all processes must score alike: this belongs in application.yaml")
        }
    }

    private static func misnamed(_ file: String, at path: String) -> Problem {
        let names = LayerName.stems.map { "\($0.0).yaml" }
        let nearest = names.nearest(to: file).map { "; did you mean \($0)?" } ?? ""
        return Problem(.source(path), "no process reads a file of this name\(nearest)")
    }
}
