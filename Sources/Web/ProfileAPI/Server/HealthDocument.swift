import Events
import HTTPKit
import Hummingbird

/// What the health endpoints say.
enum HealthDocument {
    /// The process lives; stores that are away are no reason to restart it.
    static func json(configCommit: String) -> Response {
        .json { json in
            json.beginObject()
            json.field("status", "ok")
            json.field("service", "profile-api")
            json.field("configCommit", configCommit)
            json.endObject()
        }
    }

    /// One store is enough to serve.
    ///
    /// - Throws: a 503 if none answers.
    static func json(answering: Set<ProfileSource>) throws(Problem) -> Response {
        guard !answering.isEmpty else { throw Problem.unavailable("neither Redis nor PostgreSQL answers") }
        return .json { json in
            json.beginObject()
            json.field("status", "ready")
            for source in ProfileSource.allCases {
                json.key(source.rawValue)
                json.string(answering.contains(source) ? "up" : "down")
            }
            json.endObject()
        }
    }
}
