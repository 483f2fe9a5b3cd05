import EventCodec
import Events
import Profiles

/// The formula's constants by configuration commit: a profile must be computed again under those that it was computed
/// under.
package final class TermsCatalog {
    /// Reads the terms at a commit; the commit may be gone.
    package typealias Load = (_ commit: String) async throws -> WellnessProfile.Terms

    /// The terms in force now.
    package let current: WellnessProfile.Terms
    private let load: Load
    private var known: [String: WellnessProfile.Terms] = [:]
    /// Commits that could not be read, and why.
    package private(set) var unreadable: [String: String] = [:]

    /// A catalogue that reads each commit once.
    package init(current: WellnessProfile.Terms, load: @escaping Load) {
        self.current = current
        self.load = load
        known[current.configCommit] = current
    }

    /// The terms of a commit; the present ones under a commit that cannot be read, or where none is named.
    ///
    /// The result then carries the present commit, so that it differs from what was stored.
    func terms(of commit: String?) async -> WellnessProfile.Terms {
        guard let commit else { return current }
        if let terms = known[commit] { return terms }
        guard unreadable[commit] == nil else { return current }
        do {
            let terms = try await load(commit)
            known[commit] = terms
            return terms
        } catch {
            unreadable[commit] = "\(error)"
            return current
        }
    }
}

/// Finds the commit that a `wellness` document was computed under.
struct DocumentCommit {
    private let parser = JSONParser(capacity: 1 << 20)

    func commit(in wellness: [UInt8]?) -> String? {
        guard let wellness else { return nil }
        do {
            return try wellness.withUnsafeBytes { try parser.parse($0) { $0["configCommit"]?.text } }
        } catch {
            return nil
        }
    }
}
