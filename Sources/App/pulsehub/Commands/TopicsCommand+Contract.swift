import EventCodec
import Events
import Foundation
import Settings

extension TopicsCommand {
    /// Whether the topic files say what the code does.
    enum Contract {
        /// The topics whose records the folds decode; the others only pass through.
        private static let decoded: Set = [Topics.wellness, Topics.activity]

        /// The schema of all `pulsehub.activity.<name>.v1`.
        private static let activitySchema = "pulsehub.activity.v1"

        /// Far ahead, because an example's fixed dates must not make it invalid on a machine whose clock is behind.
        private static let now = Instant(milliseconds: 4_102_444_800_000)

        /// A line for each disagreement; empty if all is well.
        static func mistakes(in topics: [TopicDefinition]) -> [String] {
            let names = topics.map(\.name)
            let absent = Topics.all.filter { !names.contains($0) }.map {
                "topics/\($0).yaml: is missing; the code uses this topic"
            }
            let unused = names.filter { !Topics.all.contains($0) }.map {
                "topics/\($0).yaml: the code uses no topic of this name"
            }
            return absent + unused
                + topics.flatMap { topic in
                    (unknownSchemas(of: topic) + [exampleMistake(of: topic)].compactMap(\.self)).map {
                        "topics/\(topic.name).yaml: \($0)"
                    }
                }
        }

        private static func unknownSchemas(of topic: TopicDefinition) -> [String] {
            guard decoded.contains(topic.name) else { return [] }
            return topic.schemas.filter { !isKnown($0) }.map { "schemas: the code decodes no event type \($0)" }
        }

        /// Whether the decoder gets as far as the data: a type that it does not know, it refuses before.
        static func isKnown(_ schema: String) -> Bool {
            let type = schema == activitySchema ? "pulsehub.activity.any.v1" : schema
            let event = #"{"specversion":"1.0","id":"1","source":"check","subject":"u","type":"\#(type)","data":{}}"#
            guard case .failure(let rejection) = decode(event) else { return true }
            return rejection.reason == .invalidData
        }

        private static func exampleMistake(of topic: TopicDefinition) -> String? {
            if topic.schemas.isEmpty { return nil }
            guard decoded.contains(topic.name) else { return typeMistake(exampleType(of: topic), of: topic) }
            switch decode(topic.example) {
            case .failure(let rejection): return "example: \(rejection)"
            case .success(let event) where event.payload.topic != topic.name:
                return "example: \(event.payload.type) belongs on the topic \(event.payload.topic)"
            case .success(let event):
                if case .activity = event.payload { return typeMistake(activitySchema, of: topic) }
                return typeMistake(event.payload.type, of: topic)
            }
        }

        private static func typeMistake(_ type: String?, of topic: TopicDefinition) -> String? {
            guard let type else { return "example: expected a JSON object with a type" }
            return topic.schemas.contains(type) ? nil : "example: \(type) is not among the topic's schemas"
        }

        private static func exampleType(of topic: TopicDefinition) -> String? {
            let example = try? JSONSerialization.jsonObject(with: Data(topic.example.utf8))
            return (example as? [String: Any])?["type"] as? String
        }

        private static func decode(_ event: String) -> Result<Event, Rejection> {
            let bytes = Array(event.utf8)
            return bytes.withUnsafeBytes { buffer in
                do throws(Rejection) {
                    return .success(try EventDecoder().decode(unsent: buffer, now: now))
                } catch {
                    return .failure(error)
                }
            }
        }
    }
}
