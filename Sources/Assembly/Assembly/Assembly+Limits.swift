import HTTPKit
import Identity
import Ingest
import ProfileAPI
import Settings
import Updates

extension Assembly {
    /// Address and limits of the profile API; those of requests as every new commit sets them.
    func profileServerConfiguration() throws -> ProfileServerConfiguration {
        var configuration = ProfileServerConfiguration()
        configuration.host = settings[\.api.host]
        configuration.port = settings[\.api.port]
        configuration.connections.connectionsMax = settings[\.api.connectionsMax]
        configuration.connections.idleTimeout = settings[\.api.idleTimeout]
        configuration.connections.bodyTimeout = settings[\.api.bodyTimeout]
        configuration.connections.bytesPerSecondMin = settings[\.api.bytesPerSecondMin]
        configuration.connections.urlBytesMax = settings[\.api.urlBytes]
        configuration.connections.headerBytesMax = settings[\.api.headerBytes]
        configuration.exportTimeout = settings[\.api.exportTimeout]
        configuration.live.streamsMax = settings[\.api.streams]
        configuration.live.streamsPerCallerMax = settings[\.api.streamsPerCaller]
        configuration.live.heartbeat = settings[\.api.heartbeat]
        let concurrency = try live { settings, _ in settings[\.api.concurrentRequests] }
        configuration.concurrentRequests = { concurrency.now }
        let rates = try live { settings, _ in
            let services = settings[\.api.serviceRequestsPerSecond]
            return (
                people: RequestRate(settings[\.api.requestsPerSecond], burst: Double(settings[\.api.burst])),
                services: RequestRate(services, burst: 2 * services)
            )
        }
        configuration.rate = { $0.roles.contains(.service) ? rates.now.services : rates.now.people }
        return configuration
    }
}

extension IngestConfiguration {
    package init(_ settings: EffectiveSettings) {
        self.init()
        host = settings[\.ingest.host]
        port = settings[\.ingest.port]
        connections.connectionsMax = settings[\.ingest.connectionsMax]
        connections.idleTimeout = settings[\.ingest.idleTimeout]
        connections.bodyTimeout = settings[\.ingest.bodyTimeout]
        connections.bytesPerSecondMin = settings[\.ingest.bytesPerSecondMin]
        connections.urlBytesMax = settings[\.ingest.urlBytes]
        connections.headerBytesMax = settings[\.ingest.headerBytes]
        concurrentRequests = settings[\.ingest.concurrentRequests]
        rate = RequestRate(settings[\.ingest.requestsPerSecond], burst: Double(settings[\.ingest.burst]))
        bodyBytesMax = settings[\.ingest.bodyKiB] * 1024
        ackTimeout = settings[\.ingest.ackTimeout]
    }
}

extension RequestRate {
    /// Nil for 0, which is without limit.
    fileprivate init?(_ perSecond: Double, burst: Double) {
        guard perSecond > 0 else { return nil }
        self.init(perSecond: perSecond, burst: burst)
    }
}
