import EventCodec
import Events

/// The input as a whole is no lines of JSON, so that each of its lines would be refused for a reason that is not its own.
struct WrongInput: Error, CustomStringConvertible {
    let description: String

    /// Judges by the first line.
    ///
    /// - Throws: cause and cure.
    static func check(_ firstLine: [UInt8]) throws(WrongInput) {
        if let form = firstLine.withUnsafeBytes({ Misreading.foreignForm(of: $0) }) {
            throw WrongInput(description: "the input cannot be read: \(form)")
        }
        let text = firstLine.filter { $0 > 0x20 }
        if text.first == UInt8(ascii: "["), text.last != UInt8(ascii: "]") {
            throw WrongInput(
                description: """
                    the input is a JSON array over several lines, and one object a line is expected: \
                    jq -c '.[]' FILE makes that of it
                    """)
        }
        if text == [UInt8(ascii: "{")] {
            throw WrongInput(
                description: """
                    the input is a JSON object over several lines, and one object a line is expected: jq -c . FILE makes that of it
                    """)
        }
    }
}
