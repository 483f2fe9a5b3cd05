import Blocking
import Identity
import Postgres

/// One export: a connection that stays in one read-only transaction, and a cursor.
///
/// An actor on a thread of its own, because the connection blocks. The transaction ends with the actor, at the latest when
/// the client has not taken a page for a minute: a snapshot that is held keeps PostgreSQL from cleaning up.
actor ExportSession: ExportPages {
    /// Rows of a page: of the largest events, which have 64 KiB, still only a few megabytes.
    private static let fetch = "FETCH 50 FROM lines"

    private let executor = BlockingExecutor(label: "export")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let user: UserID
    private var slot: ExportSlot?
    private var connection: PostgresConnection?
    private var sections = ExportSection.all[...]
    private var hasCursor = false

    init(_ user: UserID, _ slot: ExportSlot) {
        self.user = user
        self.slot = slot
    }

    func open(_ configuration: PostgresConfiguration) throws(PostgresError) {
        let connection = try PostgresConnection(configuration)
        try connection.execute(
            """
            SET TimeZone = 'UTC'; SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s';
            BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY
            """)
        self.connection = connection
    }

    func next() throws -> ExportPage? {
        guard let connection else { return nil }
        while let section = sections.first {
            if !hasCursor {
                try connection.query(section.declare, [.text(user.text)])
                hasCursor = true
            }
            let rows = try connection.query(Self.fetch).rows
            guard rows.isEmpty else { return try page(of: rows) }
            try connection.execute("CLOSE lines")
            hasCursor = false
            sections.removeFirst()
        }
        // Before the client can know that it has everything, and asks anew.
        (self.connection, slot) = (nil, nil)
        return nil
    }

    private func page(of rows: some Collection<PostgresRow>) throws(PostgresError) -> ExportPage {
        var bytes: [UInt8] = []
        for row in rows {
            bytes += try row.bytes(0)
            bytes.append(UInt8(ascii: "\n"))
        }
        return ExportPage(bytes: bytes, lines: rows.count)
    }
}
