import HTTPKit
import Identity
import Synchronization

@testable import ProfileAPI

/// Exports pages from memory; after them it ends, or breaks where it is told to.
struct FakeExport: PersonExport {
    struct Broken: Error {}

    var pages: [String: [ExportPage]] = [:]
    var breaks = false

    /// One page for each array of lines.
    init(_ lines: [String: [[String]]] = [:], breaks: Bool = false) {
        self.breaks = breaks
        pages = lines.mapValues { pages in
            pages.map { ExportPage(bytes: $0.flatMap { Array(($0 + "\n").utf8) }, lines: $0.count) }
        }
    }

    func begin(_ user: UserID, for caller: UserID) async throws(Problem) -> any ExportPages {
        FakePages(pages[user.text] ?? [], breaks: breaks)
    }

    private final class FakePages: ExportPages {
        private let rest: Mutex<[ExportPage]>
        private let breaks: Bool

        init(_ pages: [ExportPage], breaks: Bool) {
            rest = Mutex(pages.reversed())
            self.breaks = breaks
        }

        func next() async throws -> ExportPage? {
            if let page = rest.withLock({ $0.popLast() }) { return page }
            if breaks { throw Broken() }
            return nil
        }
    }
}
