import Events
import Hummingbird

/// Whether a process can serve.
package enum Readiness: Sendable {
    /// Traffic is welcome.
    case ready
    /// Traffic should go elsewhere for now; the reason is shown to whoever asks.
    case notReady(String)
}

extension RouterMethods {
    /// Adds `GET /healthz`, which says that the process answers, and `GET /readyz`, which says whether it can serve.
    ///
    /// - Parameters:
    ///   - health: writes the members of the health document after its `status`.
    ///   - readiness: asked at every `/readyz`, so it must be quick and must not wait for what is down.
    package func addHealth(
        health: @escaping @Sendable (inout JSONWriter) -> Void = { _ in },
        readiness: @escaping @Sendable () async -> Readiness
    ) {
        get("/healthz") { _, _ in Response.status("ok", health) }
        get("/readyz") { _, _ in
            switch await readiness() {
            case .ready: return Response.status("ready")
            case .notReady(let reason): throw Problem.unavailable(reason)
            }
        }
    }
}

extension Response {
    fileprivate static func status(_ status: String, _ more: (inout JSONWriter) -> Void = { _ in }) -> Response {
        .json { json in
            json.beginObject()
            json.field("status", status)
            more(&json)
            json.endObject()
        }
    }
}
