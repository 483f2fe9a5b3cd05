import FoundationEssentials
import Repeatable

extension GitSource {
    /// A URL, or the short form `host:path` of ssh.
    var isRemote: Bool {
        if repository.contains("://") { return true }
        guard let colon = repository.firstIndex(of: ":") else { return false }
        return !repository[..<colon].contains("/")
    }

    /// The address without a password, for messages.
    package var shownURL: String {
        guard let scheme = repository.firstRange(of: "://"), let at = repository.lastIndex(of: "@"),
            at > scheme.upperBound
        else { return repository }
        return repository[..<scheme.upperBound] + "********" + repository[at...]
    }

    /// The bare copy of a remote repository.
    var copy: String { "\(cacheDirectory)/\(cacheName)" }

    var localPath: String { repository.hasPrefix("-") ? "./\(repository)" : repository }

    /// Where the copy keeps the remote's head: its own names the branch that was the default when it was cloned.
    private static let remoteHead = "refs/pulsehub/head"

    /// The ref by its name in the repository that Git runs in.
    var localRef: String { isRemote && ref == "HEAD" ? Self.remoteHead : ref }

    /// The path to run Git in: the repository itself, or its bare copy brought up to date.
    func localRepository() async throws(GitError) -> String {
        guard isRemote else { return localPath }
        guard !repository.hasPrefix("-") else {
            throw .fetchFailed(url: repository, detail: "an address cannot begin with a dash")
        }
        if !FileManager.default.fileExists(atPath: "\(copy)/HEAD") { try await clone(to: copy) }
        var refs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]
        if ref == "HEAD" { refs.append("+HEAD:\(Self.remoteHead)") }
        try await transfer(
            ["-C", copy, "fetch", "--quiet", "--prune", "--no-write-fetch-head", "--", repository] + refs, with: git)
        return copy
    }

    /// Clones beside the target and renames, so that a crash or a second process never leaves half a copy.
    private func clone(to copy: String) async throws(GitError) {
        let files = FileManager.default
        let partial = "\(copy).\(UInt64.random(in: 0...UInt64.max))"
        defer { try? files.removeItem(atPath: partial) }
        do {
            try files.createDirectory(atPath: cacheDirectory, withIntermediateDirectories: true)
        } catch {
            throw .fetchFailed(url: shownURL, detail: "the cache \(cacheDirectory) cannot be made")
        }
        // The first copy brings the whole history.
        let patient = GitCommand(deadline: git.deadline * 8)
        try await transfer(["clone", "--quiet", "--bare", "--", repository, partial], with: patient)
        // Losing the race against another process is fine: its copy serves as well.
        try? files.moveItem(atPath: partial, toPath: copy)
    }

    private func transfer(_ arguments: [String], with git: GitCommand) async throws(GitError) {
        var result = try await git.run(arguments)
        // Another process of this machine is updating the same copy.
        if !result.succeeded, result.complaint.contains("cannot lock ref") { result = try await git.run(arguments) }
        guard result.succeeded else {
            throw .fetchFailed(url: shownURL, detail: result.complaint.replacing(repository, with: shownURL))
        }
    }

    /// The same in every run.
    private var cacheName: String { String(FNV1a(repository.utf8).value, radix: 16) + ".git" }
}
