import Access
import EventCodec
import Events
import HTTPKit
import HTTPTypes
import Hummingbird
import Profiles

extension HTTPField.Name {
    /// Which store the answer came from. The name is a valid token, so the fallback is never taken.
    static let pulsehubSource = HTTPField.Name("X-PulseHub-Source") ?? .server
    /// The commit of the configuration that a score was computed under.
    static let pulsehubConfigCommit = HTTPField.Name("X-PulseHub-Config-Commit") ?? .server
}

extension HTTPFields {
    /// What goes with every document, made once: a field that is put in its place costs a fraction of one that is added.
    fileprivate static func document(from source: ProfileSource?) -> HTTPFields {
        switch source {
        case .redis: fromRedis
        case .postgres: fromPostgres
        case nil: fromNowhere
        }
    }

    private static let fromRedis = document(named: ProfileSource.redis.rawValue)
    private static let fromPostgres = document(named: ProfileSource.postgres.rawValue)
    private static let fromNowhere = document(named: nil)

    private static func document(named source: String?) -> HTTPFields {
        var headers: HTTPFields = [
            .eTag: "",
            // Personal data, and new with every event: kept by the client only, and never used without asking.
            .cacheControl: "private, no-cache",
            .contentType: "application/json",
            .contentLength: "",
        ]
        headers[.pulsehubSource] = source
        return headers
    }
}

extension Response {
    /// A finished document, or 304 where the client has it already.
    ///
    /// - Parameter source: nil where no store was asked.
    static func document(_ bytes: [UInt8], from source: ProfileSource?, to request: Request) -> Response {
        let tag = EntityTag(bytes)
        var headers = HTTPFields.document(from: source)
        headers[.eTag] = tag.description
        if let known = request.headers[.ifNoneMatch], tag.isNamed(in: known) {
            headers[.contentType] = nil
            var response = Response(status: .notModified, headers: headers)
            // An empty body's length would contradict the document's (RFC 9110, 8.6).
            response.headers[.contentLength] = nil
            return response
        }
        headers[.contentLength] = String(bytes.count)
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// A document that was computed under these terms.
    static func computed(
        _ bytes: [UInt8], from source: ProfileSource, _ terms: WellnessProfile.Terms, to request: Request
    ) -> Response {
        var response = document(bytes, from: source, to: request)
        response.headers[.pulsehubConfigCommit] = terms.configCommit
        return response
    }

    /// What is answered where consent keeps back all that was asked for; whether there is anything is not told either.
    static func withheld(_ signals: [Signal], to request: Request) -> Response {
        var json = JSONWriter()
        json.beginObject()
        json.withheld(signals)
        json.endObject()
        return document(json.bytes, from: nil, to: request)
    }
}

extension ProfileServer {
    /// A document of ours as the caller may see it: unparsed where that is all of it.
    ///
    /// - Parameter signals: what the document speaks of.
    func shown(_ document: [UInt8], of signals: some Collection<Signal>, to seen: Visibility) throws(Problem) -> [UInt8]
    {
        // Rather nothing than too much.
        guard let rest = parsers.shown(document, of: signals, to: seen) else { throw Problem.internal }
        return rest
    }
}

extension JSONParserPool {
    /// A document of ours as somebody may see it; nil if it is not one that can be parsed.
    func shown(_ document: [UInt8], of signals: some Collection<Signal>, to seen: Visibility) -> [UInt8]? {
        let withheld = seen.withheld(of: signals)
        guard !withheld.isEmpty else { return document }
        return parse(document) { value in
            var json = JSONWriter(capacity: document.count + 64)
            json.beginObject()
            seen.writeMembers(of: value, to: &json)
            json.withheld(withheld)
            json.endObject()
            return json.bytes
        }
    }
}
