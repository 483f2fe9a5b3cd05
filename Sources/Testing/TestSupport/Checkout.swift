import Foundation

/// Finds what the tests run and read: the built program beside the test bundle, and the project's files above it.
package enum Checkout {
    /// Something that a test needs was not found.
    package struct Missing: Error, CustomStringConvertible {
        /// What, and the places tried.
        package let description: String
    }

    /// The `pulsehub` of the same build as the tests.
    package static func executable() throws(Missing) -> String {
        let path = products + "/pulsehub"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Missing(description: "\(path) is not built; cure: swift build --product pulsehub")
        }
        return path
    }

    /// A file or directory of the project, such as `db/migrations`.
    package static func path(_ name: String) throws(Missing) -> String {
        guard let found = above.map({ "\($0)/\(name)" }).first(where: FileManager.default.fileExists(atPath:)) else {
            throw Missing(description: "\(name) is in none of the directories above \(products)")
        }
        return found
    }

    /// A file of the recordings of real people, which are not part of the project; nil where they are absent.
    ///
    /// They are looked for in `PULSEHUB_SAMPLE_DATA`, else in `shared/data` beside the checkout.
    package static func sample(_ name: String) -> String? {
        let given = ProcessInfo.processInfo.environment["PULSEHUB_SAMPLE_DATA"].map { [$0] }
        return (given ?? above.map { "\($0)/shared/data" }).map { "\($0)/\(name)" }
            .first(where: FileManager.default.isReadableFile(atPath:))
    }

    /// The directory of the test bundle, links resolved.
    private static let products: String = {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return (program as NSString).deletingLastPathComponent
    }()

    /// Every directory above the products, the nearest first.
    private static var above: [String] {
        let parts = products.split(separator: "/")
        return parts.indices.reversed().map { "/" + parts[..<$0].joined(separator: "/") }
    }
}
