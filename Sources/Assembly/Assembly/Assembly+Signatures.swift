import Foundation
import Kafka
import Producing
import Settings
import Signatures

extension Assembly {
    /// The keys that records are signed with; nil where none is set.
    package func recordSignature() throws -> RecordSignature? {
        func value(_ secret: Secret?) throws -> String? {
            try secret?.resolve(environment: ProcessInfo.processInfo.environment)
        }
        guard let current = try value(settings[\.kafka.signatureKey]) else { return nil }
        return try RecordSignature(current: current, previous: try value(settings[\.kafka.previousSignatureKey]))
    }

    /// Where events go in: the producer, with a signature if there is a key.
    package func events(to producer: Producer) throws -> EventProducer {
        EventProducer(producer, signature: try recordSignature())
    }
}
