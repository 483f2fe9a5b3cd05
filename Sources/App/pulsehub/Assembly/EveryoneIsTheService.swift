import HTTPKit
import Identity

/// Takes every token for the pipeline's own, until keys are configured.
struct EveryoneIsTheService: TokenVerifier {
    func caller(bearing token: Substring) async throws(Problem) -> Caller {
        Caller(subject: try UserID("pulsehub"), roles: [.service, .athlete])
    }
}
