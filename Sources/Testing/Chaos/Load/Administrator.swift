import AsyncHTTPClient
import Events
import NIOCore
import NIOHTTP1
import TestSupport

/// Somebody who has people erased over HTTP, and asks again until that is done.
struct Administrator: Sendable {
    private let url: String
    private let token: String
    private let journal: Journal

    /// Longer than the server waits for both stores.
    private static let timeout = TimeAmount.seconds(15)
    private static let pause = Duration.seconds(1)
    /// A store may be away for as long as it likes: once the erasure is in the log, that is no reason to ask for ever.
    private static let patience = Duration.seconds(30)

    /// - Parameter url: of the users.
    init(url: String, token: String, journal: Journal) {
        self.url = url
        self.token = token
        self.journal = journal
    }

    /// Has a person erased; blocks until the answer is that both stores have forgotten, or for half a minute, but not
    /// before the answer was that it will be done.
    func erase(_ user: ExactText) throws {
        let start = ContinuousClock.now
        var isTaken = false
        while true {
            var request = try HTTPClient.Request(url: "\(url)/\(user.text)", method: .DELETE)
            request.headers.add(name: "authorization", value: "Bearer \(token)")
            let answer = try? HTTPClient.shared.execute(request: request, deadline: .now() + Self.timeout).wait()
            switch answer?.status.code {
            case 200: return
            case 202: isTaken = true
            case nil, 503: break
            case let status?: return journal.violation("profile-api answers \(status) to a right erasure")
            }
            if isTaken, .now - start > Self.patience {
                return journal.tell("\(user.text) is to be erased, and is not yet after \(Self.patience)")
            }
            rest(Self.pause)
        }
    }
}
