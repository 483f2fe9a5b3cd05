import Settings

/// One of the processes: whose settings it has, the port for its operators, and how it is made.
///
/// A new process is a file beside this one that declares it, and its line in ``all``.
package struct ProcessDefinition: Sendable {
    /// Whose settings these are; also the name of the process.
    package let service: Settings.Service
    /// The setting that says where its operators ask.
    let adminPort: KeyPath<SettingsSchema, Setting<Int>> & Sendable
    /// Whether "pulsehub up" starts it with the others.
    let isPartOfUp: Bool
    /// Builds it from its settings; nothing runs yet.
    let make: @Sendable (Assembly) async throws -> ProcessService

    init(
        _ service: Settings.Service, adminPort: KeyPath<SettingsSchema, Setting<Int>> & Sendable, isPartOfUp: Bool,
        make: @escaping @Sendable (Assembly) async throws -> ProcessService
    ) {
        self.service = service
        self.adminPort = adminPort
        self.isPartOfUp = isPartOfUp
        self.make = make
    }

    /// Every process, in the order in which one program starts them.
    package static let all = [archiver, streamProcessor, profileAPI, ingest, backup]

    /// Those that "pulsehub up" runs in one.
    package static let up = all.filter(\.isPartOfUp)
}

extension RunningConfiguration {
    /// Makes the processes of which this is the configuration, in the order given.
    package func processes(_ definitions: [ProcessDefinition]) async throws -> [ProcessService] {
        var processes: [ProcessService] = []
        for definition in definitions {
            if let assembly = assembly(definition.service) { processes.append(try await definition.make(assembly)) }
        }
        return processes
    }
}
