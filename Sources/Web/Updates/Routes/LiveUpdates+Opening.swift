import Access
import Events
import HTTPKit
import HTTPTypes
import Hummingbird
import Identity

extension LiveUpdates {
    /// Lets the request's caller in, or not.
    ///
    /// - Throws: a 400, 401, 403, 429 or 503.
    func open(_ transport: LiveTransport, _ request: Request, _ context: CallerContext) async throws(Problem)
        -> LiveStream
    {
        let caller = try context.caller
        let scope = try LiveScope(request, of: caller)
        let query = request.uri.queryParameters
        let lastID = request.headers[.lastEventID] ?? query["lastEventId"].map { String($0) }
        let opening = LiveStream.Opening(
            caller: caller.subject, roles: caller.roles, device: try Self.device(query["device"]), scope: scope,
            transport: transport, expiresAt: caller.expiresAt, resume: lastID.flatMap { EventID($0) },
            isTrusted: { [trusts] in trusts(caller) })
        let (rules, patience, asking) = (rules, configuration.patience, context.lasting(logger: logger))
        let decide = { @Sendable () async throws(Problem) in
            try await rules.decide(scope, asking, Deadline(in: patience))
        }
        let visible = try await decide()
        if !scope.isTeam, visible.allSatisfy(\.shown.isEmpty) {
            throw Problem.forbidden("this person does not share data with you")
        }
        let record = { @Sendable (shown: [Look.Shown]) throws(Problem) in try rules.record(shown, scope, asking) }
        let stream = LiveStream(opening, visible: visible, decide: decide, record: record, now: now)
        try hub.open(stream)
        return stream
    }

    private static func device(_ name: Substring?) throws(Problem) -> ExactText? {
        guard let name else { return nil }
        guard (1...64).contains(name.utf8.count) else { throw Problem.badRequest("a device id has 1 to 64 bytes") }
        return ExactText(String(name))
    }

    func writer(_ stream: LiveStream) -> StreamWriter {
        let (rules, patience) = (rules, configuration.patience)
        return StreamWriter(stream: stream) { user throws(Problem) in
            try await rules.alerts(user, Deadline(in: patience))
        }
    }
}

extension HTTPField.Name {
    /// What a returning client knows. The name is a valid token, so the fallback is never taken.
    static let lastEventID = HTTPField.Name("Last-Event-ID") ?? .server
}
