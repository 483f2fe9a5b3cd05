import Events
import Foundation

/// A JSON document as data, compared with a tolerance for numbers and exactly for everything else.
enum JSON: Decodable, Equatable {
    case object([String: JSON])
    case array([JSON])
    case string(String)
    case number(Double)
    case bool(Bool)
    case null

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let string = try? value.decode(String.self) {
            self = .string(string)
        } else if let array = try? value.decode([JSON].self) {
            self = .array(array)
        } else {
            self = .object(try value.decode([String: JSON].self))
        }
    }

    init(_ write: (inout JSONWriter) -> Void) throws {
        var writer = JSONWriter()
        write(&writer)
        self = try JSONDecoder().decode(JSON.self, from: Data(writer.bytes))
    }

    /// Every place where the documents differ, in both directions of keys.
    static func differences(_ actual: JSON, _ expected: JSON, tolerance: Double, at path: String = "") -> [String] {
        switch (actual, expected) {
        case (.object(let a), .object(let b)):
            return Set(a.keys).union(b.keys).sorted().flatMap { key in
                guard let left = a[key] else { return ["\(path).\(key): missing"] }
                guard let right = b[key] else { return ["\(path).\(key): not expected"] }
                return differences(left, right, tolerance: tolerance, at: "\(path).\(key)")
            }
        case (.array(let a), .array(let b)) where a.count == b.count:
            return zip(a, b).enumerated().flatMap { index, pair in
                differences(pair.0, pair.1, tolerance: tolerance, at: "\(path)[\(index)]")
            }
        case (.number(let a), .number(let b)) where abs(a - b) <= tolerance: return []
        default: return actual == expected ? [] : ["\(path): \(actual), expected \(expected)"]
        }
    }
}
