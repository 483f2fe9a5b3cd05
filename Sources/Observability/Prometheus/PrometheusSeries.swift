/// A metric's name and labels, in Prometheus' spelling.
struct PrometheusSeries: Hashable, Comparable {
    let name: String
    /// `a="1",b="2"`, sorted; empty without labels.
    let labels: String

    init(_ label: String, _ dimensions: [(String, String)]) {
        name = Self.legal(label)
        labels = dimensions.sorted { $0.0 < $1.0 }.map { "\(Self.legal($0.0))=\"\(Self.escaped($0.1))\"" }
            .joined(separator: ",")
    }

    static func < (left: PrometheusSeries, right: PrometheusSeries) -> Bool {
        (left.name, left.labels) < (right.name, right.labels)
    }

    /// `name{labels} value`.
    func line(_ name: String, more: String = "", _ value: String) -> String {
        let all = [labels, more].filter { !$0.isEmpty }.joined(separator: ",")
        return all.isEmpty ? "\(name) \(value)" : "\(name){\(all)} \(value)"
    }

    /// Letters, digits and underscores, no digit first.
    private static func legal(_ text: String) -> String {
        let legal = String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        return legal.first?.isNumber ?? true ? "_" + legal : legal
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
