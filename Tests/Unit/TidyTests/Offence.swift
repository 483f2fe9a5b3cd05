import Testing

/// A small tree that breaks one rule once, beside what looks like it and is allowed.
struct Offence: Sendable, CustomTestStringConvertible {
    let rule: String
    let files: [String: String]
    /// A part of the one finding.
    let finding: String

    var testDescription: String { rule }

    static let all = [
        swift("a profile's key", #"let key = "profile:\(user)" // "profile:""#, "LiveProfileKeys.swift"),
        swift("a checkpoint's key", #"let key = "checkpoint:" + topic"#, "StoredCheckpoint.swift"),
        swift("the channel of updates", #"let channel = "profile-updates""#, "LiveProfileKeys.swift"),
        stored("a table in one line", #"let sql = "SELECT 1 FROM archive.events""#, "archive.events"),
        stored(
            "a table in many lines", #"let sql = """\#n    DELETE FROM hrv_daily WHERE \(archive.events)\#n    """"#,
            "hrv_daily"),
        stored("a table with its schema", #"let table = "public.hrv_daily""#, "hrv_daily"),
        stored("a function", #"let sql = "SELECT archive.places($1)""#, "archive.places"),
        stored("a table of access rules", #"let sql = "UPDATE access.teams SET name = $1""#, "AccessTables.swift"),
        swift("a trap", "func f() { fatalError() }", "throw an error"),
        swift("a forced cast", "let a = b as! Int", "looked at"),
        swift("the main queue", "DispatchQueue.main.async {}", "main queue"),
        swift("printing", #"print("x")"#, "libraries log"),
        swift("a promise", "// TODO: later", "do it"),
        swift("no proof", "/// Is sound.\nfinal class A: @unchecked Sendable {}", "proof"),
        domain("an import upwards", "import Hot", "must not import Hot"),
        domain("a platform's library", "import Foundation", "imports no Foundation"),
        Offence(
            rule: "a file of no target",
            files: ["Package.swift": manifest, "Sources/Pipeline/Lost/A.swift": "let a = 1"],
            finding: "belongs to no target"),
        Offence(rule: "long prose", files: ["README.md": String(repeating: "word ", count: 31)], finding: "wrap prose"),
        Offence(rule: "a lonely page", files: ["docs/lonely.md": "Alone."], finding: "link it"),
        Offence(
            rule: "a gap in the numbers", files: ["db/migrations/0002-second.sql": "SELECT 1;"], finding: "without gaps"
        ),
        Offence(
            rule: "a decision that is not listed",
            files: ["docs/decisions/0001-a.md": "# A", "README.md": "docs/decisions/0001-a.md"],
            finding: "does not list"),
        Offence(rule: "a path of one machine", files: ["README.md": "See /ro" + "ot/notes."], finding: "one machine"),
    ]

    private static let manifest = #"""
        module("Hot", in: "Pipeline", [])
        module("Profiles", in: "Domain", [])
        """#

    private static func swift(_ rule: String, _ code: String, _ finding: String) -> Offence {
        Offence(rule: rule, files: ["Sources/Web/Some/Some.swift": code], finding: finding)
    }

    private static func stored(_ rule: String, _ code: String, _ finding: String) -> Offence {
        let migration = """
            CREATE TABLE archive.events (a int); -- CREATE TABLE b
            CREATE TABLE hrv_daily (a int); CREATE TABLE access.teams (a int);
            CREATE FUNCTION archive.places(a int) RETURNS int;
            """
        return Offence(
            rule: rule, files: ["Sources/Web/Some/Some.swift": code, "db/migrations/0001-a.sql": migration],
            finding: finding)
    }

    private static func domain(_ rule: String, _ code: String, _ finding: String) -> Offence {
        Offence(
            rule: rule, files: ["Package.swift": manifest, "Sources/Domain/Profiles/A.swift": code], finding: finding)
    }
}
