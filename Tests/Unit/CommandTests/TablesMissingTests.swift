import Foundation
import TestSupport
import Testing

@testable import Assembly

@Suite("The tables that a process looks for") struct TablesMissingTests {
    @Test("are one at least of each migration that makes any, so that a database of an older version is noticed")
    func everyMigration() throws {
        let folder = try Checkout.path("db/migrations")
        let needed = Set(TablesMissing.needed.compactMap { $0.split(separator: ".").last })
        for file in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            let sql = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            let made = sql.matches(of: /(?m)^CREATE TABLE (?:\w+\.)?(\w+)/).map { $0.output.1 }
            #expect(made.isEmpty || !needed.isDisjoint(with: made), "\(file)")
        }
    }
}
