import Settings

/// An application's configuration in Spring Cloud Config's JSON form.
struct SpringEnvironment {
    let name: String
    let profiles: [String]
    let label: String
    let commit: String
    /// The highest precedence first.
    let sources: [(name: String, properties: SpringProperties)]

    /// Files from the general to the special, the order in which PulseHub's own processes layer them: one directory means
    /// the same to whoever reads it.
    init(_ snapshot: GitSource.Snapshot, application: String, profiles: [String], label: String, location: String) {
        name = application
        self.profiles = profiles
        self.label = label
        commit = snapshot.commit
        let others = Self.others(of: application, profiles)
        let own = application == "application" || !others.isEmpty ? [] : Self.files(application, profiles)
        let layers =
            (Self.files("application", profiles) + own).map { ($0, snapshot.files[$0]) }
            + others.map { ("others/\($0)", snapshot.others[$0]) }
        sources = layers.reversed().compactMap { file, bytes in
            bytes.map { bytes in
                let path = snapshot.path(file)
                return ("\(location)/\(path)", SpringProperties(file: path, bytes: bytes))
            }
        }
    }

    /// The files in `others/` that the answer is made of; none for PulseHub's own processes.
    static func others(of application: String, _ profiles: [String]) -> [String] {
        let isOurs = application == "application" || Service(rawValue: application) != nil
        return isOurs ? [] : files(application, profiles)
    }

    private static func files(_ stem: String, _ profiles: [String]) -> [String] {
        ["\(stem).yaml"] + profiles.map { "\(stem)-\($0).yaml" }
    }

    var json: JSON {
        .object([
            ("name", .string(name)), ("profiles", .array(profiles.map { .string($0) })), ("label", .string(label)),
            ("version", .string(commit)), ("state", .number("null")),
            (
                "propertySources",
                .array(
                    sources.map { source in
                        .object([
                            ("name", .string(source.name)), ("source", .object(source.properties.lastOfEach)),
                        ])
                    })
            ),
        ])
    }
}

extension SpringProperties {
    /// A merge key and its replacement give the same name twice; the later one stands.
    fileprivate var lastOfEach: [(String, JSON)] {
        var seen: Set<String> = []
        return values.reversed().filter { seen.insert($0.key).inserted }.reversed().map { ($0.key, $0.value) }
    }
}
