import Foundation
import Glibc

/// Very many stream clients on one thread, each a socket and a few counts.
final class StreamSwarm {
    private struct Client {
        let socket: Int32
        let user: String
        var profiles = 0
        var heartbeats = 0
        var isTold = false
        var isOver = false
        /// The end of what was read last, in which the next thing looked for may have begun.
        var carry: [UInt8] = []
        var newest = ContinuousClock.now
    }

    private static let patience = Duration.seconds(120)
    /// What is looked for, all of one length; a line's end, its beginning, or a comment in a chunk of its own.
    private static let profile = Array("t: prof".utf8)
    private static let heartbeat = Array("\r\n:\n\n\r\n".utf8)
    private static let farewell = Array("t: bye\n".utf8)

    private let port: Int
    private let token: String
    private var clients: [Client] = []
    private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

    /// - Parameter token: lets its bearer read any profile.
    /// - Throws: where the process may not have so many open files.
    init(port: Int, token: String, capacity: Int) throws {
        self.port = port
        self.token = token
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        guard limit.rlim_cur > capacity + 200 else {
            throw DevError("\(capacity) streams need more than the \(limit.rlim_cur) open files allowed (ulimit -n)")
        }
    }

    deinit { for client in clients { close(client.socket) } }

    func waitForServer() throws {
        let end = ContinuousClock.now + Self.patience
        while true {
            if let socket = try? connect() {
                close(socket)
                return
            }
            guard ContinuousClock.now < end else { throw DevError("the profile API did not come up") }
            usleep(100_000)
        }
    }

    func open(_ user: String) throws {
        let socket = try connect()
        let request =
            "GET /api/v1/stream?user=\(user) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n\r\n"
        guard write(socket, request, request.utf8.count) == request.utf8.count else {
            throw DevError("a stream could not be opened: \(String(cString: strerror(errno)))")
        }
        clients.append(Client(socket: socket, user: user))
    }

    func clients(of user: String) -> [Int] { clients.indices.filter { clients[$0].user == user } }

    /// Waits until all of them, or those named, have been told this many states, and says when each was.
    @discardableResult
    func wait(profiles: Int, _ some: [Int]? = nil) throws -> [ContinuousClock.Instant] {
        let some = some ?? Array(clients.indices)
        try wait(some) { $0.profiles >= profiles }
        return some.map { clients[$0].newest }
    }

    /// Waits until all have been told one state more than they have now.
    func waitForNext() throws -> [ContinuousClock.Instant] {
        let before = clients.map(\.profiles)
        try wait(Array(clients.indices), at: { $0.profiles > before[$1] })
        return clients.map(\.newest)
    }

    func wait(heartbeats: Int) throws { try wait(Array(clients.indices)) { $0.heartbeats >= heartbeats } }

    /// Waits until the server has closed them all.
    func waitForEnd() throws { try wait(Array(clients.indices)) { $0.isOver } }

    /// Those that were told of the shutdown.
    var farewells: Int { clients.count { $0.isTold } }

    private func wait(_ some: [Int], _ isDone: (Client) -> Bool) throws {
        try wait(some, at: { client, _ in isDone(client) })
    }

    private func wait(_ some: [Int], at isDone: (Client, Int) -> Bool) throws {
        let end = ContinuousClock.now + Self.patience
        var waiting = some.filter { !isDone(clients[$0], $0) }
        while !waiting.isEmpty {
            guard ContinuousClock.now < end else { throw DevError("\(waiting.count) streams were not told in time") }
            var polls = waiting.map { pollfd(fd: clients[$0].socket, events: Int16(POLLIN), revents: 0) }
            guard poll(&polls, nfds_t(polls.count), 1000) > 0 else { continue }
            for (index, poll) in zip(waiting, polls) where poll.revents != 0 { read(index) }
            waiting.removeAll { isDone(clients[$0], $0) || clients[$0].isOver }
        }
    }

    private func read(_ index: Int) {
        let count = Glibc.read(clients[index].socket, &buffer, buffer.count)
        guard count > 0 else {
            clients[index].isOver = true
            return
        }
        let bytes = clients[index].carry + buffer[..<count]
        let profiles = Self.occurrences(of: Self.profile, in: bytes)
        if profiles > 0 { clients[index].newest = .now }
        clients[index].profiles += profiles
        clients[index].heartbeats += Self.occurrences(of: Self.heartbeat, in: bytes)
        if Self.occurrences(of: Self.farewell, in: bytes) > 0 { clients[index].isTold = true }
        // Too short to hold any of them whole, so nothing is counted twice.
        clients[index].carry = Array(bytes.suffix(Self.profile.count - 1))
    }

    private static func occurrences(of wanted: [UInt8], in bytes: [UInt8]) -> Int {
        bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return 0 }
            var (count, offset) = (0, 0)
            while let found = memchr(start + offset, Int32(wanted[0]), bytes.count - offset) {
                offset = UnsafeRawPointer(found) - start
                guard offset + wanted.count <= bytes.count else { break }
                let isFound = memcmp(found, wanted, wanted.count) == 0
                count += isFound ? 1 : 0
                offset += isFound ? wanted.count : 1
            }
            return count
        }
    }

    /// Clients have addresses of their own by the thousand, since each address has some 28,000 ports only.
    private func connect() throws -> Int32 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var from = address(0x7F00_0002 + UInt32(clients.count / 10_000), port: 0)
        var to = address(0x7F00_0001, port: port)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        func call(_ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>) -> Int32) -> Int32 {
            withUnsafePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
        }
        guard call(&from, { bind(socket, $0, length) }) == 0, call(&to, { Glibc.connect(socket, $0, length) }) == 0
        else {
            let reason = String(cString: strerror(errno))
            close(socket)
            throw DevError("a client cannot connect: \(reason)")
        }
        return socket
    }

    private func address(_ host: UInt32, port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = host.bigEndian
        address.sin_port = UInt16(port).bigEndian
        return address
    }
}
