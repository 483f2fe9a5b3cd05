/// Writes one JSON document as UTF-8 bytes, front to back, without an intermediate tree.
///
/// The same calls always give the same bytes, which is what lets a stored document be compared byte for byte.
/// Commas and escapes are handled here; balance of begin and end, and a key before each member, are the caller's.
public struct JSONWriter: Sendable {
    /// Everything written so far.
    public private(set) var bytes: [UInt8] = []
    /// True when the next key or value of the open container follows another one.
    private var needsComma = false

    /// Reserves memory for `capacity` bytes; the document may grow past it.
    public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Forgets the document but keeps its memory, for writers used in a loop.
    public mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    /// `{`
    public mutating func beginObject() { open(UInt8(ascii: "{")) }
    /// `}`
    public mutating func endObject() { close(UInt8(ascii: "}")) }
    /// `[`
    public mutating func beginArray() { open(UInt8(ascii: "[")) }
    /// `]`
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// The name of the next member. Literals choose this form, which needs no `String`.
    public mutating func key(_ name: StaticString) {
        beginValue()
        if name.hasPointerRepresentation {
            quote(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        } else {
            quote(name.description)
        }
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// The name of the next member, known only at run time.
    @_disfavoredOverload
    public mutating func key(_ name: String) {
        beginValue()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A string with every escape that RFC 8259 demands and no others.
    public mutating func string(_ value: String) {
        beginValue()
        quote(value)
    }

    /// An integer of any width, in decimal.
    @inlinable
    public mutating func integer(_ value: some BinaryInteger) {
        if let small = Int64(exactly: value) {
            decimal(small)
        } else {
            raw(String(value).utf8)
        }
    }

    /// The shortest digits that read back as the same double; whole numbers without `.0` (but `-0.0`), non-finite ones as
    /// `null`. An exponent stands only below 1e-6 and from 2^54 up.
    public mutating func number(_ value: Double) {
        guard value.isFinite else { return null() }
        beginValue()
        if value.magnitude < 0x1p53, value.sign == .plus || value != 0 {
            let whole = Int64(value)
            if Double(whole) == value { return append(decimal: whole) }
        }
        var text = value.description
        text.withUTF8 { utf8 in
            if let exponent = utf8.lastIndex(of: UInt8(ascii: "e")), value.magnitude >= 1e-6, value.magnitude < 1 {
                return append(small: utf8[..<exponent], zeros: value.magnitude < 1e-5 ? 5 : 4)
            }
            // Minus zero keeps its point: "-0" would read back as the integer 0.
            let isWhole =
                value != 0 && utf8.count > 2 && utf8[utf8.count - 2] == UInt8(ascii: ".")
                && utf8[utf8.count - 1] == zero
            bytes.append(contentsOf: isWhole ? UnsafeBufferPointer(rebasing: utf8.dropLast(2)) : utf8)
        }
    }

    /// Written without an exponent, as ``rounded(_:)`` does: whoever reads a number and writes it again gets the same text.
    private mutating func append(small digits: Slice<UnsafeBufferPointer<UInt8>>, zeros: Int) {
        if digits.first == UInt8(ascii: "-") { bytes.append(UInt8(ascii: "-")) }
        bytes.append(contentsOf: "0.".utf8)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: zeros))
        for digit in digits where digit >= UInt8(ascii: "0") { bytes.append(digit) }
    }

    /// The value to six decimals, halves away from zero, without trailing zeros and never `-0`; non-finite is `null`.
    public mutating func rounded(_ value: Double) {
        guard value.magnitude < 4e9 else { return number(value) }
        let scaled = value * 1e6
        let millionths = Int64(scaled + (scaled < 0 ? -0.5 : 0.5))
        beginValue()
        if millionths < 0 { bytes.append(UInt8(ascii: "-")) }
        let (whole, fraction) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        append(digits: whole)
        if fraction != 0 { append(fraction: fraction) }
    }

    /// `true` or `false`.
    public mutating func bool(_ value: Bool) {
        beginValue()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// `null`
    public mutating func null() {
        beginValue()
        bytes.append(contentsOf: "null".utf8)
    }

    /// One complete JSON value that is already text; it is not checked.
    @inlinable
    public mutating func raw(_ json: some Sequence<UInt8>) {
        let contiguous: Void? = json.withContiguousStorageIfAvailable { verbatim($0) }
        if contiguous == nil { Array(json).withUnsafeBufferPointer { verbatim($0) } }
    }

    @usableFromInline mutating func verbatim(_ json: UnsafeBufferPointer<UInt8>) {
        beginValue()
        bytes.append(contentsOf: json)
    }

    @usableFromInline mutating func decimal(_ value: Int64) {
        beginValue()
        append(decimal: value)
    }
}

extension JSONWriter {
    private var zero: UInt8 { UInt8(ascii: "0") }

    private mutating func beginValue() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        beginValue()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func append(decimal value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        append(digits: value.magnitude)
    }

    private mutating func append(digits value: UInt64) {
        if value < 10 { return bytes.append(zero + UInt8(truncatingIfNeeded: value)) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer in
            var start = 20
            var rest = value
            repeat {
                start -= 1
                buffer[start] = zero + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest != 0
            bytes.append(contentsOf: buffer[start...])
        }
    }

    /// Up to six digits after the point; `millionths` is 1...999_999.
    private mutating func append(fraction millionths: UInt64) {
        bytes.append(UInt8(ascii: "."))
        var rest = millionths
        var scale: UInt64 = 100_000
        while rest != 0 {
            bytes.append(zero + UInt8(truncatingIfNeeded: rest / scale))
            rest %= scale
            scale /= 10
        }
    }

    private mutating func quote(_ text: String) {
        let contiguous: Void? = text.utf8.withContiguousStorageIfAvailable { quote($0) }
        if contiguous == nil { Array(text.utf8).withUnsafeBufferPointer { quote($0) } }
    }

    /// Copies runs that need no escape in one piece: nearly every string is one run.
    private mutating func quote(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var start = 0
        for (index, byte) in text.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C {
            bytes.append(contentsOf: text[start..<index])
            append(escaped: byte)
            start = index + 1
        }
        bytes.append(contentsOf: text[start...])
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(escaped byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x22, 0x5C: bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(zero + (byte >> 4))
            let low = byte & 15
            bytes.append(low < 10 ? zero + low : UInt8(ascii: "a") + low - 10)
        }
    }
}
