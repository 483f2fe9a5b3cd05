import Events
import Kafka
import TestSupport

extension Scene {
    /// Kafka, by what the in-memory cluster offers.
    func strikeBroker(_ fault: BrokerFault, _ strike: Strike) throws {
        guard let cluster = pipeline.cluster else { throw TimedOut("these faults are the in-memory cluster's own") }
        switch fault {
        case .errors:
            // Refusals only: this cluster appends twice what is sent twice, which real brokers do not.
            try cluster.pushErrors(.produce, [.notEnoughReplicas, .notLeader, .notEnoughReplicas])
            try cluster.pushErrors(.fetch, [.notLeader, .transport, .transport])
            try cluster.pushErrors(.offsetCommit, [.requestTimedOut, .notCoordinator])
        case .groupErrors:
            try cluster.pushErrors(.heartbeat, [.unknownMember, .rebalanceInProgress, .illegalGeneration])
            try cluster.pushErrors(.joinGroup, [.notCoordinator])
        case .slow:
            try cluster.setRoundTripTime(.milliseconds(Int64(100 + strike.lot % 400)))
            rest(strike.lasting)
            try cluster.setRoundTripTime(.zero)
        case .leaderless:
            let places = [Topics.wellness, Topics.insights].map { topic in
                let count = UInt64(Pipeline.partitions[topic] ?? 1)
                return TopicPartition(topic: topic, partition: Int32(strike.lot / 8 % count))
            }
            for place in places { try cluster.setLeader(of: place, broker: nil) }
            rest(strike.lasting)
            for place in places { try cluster.setLeader(of: place, broker: 1) }
        }
    }
}

extension KafkaError.Code {
    fileprivate static let notCoordinator = Self(rawValue: 16)
    fileprivate static let illegalGeneration = Self(rawValue: 22)
    fileprivate static let unknownMember = Self(rawValue: 25)
    fileprivate static let rebalanceInProgress = Self(rawValue: 27)
}
