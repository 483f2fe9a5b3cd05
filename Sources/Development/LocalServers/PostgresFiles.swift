import FoundationEssentials
import Glibc

/// The files of a private PostgreSQL and who owns them.
struct PostgresFiles {
    let directory: String

    init(_ directory: String) { self.directory = directory }

    var data: String { "\(directory)/data" }
    var log: String { "\(directory)/postgres.log" }

    /// Empty, which means none, if the path is too long for a socket (107 bytes).
    var socketDirectory: String { "\(directory)/.s.PGSQL.65535".utf8.count <= 107 ? directory : "" }

    /// Whom the server runs as: root may not.
    static var user: String? { geteuid() == 0 ? "postgres" : nil }

    static func program(_ name: String) throws(LocalServerError) -> String {
        try Programs.require(name, package: "postgresql")
    }

    /// The server that says in its lock file that it is ready; the eighth line is its state.
    var readyProcess: pid_t? {
        guard let lock = try? String(contentsOfFile: "\(data)/postmaster.pid", encoding: .utf8) else { return nil }
        let lines = lock.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 8, lines[7].hasPrefix("ready") else { return nil }
        return pid_t(lines[0])
    }

    /// Makes the directory and, unless it holds a database already, initialises one.
    ///
    /// - Returns: the password of the superuser.
    func prepare(durable: Bool) throws(LocalServerError) -> String {
        do { try makePrivateDirectory(directory) } catch {
            throw LocalServerError("postgres", "cannot make \(directory): \(error)")
        }
        if let user = Self.user {
            guard let entry = getpwnam(user) else {
                throw LocalServerError("postgres", "there is no user \(user); cure: apt-get install postgresql")
            }
            let password = try password()
            for path in [directory, password.file] {
                guard chown(path, entry.pointee.pw_uid, entry.pointee.pw_gid) == 0 else {
                    throw LocalServerError("postgres", "cannot give \(path) to \(user)")
                }
            }
        }
        let password = try password()
        if isInitialised { return password.text }
        let process = try ServerProcess(
            [
                try Self.program("initdb"), "-D", data, "-U", "postgres", "--auth", "scram-sha-256", "--pwfile",
                password.file, "--encoding", "UTF8", "--locale", "C.UTF-8",
            ] + (durable ? [] : ["--no-sync"]),
            user: Self.user, deathSignal: "TERM", log: log)
        let hasEnded = process.waitForEnd(within: .seconds(120))
        guard hasEnded, isInitialised else {
            throw LocalServerError("initdb", "could not make a database in \(data); \(logTail(log))")
        }
        return password.text
    }

    private var isInitialised: Bool { FileManager.default.fileExists(atPath: "\(data)/PG_VERSION") }

    private func password() throws(LocalServerError) -> LocalPassword {
        guard LocalPassword.exists(in: directory) || !isInitialised else {
            throw LocalServerError("postgres", "\(directory) holds a database without a password: remove it")
        }
        return try LocalPassword(in: directory, server: "postgres")
    }
}
