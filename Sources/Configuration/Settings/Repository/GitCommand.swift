import Subprocess

/// Runs the `git` command without questions, hooks or surprises from the caller's environment.
struct GitCommand: Sendable {
    var deadline: Duration = .seconds(15)

    struct Output {
        let succeeded: Bool
        let bytes: [UInt8]
        /// The last line that Git wrote about an error.
        let complaint: String

        static let noComplaint = "no reason given"

        var text: String { String(decoding: bytes, as: UTF8.self).trimmed }
    }

    /// The commands that may speak to another machine; any other would do so on the word of the repository alone.
    private static let reaching: Set = ["fetch", "clone"]
    private static let complaintBytesMax = 64 * 1024

    /// - Throws: ``GitError`` when Git is absent, late or says more than `bytesMax`; a failure of the command itself is
    ///   in the output.
    func run(_ arguments: [String], input: String = "", bytesMax: Int = 1 << 20) async throws(GitError) -> Output {
        let name = Self.subcommand(of: arguments)
        let race = await withTaskGroup(of: Result<Output, GitError>?.self) { group in
            group.addTask { await execute(arguments, input: input, bytesMax: bytesMax, name: name) }
            group.addTask {
                // Nil means late; a cancelled sleep means that the answer was first, or that nobody waits any more.
                do { try await Task.sleep(for: deadline) } catch { return .failure(cancelled(name)) }
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        guard let race else { throw .deadlineExceeded(command: name, deadline) }
        return try race.get()
    }

    /// Skips the options before it, each with its value.
    private static func subcommand(of arguments: [String]) -> String {
        var rest = arguments[...]
        while let first = rest.first, first == "-C" || first == "-c" { rest = rest.dropFirst(2) }
        return rest.first ?? "git"
    }

    private func cancelled(_ name: String) -> GitError { .failed(command: name, detail: "cancelled") }

    private func execute(
        _ arguments: [String], input: String, bytesMax: Int, name: String
    ) async -> Result<Output, GitError> {
        var options = PlatformOptions()
        // A session of its own, so that the helpers Git starts, such as ssh, end together with it.
        options.createSession = true
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .milliseconds(500)),
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero),
        ]
        do {
            let result = try await Subprocess.run(
                .name("git"), arguments: Arguments(Self.configuration + arguments),
                environment: .inherit.updating(Self.environment).updating([
                    "GIT_ALLOW_PROTOCOL": Self.reaching.contains(name) ? Self.protocols : "none"
                ]), platformOptions: options,
                input: .string(input), output: .bytes(limit: bytesMax), error: .string(limit: Self.complaintBytesMax))
            if let refused = GitError.dubiousOwnership(in: result.standardError) { return .failure(refused) }
            let lines = result.standardError.split(whereSeparator: \.isNewline).map(String.init)
            return .success(
                Output(
                    succeeded: result.terminationStatus.isSuccess, bytes: result.standardOutput,
                    complaint: lines.first { $0.hasPrefix("fatal:") } ?? lines.last ?? Output.noComplaint))
        } catch let error as SubprocessError where error.code == .executableNotFound {
            return .failure(.notInstalled)
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            return .failure(.tooLarge("git \(name) wrote more than \(bytesMax) bytes"))
        } catch {
            return .failure(.failed(command: name, detail: "\(error)"))
        }
    }

    /// A configuration repository must not be able to run code in the process that reads it, so every key of its `.git/config`
    /// by which one of the commands that are used here starts a program has its value from here. Commands that can run
    /// more, such as `log` and `status`, are not used.
    private static let configuration =
        ["--no-pager"]
        + [
            "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.alternateRefsCommand=true",
            "fetch.recurseSubmodules=false", "log.showSignature=false", "gpg.program=gpg", "gpg.openpgp.program=gpg",
            "gpg.x509.program=gpgsm", "gpg.ssh.program=ssh-keygen",
            "gpg.ssh.defaultKeyCommand=",
        ].flatMap { ["-c", $0] }

    /// Of what a remote repository can be asked by: nothing that is a program's name, as `ext::` is.
    private static let protocols = "file:git:http:https:ssh"

    /// No prompts; English messages; no programs but ssh; nothing fetched in passing, as a partial clone has it; and not the
    /// variables that Git sets while it runs a hook.
    private static let environment: [Environment.Key: String?] = [
        "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "", "SSH_ASKPASS": "", "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
        "GIT_NO_LAZY_FETCH": "1", "GIT_EXTERNAL_DIFF": nil, "GIT_PROXY_COMMAND": "",
        "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_DIR": nil, "GIT_WORK_TREE": nil, "GIT_INDEX_FILE": nil,
        "GIT_OBJECT_DIRECTORY": nil, "GIT_ALTERNATE_OBJECT_DIRECTORIES": nil, "GIT_NAMESPACE": nil, "GIT_PREFIX": nil,
    ]
}

extension String {
    var trimmed: String {
        String(trimmingPrefix(while: \.isWhitespace).reversed().trimmingPrefix(while: \.isWhitespace).reversed())
    }
}
