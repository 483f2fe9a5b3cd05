/// Every setting there is, grouped as in the files: `settings[\.hot.batchRecords]`.
///
/// A declaration in a group registers itself: the list of all settings is read off this structure, in order.
public struct SettingsSchema: Sendable {
    /// Kafka connection, for every process.
    public let kafka = KafkaSettings()
    /// Redis connection.
    public let redis = RedisSettings()
    /// PostgreSQL connection.
    public let postgres = PostgresSettings()
    /// Stream processor.
    public let hot = HotSettings()
    /// Archiver.
    public let cold = ColdSettings()
    /// Profile API.
    public let api = APISettings()
    /// HTTP producer.
    public let ingest = IngestSettings()
    /// Who may use the HTTP interfaces.
    public let auth = AuthSettings()
    /// What was refused and changed.
    public let security = SecuritySettings()
    /// Kafka producer inside every process that produces.
    public let producer = ProducerSettings()
    /// Backups.
    public let backup = BackupSettings()
    /// What bounds a process as a whole.
    public let process = ProcessLimitSettings()
    /// Logging.
    public let log = LogSettings()
    /// How the configuration itself is followed.
    public let config = ConfigSettings()
    /// The listener for operators.
    public let admin = AdminSettings()
    /// Constants of the readiness score.
    public let readiness = ReadinessConstantSettings()

    /// The only instance: declarations have no state.
    public static let shared = SettingsSchema()

    static let declarations: [any SettingDeclaration] = collect(shared)
    static let byKey = Dictionary(declarations.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })

    /// The environment variable of a setting; nil where there is no such key.
    public static func environmentName(of key: String) -> String? { byKey[key]?.environmentName }

    private static func collect(_ group: Any) -> [any SettingDeclaration] {
        Mirror(reflecting: group).children.flatMap { child -> [any SettingDeclaration] in
            (child.value as? any SettingDeclaration).map { [$0] } ?? collect(child.value)
        }
    }
}
