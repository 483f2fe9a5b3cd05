/// Every setting there is, grouped as in the files: `settings[\.hot.batchRecords]`.
///
/// A declaration in a group registers itself: the list of all settings is read off this structure, in order.
package struct SettingsSchema: Sendable {
    /// Kafka connection, for every process.
    package let kafka = KafkaSettings()
    /// Redis connection.
    package let redis = RedisSettings()
    /// PostgreSQL connection.
    package let postgres = PostgresSettings()
    /// Stream processor.
    package let hot = HotSettings()
    /// Archiver.
    package let cold = ColdSettings()
    /// Profile API.
    package let api = APISettings()
    /// HTTP producer.
    package let ingest = IngestSettings()
    /// Who may use the HTTP interfaces.
    package let auth = AuthSettings()
    /// What was refused and changed.
    package let security = SecuritySettings()
    /// Kafka producer inside every process that produces.
    package let producer = ProducerSettings()
    /// Backups.
    package let backup = BackupSettings()
    /// What bounds a process as a whole.
    package let process = ProcessLimitSettings()
    /// Logging.
    package let log = LogSettings()
    /// How the configuration itself is followed.
    package let config = ConfigSettings()
    /// The listener for operators.
    package let admin = AdminSettings()
    /// Constants of the readiness score.
    package let readiness = ReadinessConstantSettings()

    /// The only instance: declarations have no state.
    package static let shared = SettingsSchema()

    static let declarations: [any SettingDeclaration] = collect(shared)
    static let byKey = Dictionary(declarations.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })

    /// The environment variable of a setting; nil where there is no such key.
    package static func environmentName(of key: String) -> String? { byKey[key]?.environmentName }

    private static func collect(_ group: Any) -> [any SettingDeclaration] {
        Mirror(reflecting: group).children.flatMap { child -> [any SettingDeclaration] in
            (child.value as? any SettingDeclaration).map { [$0] } ?? collect(child.value)
        }
    }
}
