/// What jsonb's own spelling changes in a number.
enum JSONBText {
    /// Integers of at least this many digits may not fit 64 bits.
    private static let longDigits = 19

    /// Gives long integers a fraction.
    ///
    /// What was sent as `1e20` comes back from jsonb with 21 digits, which the parser takes for an integer that does not
    /// fit, instead of the number that it was.
    static func withoutLongIntegers(_ json: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(json.count + 16)
        var isText = false
        var isEscaped = false
        var digits = 0
        var isInteger = true
        for byte in json {
            if isText {
                isText = byte != UInt8(ascii: "\"") || isEscaped
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            } else {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
                case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): isInteger = false
                default:
                    if isInteger, digits >= longDigits { result += Array(".0".utf8) }
                    (digits, isInteger) = (0, true)
                    isText = byte == UInt8(ascii: "\"")
                }
            }
            result.append(byte)
        }
        return result
    }
}
