import Foundation
import TestSupport

/// Sends requests made from an OpenAPI document, right and wrong ones, and checks the answers against it:
/// <https://schemathesis.io>.
enum Schemathesis {
    static let isInstalled = (try? Program.run("python3", ["-c", "import schemathesis"])) != nil

    /// Asks a server for a part of what its own document tells.
    ///
    /// - Parameters:
    ///   - port: of the server.
    ///   - selection: the operations, as options of the command.
    ///   - examples: requests made by chance for each operation, besides those for every bound and example.
    /// - Returns: the report; nil if nothing was wrong.
    static func failures(at port: Int, as token: String, _ selection: [String], examples: Int) throws -> String? {
        guard let configuration = Bundle.module.path(forResource: "schemathesis", ofType: "toml") else {
            return "schemathesis.toml is not in the test bundle"
        }
        let url = "http://127.0.0.1:\(port)"
        var environment = ProcessInfo.processInfo.environment
        environment["TOKEN"] = token
        environment["HYPOTHESIS_STORAGE_DIRECTORY"] = FileManager.default.temporaryDirectory.path + "/hypothesis"
        do {
            try Program.run(
                "python3",
                [
                    "-m", "schemathesis.cli", "--config-file", configuration, "run", "\(url)/openapi.yaml",
                    "--url", url, "--checks", "all", "--max-examples", "\(examples)", "--generation-database", "none",
                    "--no-color",
                ] + selection,
                environment: environment)
            return nil
        } catch let failed as Program.Failed {
            return failed.output
        }
    }
}
