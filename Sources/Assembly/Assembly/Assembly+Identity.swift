import Identity
import Settings

extension Assembly {
    /// The issuer's keys, read once and followed from then on; without them nobody can be let in.
    func keyRing() async throws -> KeyRing {
        let source: KeySource
        let interval: Duration
        switch (settings[\.auth.jwksFile], settings[\.auth.jwksURL]) {
        case (let file?, nil): (source, interval) = (.file(file), Self.fileInterval)
        case (nil, let url?): (source, interval) = (.url(url), settings[\.auth.refreshInterval])
        default:
            throw OperatorError(
                """
                \(settings.service.rawValue) does not start without the keys of those who may call it. Set auth.jwksURL \
                to the address where your identity provider publishes its keys, or auth.jwksFile to a file with them. \
                Without a provider: "pulsehub token --init DIR" makes a key pair and DIR/jwks.json.
                """)
        }
        do {
            let (source, timing, logger) = (source, KeyRing.Timing(interval: interval), logger)
            let read: @Sendable () async throws -> KeyRing = {
                try await KeyRing(source, timing: timing, logger: logger)
            }
            guard case .url(let url) = source else { return try await read() }
            return try await waiting(forProviderAt: url, read)
        } catch let error as KeySourceError {
            throw OperatorError("the keys of \(settings[\.auth.issuer]) cannot be had from \(source): \(error)")
        }
    }

    /// An identity provider is a server that may come up later than we do.
    private func waiting(
        forProviderAt url: String, _ read: @escaping @Sendable () async throws -> KeyRing
    ) async throws -> KeyRing {
        let (stream, rings) = AsyncStream.makeStream(of: KeyRing.self, bufferingPolicy: .bufferingNewest(1))
        let provider = RequiredServer(
            name: "the identity provider", address: url,
            cure: "Start it, or set auth.jwksURL to where it publishes its keys",
            ask: { rings.yield(try await read()) })
        try await startup([provider]).wait()
        rings.finish()
        for await ring in stream { return ring }
        throw OperatorError("the keys at \(url) were not read")
    }

    /// Lets in those whose tokens these keys have signed.
    func verifier(_ keys: KeyRing) -> JWTVerifier {
        JWTVerifier(keys, expecting: TokenExpectations(settings), now: Self.now)
    }

    /// A file costs nothing to look at.
    private static let fileInterval = Duration.seconds(2)
}

extension TokenExpectations {
    /// As the settings have them.
    package init(_ settings: EffectiveSettings) {
        self.init(
            issuer: settings[\.auth.issuer], audience: settings[\.auth.audience], leeway: settings[\.auth.leeway])
    }
}
