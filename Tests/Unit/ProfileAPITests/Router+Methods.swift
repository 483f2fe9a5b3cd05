import HTTPKit
import Hummingbird
import HummingbirdTesting
import Identity

extension Router<CallerContext> {
    /// What is answered by anything but 405, such as `GET /api/v1/teams/{teamId}`. HEAD goes where GET goes.
    func methodsAndPaths() async throws -> Set<String> {
        let routes = routes.map { (method: $0.method, path: "\($0.path)") }
        return try await Application(responder: framed()).test(.router) { client in
            var answered: Set<String> = []
            // A method that a path lacks is refused before anybody asks for a token.
            for route in routes where route.method != .head {
                let answer = try await client.executeRequest(
                    uri: route.path, method: route.method, headers: [:], body: nil)
                if answer.status != .methodNotAllowed { answered.insert("\(route.method) \(route.path)") }
            }
            return answered
        }
    }
}
