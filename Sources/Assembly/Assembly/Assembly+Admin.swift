import Admin
import Events
import Foundation
import HTTPKit
import Identity
import Logging
import Observability
import ServiceLifecycle
import Settings

extension Assembly {
    /// The listener for operators.
    ///
    /// - Parameter security: where it is noted who was refused.
    func admin(
        _ port: KeyPath<SettingsSchema, Setting<Int>>, security: SecurityLog,
        readiness: @escaping @Sendable () async -> HTTPKit.Readiness
    ) -> any ServiceLifecycle.Service {
        let (port, key) = (settings[port], SettingsSchema.shared[keyPath: port])
        let (live, watcher, service, logger) = (live, watcher, settings.service, logger)
        let board = board
        board.add(service, readiness)
        let sources = AdminServer.Sources(
            health: { json in
                json.field("service", service.rawValue)
                json.key("config")
                live.state.write(to: &json)
            },
            readiness: readiness,
            metrics: {
                // Asked with the metrics, so that both say the same.
                await board.tell()
                return PrometheusRegistry.shared.text
            },
            secrets: {
                let settings = live.current[service]
                let environment = ProcessInfo.processInfo.environment
                func value(_ secret: Secret?) -> String? {
                    do { return try secret?.resolve(environment: environment) } catch {
                        logger.error("an admin secret has no value", metadata: ["error": "\(error)"])
                        return nil
                    }
                }
                return (value(settings?[\.admin.token]), value(settings?[\.admin.webhookSecret]))
            },
            refresh: {
                let decision = await watcher?.refresh() ?? .keep
                return decision.json(live.state)
            },
            refused: { why, address in
                security.record(
                    SecurityEvent.Facts(
                        .adminTokenRefused, .refused, action: "POST /admin/refresh", detail: why, address: address))
            })
        let host = settings[\.admin.host]
        let server = AdminServer(host: host, port: port, sources: sources, logger: logger)
        return Listener(
            server.buildApplication(), "the admin port", at: "\(host):\(port)", setting: key.key, takesZero: true)
    }
}
