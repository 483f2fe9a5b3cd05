import Events
import HTTPKit
import Hummingbird

/// Notes what is refused at an interface's routes, and the changes that are made there.
package struct SecurityWatch: Sendable {
    private let log: SecurityLog
    private let change: @Sendable (HTTPRequest.Method, String) -> SecurityEvent.Kind?

    /// - Parameter change: what a request of this method to this route changes, if that is to be noted.
    package init(
        _ log: SecurityLog,
        change: @escaping @Sendable (HTTPRequest.Method, _ route: String) -> SecurityEvent.Kind? = { _, _ in nil }
    ) {
        self.log = log
        self.change = change
    }

    /// A request that was answered.
    func note(_ response: Response, to request: Request, _ context: CallerContext) {
        note(status: response.status, detail: nil, request, context, location: response.headers[.location])
    }

    /// A request that was not let be answered.
    func note(_ error: any Error, to request: Request, _ context: CallerContext) {
        let problem = error as? Problem ?? (error as? any ProblemCause)?.problem
        note(
            status: problem?.status ?? (error as? any HTTPResponseError)?.status ?? .internalServerError,
            detail: problem?.detail, request, context)
    }

    private func note(
        status: HTTPResponse.Status, detail: String?, _ request: Request, _ context: CallerContext,
        location: String? = nil
    ) {
        let route = context.endpointPath ?? ""
        let kind: SecurityEvent.Kind?
        let outcome: SecurityEvent.Outcome
        switch status {
        case .unauthorized: (kind, outcome) = (.loginRefused, .refused)
        case .forbidden: (kind, outcome) = (.accessRefused, .refused)
        default: (kind, outcome) = (change(request.method, route), status.code < 400 ? .done : .failed)
        }
        guard let kind else { return }
        var facts = SecurityEvent.Facts(
            kind, outcome, action: "\(request.method.rawValue) \(route)", detail: detail.map { String($0.prefix(200)) },
            address: context.remoteAddress?.ipAddress)
        // Of somebody unknown it is not kept what they named: it could be anything.
        if let caller = context.identity {
            facts.actor = caller.subject.text
            facts.roles = caller.roles.map(\.rawValue).sorted().joined(separator: ",")
            facts.team =
                context.parameters.get("teamId").map { String($0.prefix(64)) }
                ?? location?.split(separator: "/").last.map(String.init)
            facts.subject = context.parameters.get("userId").flatMap { try? UserID(pathSegment: $0).text }
        }
        log.record(facts)
    }
}
