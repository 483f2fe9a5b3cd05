import Hummingbird

extension Request {
    /// Refuses a body in a content coding, before it is read: none is understood here.
    ///
    /// - Throws: a 415 that names the coding, with `Accept-Encoding` as RFC 9110 (section 12.5.3) asks for.
    func refuseContentCoding() throws(Problem) {
        guard let value = headers[.contentEncoding] else { return }
        let codings = value.split(separator: ",").map { $0.trimming { $0 == " " || $0 == "\t" }.lowercased() }
        guard let coding = codings.first(where: { !["identity", ""].contains($0) }) else { return }
        throw Problem.unsupportedCoding(String(coding.prefix(32)))
    }
}

extension Problem {
    /// 415: the body is compressed.
    static func unsupportedCoding(_ coding: String) -> Problem {
        var problem = Problem(
            "unsupported-media-type", status: .unsupportedMediaType, title: "The content coding is not supported",
            detail: "the body is compressed with \(coding): send it uncompressed, without content-encoding")
        problem.headers[.acceptEncoding] = "identity"
        return problem
    }

    /// 415 where the bytes show a compression that no header tells.
    static func refuseCompression(of body: [UInt8]) throws(Problem) {
        guard body.starts(with: [0x1F, 0x8B]) else { return }
        throw Problem.unsupportedCoding("gzip")
    }
}

extension Substring {
    fileprivate func trimming(while isBlank: (Character) -> Bool) -> Substring {
        var text = drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }
}
