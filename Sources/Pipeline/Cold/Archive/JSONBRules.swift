/// What PostgreSQL's jsonb refuses of valid JSON: the escape of NUL, and numbers that its `numeric` cannot hold.
enum JSONBRules {
    /// `numeric` keeps so many digits behind the point.
    private static let fractionDigitsMax = 16_383
    /// From here on an exponent is refused whatever the number is; Swift's `Int32.max / 2` is C's.
    private static let exponentLimit = Int(Int32.max / 2)

    /// Whether jsonb takes the document.
    ///
    /// Only for valid JSON whose numbers are finite as doubles: then no number has too many digits before the point.
    static func accept(_ json: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < json.count {
            switch json[index] {
            case UInt8(ascii: "\""):
                guard skipText(json, &index) else { return false }
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard skipNumber(json, &index) else { return false }
            default: index += 1
            }
        }
        return true
    }

    /// Moves behind a text; false where it holds NUL.
    private static func skipText(_ json: UnsafeRawBufferPointer, _ index: inout Int) -> Bool {
        index += 1
        while index < json.count {
            switch json[index] {
            case UInt8(ascii: "\""):
                index += 1
                return true
            case UInt8(ascii: "\\"):
                let escape = json[index...].dropFirst().prefix(5)
                if escape.elementsEqual("u0000".utf8) { return false }
                index += 2
            default: index += 1
            }
        }
        return true
    }

    /// Moves behind a number; false where `numeric` refuses it.
    private static func skipNumber(_ json: UnsafeRawBufferPointer, _ index: inout Int) -> Bool {
        if json[index] == UInt8(ascii: "-") { index += 1 }
        _ = skipDigits(json, &index)
        var fraction = 0
        if index < json.count, json[index] == UInt8(ascii: ".") {
            index += 1
            fraction = skipDigits(json, &index).count
        }
        var exponent = 0
        if index < json.count, json[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            let isNegative = index < json.count && json[index] == UInt8(ascii: "-")
            if index < json.count, isNegative || json[index] == UInt8(ascii: "+") { index += 1 }
            for digit in skipDigits(json, &index) {
                exponent = min(exponentLimit, exponent * 10 + Int(digit - UInt8(ascii: "0")))
            }
            guard exponent < exponentLimit else { return false }
            if isNegative { exponent = -exponent }
        }
        return fraction - exponent <= fractionDigitsMax
    }

    private static func skipDigits(_ json: UnsafeRawBufferPointer, _ index: inout Int) -> Slice<UnsafeRawBufferPointer>
    {
        let start = index
        while index < json.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= json[index] { index += 1 }
        return json[start..<index]
    }
}
