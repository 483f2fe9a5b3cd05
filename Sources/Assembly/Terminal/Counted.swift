/// A count with its noun: `1 file`, `2 files`.
///
/// - Parameter many: where it is not the noun with an `s`.
package func counted(_ count: some BinaryInteger, _ one: String, _ many: String? = nil) -> String {
    "\(count) \(count == 1 ? one : many ?? one + "s")"
}
