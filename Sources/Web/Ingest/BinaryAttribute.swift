import HTTPKit
import HTTPTypes

/// One `ce-` header of the binary mode: an attribute of the event, decoded by the rules of the binding and no others.
///
/// An attribute identifies: the event, its person. So whatever could be read in two ways is refused and nothing is repaired.
struct BinaryAttribute {
    static let prefix = "ce-"
    /// What the binding puts elsewhere: the body is the data, and `content-type` says what it is.
    private static let elsewhere = ["data", "data_base64", "datacontenttype"]
    private static let cure =
        "write a space, a double quote, a percent sign and whatever is not printable ASCII as %XX, the bytes of its UTF-8"

    let name: String
    let value: String

    /// - Throws: a 400 that names the header.
    init(_ field: HTTPField) throws(Problem) {
        let header = field.name.canonicalName
        name = String(header.dropFirst(Self.prefix.count))
        guard !name.isEmpty, !Self.elsewhere.contains(name) else {
            throw Problem.badRequest("the header \(header) is no attribute: the body is the data, of its content-type")
        }
        guard let text = Self.unquoted(field.value) else {
            throw Problem.badRequest("the header \(header) has a double quote that can mean two things; \(Self.cure)")
        }
        guard let value = PercentEncoding.decode(text[...]) else {
            throw Problem.badRequest("the header \(header) is not percent-encoded UTF-8; \(Self.cure)")
        }
        self.value = value
    }

    /// A value as it is, or what a quoted string (RFC 9110, section 5.6.4) stands for, which earlier versions of the binding
    /// wrote; nil where a quote neither opens nor ends the whole.
    private static func unquoted(_ text: String) -> String? {
        let quote: Unicode.Scalar = "\""
        let scalars = text.unicodeScalars
        guard scalars.contains(quote) else { return text }
        guard scalars.count >= 2, scalars.first == quote, scalars.last == quote else { return nil }
        var meant = String.UnicodeScalarView()
        var rest = scalars.dropFirst().dropLast().makeIterator()
        while let scalar = rest.next() {
            switch scalar {
            case quote: return nil
            case "\\":
                guard let escaped = rest.next() else { return nil }
                meant.append(escaped)
            default: meant.append(scalar)
            }
        }
        return String(meant)
    }
}
