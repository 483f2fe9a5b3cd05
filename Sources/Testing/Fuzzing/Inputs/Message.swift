/// An input for people to read: a first line, fields `name: value`, an empty line, and bytes.
struct Message {
    private(set) var firstLine = ""
    private(set) var fields: [(name: String, value: String)] = []
    /// Nil without an empty line.
    private(set) var body: ArraySlice<UInt8>?

    init(_ input: [UInt8]) {
        var rest = input[...]
        var isFirst = true
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            let line = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[min(end + 1, rest.endIndex)...]
            if line.isEmpty {
                body = rest
                return
            }
            if isFirst { firstLine = line } else { add(line) }
            isFirst = false
        }
    }

    /// The last of this name.
    func field(_ name: String) -> String? { fields.last { $0.name == name }?.value }

    private mutating func add(_ line: String) {
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return }
        fields.append((String(parts[0]), String(parts[1].drop { $0 == " " })))
    }
}
