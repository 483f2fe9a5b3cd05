import Testing

@testable import Assembly

@Suite("Finding what is shipped with the code")
struct ProjectFilesTests {
    @Test("the working directory comes first, then the folders above the executable")
    func candidates() {
        #expect(
            ProjectFiles.candidates("db/migrations", executable: "/repo/.build/debug/pulsehub") == [
                "db/migrations", "/repo/.build/debug/db/migrations", "/repo/.build/db/migrations",
                "/repo/db/migrations",
            ])
    }

    @Test("a file that is not shipped is an error that names every place tried")
    func file() {
        let error = #expect(throws: OperatorError.self) {
            try ProjectFiles.file("docs/absent.yaml", executable: "/a/pulsehub")
        }
        let tried = "  docs/absent.yaml\n  /a/docs/absent.yaml"
        #expect(error?.description == "no file docs/absent.yaml was found. Tried:\n\(tried)")
    }

    @Test("a place that the operator gave is the only one tried, and the error names it")
    func given() {
        let error = #expect(throws: OperatorError.self) {
            try ProjectFiles.directory("topics", given: "/dev/null", option: "--topics", executable: "/a/b/c")
        }
        #expect(error?.description == "no directory topics was found; name it with --topics. Tried:\n  /dev/null")
    }
}
