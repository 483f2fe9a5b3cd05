import Foundation
import NIOCore
import ServiceLifecycle
import Settings

/// A service that listens, and says which setting to change where its port cannot be had.
package struct Listener<Base: ServiceLifecycle.Service>: ServiceLifecycle.Service {
    private let base: Base
    private let name: String
    private let address: String
    private let setting: String
    private let alternative: String

    /// - Parameters:
    ///   - name: what the port is for.
    ///   - setting: the key, or the option, that says the port.
    ///   - takesZero: whether 0 is accepted there, for any free port.
    package init(_ base: Base, _ name: String, at address: String, setting: String, takesZero: Bool = false) {
        self.base = base
        self.name = name
        self.address = address
        self.setting = setting
        alternative = takesZero ? ", or to 0 for any free one" : ""
    }

    package func run() async throws {
        do { try await base.run() } catch let error as IOError {
            let reason = error.errnoCode == EADDRINUSE ? "another program listens there" : "\(error)"
            throw OperatorError(
                "\(name) \(address) cannot be used (\(reason)): set \(setting) to another one\(alternative)"
            )
        }
    }
}

extension Assembly {
    /// The port that a process serves on.
    func listening<Base: ServiceLifecycle.Service>(
        _ base: Base, host: KeyPath<SettingsSchema, Setting<String>>, port: KeyPath<SettingsSchema, Setting<Int>>
    ) -> Listener<Base> {
        Listener(
            base, "the port", at: "\(settings[host]):\(settings[port])",
            setting: SettingsSchema.shared[keyPath: port].key)
    }
}
