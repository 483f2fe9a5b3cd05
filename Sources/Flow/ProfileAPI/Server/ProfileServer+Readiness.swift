import Access
import Events
import HTTPKit
import Hummingbird
import Identity
import Profiles
import Readiness

/// The routes whose answers are computed when they are asked for.
extension ProfileServer {
    func addReadiness(to api: RouterGroup<CallerContext>) {
        api.read("/readiness/:userId") { request, context in
            let user = try UserID(pathSegment: context.parameters.require("userId"))
            let date = try request.uri.queryParameters["date"].map { try CivilDate(parameter: $0) }
            let (readiness, end) = (readiness, deadline)
            _ = try await access.read([.readiness], of: user, in: context, until: end)
            let subject = try await subject(user, on: date, of: readiness, until: end)
            return answer(readiness.document(subject), readiness, about: subject, to: request)
        }
        api.read("/readiness/:userId/:date/explanation") { request, context in
            let user = try UserID(pathSegment: context.parameters.require("userId"))
            let date = try CivilDate(parameter: context.parameters.require("date"))
            let (readiness, end) = (readiness, deadline)
            _ = try await access.read([.readiness], of: user, in: context, until: end)
            let subject = try await subject(user, on: date, of: readiness, until: end)
            let revisions = await readiness.revisions(subject, until: end)
            let document = ExplanationDocument.json(
                readiness.explanation(subject), revisions: revisions, terms: readiness.terms)
            return answer(document, readiness, about: subject, to: request)
        }
    }

    private func subject(
        _ user: UserID, on date: CivilDate?, of readiness: ReadinessReader, until end: Deadline
    ) async throws(Problem) -> ReadinessReader.Subject {
        try await found { () async throws(FallbackProfileStore.Unavailable) in
            try await readiness.subject(user, on: date, until: end)
        }
    }

    private func answer(
        _ bytes: [UInt8], _ readiness: ReadinessReader, about subject: ReadinessReader.Subject, to request: Request
    ) -> Response {
        var response = Response.document(bytes, from: subject.source, to: request)
        response.headers[.pulsehubConfigCommit] = readiness.terms.configCommit
        return response
    }
}

extension CivilDate {
    /// - Throws: a 400 for anything but a day that exists.
    fileprivate init(parameter: some StringProtocol) throws(Problem) {
        guard let date = CivilDate(parameter) else {
            throw Problem.badRequest("a date is a day that exists, written YYYY-MM-DD")
        }
        self = date
    }
}
