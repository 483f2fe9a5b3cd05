import Hummingbird

/// A request's query, of which every name must be known: a misspelt `form=` must not quietly answer something else.
package struct Query: Sendable {
    private var raw: [String: Substring] = [:]

    /// - Parameter names: those that the route understands.
    /// - Throws: a 400 for any other name, and for one that stands twice.
    package init(_ request: Request, _ names: String...) throws(Problem) {
        guard let query = request.uri.query else { return }
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(parts[0], plusIsSpace: true), names.contains(name) else {
                throw Problem.badRequest("a query parameter is not known here; \(Self.list(names))")
            }
            guard raw[name] == nil else { throw Problem.badRequest("the query parameter \(name) stands there twice") }
            raw[name] = parts.count > 1 ? parts[1] : ""
        }
    }

    /// The decoded value; nil where the parameter is absent.
    ///
    /// - Throws: a 400 for what is not percent-encoded UTF-8.
    package func text(_ name: String) throws(Problem) -> String? {
        guard let value = raw[name] else { return nil }
        return try Self.decode(value, of: name)
    }

    /// The decoded elements of a list; nil where the parameter is absent.
    ///
    /// A comma separates elements, and one within an element stands there as `%2C`.
    /// - Throws: a 400 for what is not percent-encoded UTF-8.
    package func list(_ name: String) throws(Problem) -> [String]? {
        guard let value = raw[name] else { return nil }
        var elements: [String] = []
        for element in value.split(separator: ",", omittingEmptySubsequences: false) {
            elements.append(try Self.decode(element, of: name))
        }
        return elements
    }

    private static func decode(_ value: Substring, of name: String) throws(Problem) -> String {
        guard let text = PercentEncoding.decode(value, plusIsSpace: true) else {
            throw Problem.badRequest("the query parameter \(name) is not percent-encoded UTF-8")
        }
        return text
    }

    private static func list(_ names: [String]) -> String {
        names.isEmpty ? "this path has none" : "known are: " + names.joined(separator: ", ")
    }
}
