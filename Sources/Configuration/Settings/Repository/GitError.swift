/// Why no configuration could be read from Git; each case says the cause and the cure.
package enum GitError: Error, Equatable, CustomStringConvertible {
    /// There is no `git` command on the path.
    case notInstalled
    /// The path is no Git repository, or Git refuses it; the detail is Git's own.
    case notARepository(path: String, detail: String)
    /// Git refuses a repository that belongs to another user.
    case dubiousOwnership(path: String)
    /// The repository is empty.
    case noCommit(repository: String)
    /// No branch, tag or commit of this name.
    case unknownRef(ref: String, repository: String)
    /// A branch and a tag have this name, or one of them has a commit's full id for a name.
    case ambiguousRef(ref: String, meanings: [String])
    /// Starts with a dash or holds characters that no ref can have.
    case unsafeRef(String)
    /// The directory is absent at the commit, though it may exist in the working tree; without a commit it is absent there.
    case noSuchDirectory(subdirectory: String, commit: String?)
    /// A URL, or a bare repository.
    case noWorkingTree(repository: String)
    /// The remote repository could not be fetched.
    case fetchFailed(url: String, detail: String)
    /// Git did not answer in time.
    case deadlineExceeded(command: String, Duration)
    /// More files or bytes than a configuration can sensibly have.
    case tooLarge(String)
    /// The commit carries no good signature, and one is required.
    case notSigned(commit: String, detail: String)
    /// Anything else that Git reported.
    case failed(command: String, detail: String)

    /// Cause and cure.
    package var description: String {
        switch self {
        case .notInstalled:
            "git was not found: install it, or put it on PATH"
        case .notARepository(let path, let detail):
            "\(path) is not a Git repository (\(detail)): give the path of a checkout, or run git init"
        case .dubiousOwnership(let path):
            """
            git refuses \(path), because it belongs to another user: run as its owner, or say as the user that runs this \
            that it is trusted, with git config --global --add safe.directory \(path)
            """
        case .noCommit(let repository):
            "\(repository) has no commit yet: configuration is read from commits, so commit it first"
        case .unknownRef(let ref, let repository):
            "\(repository) has no branch, tag or commit named \(ref): see git branch --all, or fetch it"
        case .ambiguousRef(let ref, let meanings):
            "\(ref) can mean \(meanings.joined(separator: " or ")): give one of these as the ref"
        case .unsafeRef(let ref):
            "\(ref) cannot name a branch, tag or commit"
        case .noSuchDirectory(let subdirectory, let commit?):
            "no directory \(subdirectory)/ at commit \(commit.prefix(12)): commit it, or name another one"
        case .noSuchDirectory(let subdirectory, nil):
            "no directory \(subdirectory)/ in the working tree: make it, or name another one"
        case .noWorkingTree(let repository):
            "\(repository) has no working tree: name a checkout, or look at a commit"
        case .fetchFailed(let url, let detail):
            "fetching \(url) failed (\(detail)): check the address, the network and the credentials of this user"
        case .deadlineExceeded(let command, let deadline):
            "git \(command) did not finish within \(deadline.rendered): check the disk and the network"
        case .tooLarge(let what):
            "\(what): this does not look like configuration"
        case .notSigned(let commit, let detail):
            "commit \(commit.prefix(12)) has no good signature (\(detail)): sign it, or make its key known to git"
        case .failed(let command, let detail):
            "git \(command) failed: \(detail)"
        }
    }

    /// Whether another commit can be better; false where the repository, the ref or the network is at fault.
    var isAboutCommit: Bool {
        switch self {
        case .noSuchDirectory, .tooLarge, .notSigned: true
        default: false
        }
    }
}

extension GitError {
    /// What Git says of a repository that belongs to another user, whatever it was asked for; nil for all else.
    static func dubiousOwnership(in complaint: String) -> GitError? {
        guard let start = complaint.firstRange(of: "dubious ownership in repository at '") else { return nil }
        return .dubiousOwnership(path: String(complaint[start.upperBound...].prefix { $0 != "'" }))
    }
}
