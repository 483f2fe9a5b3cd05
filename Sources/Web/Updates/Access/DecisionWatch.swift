import Access
import HTTPKit
import HTTPTypes
import Logging

/// Has open streams decided upon again when a consent, a membership or a preference has changed anywhere.
struct DecisionWatch: Sendable {
    let hub: LiveHub
    let rules: LiveRules
    let configuration: LiveConfiguration
    let now: @Sendable () -> ContinuousClock.Instant
    /// Decisions under way at once.
    private static let concurrency = 8

    /// Looks once; nothing is asked while nobody listens.
    ///
    /// - Parameter known: the generation of the last look, which is moved on.
    func look(known: inout AccessGeneration?) async {
        let streams = hub.streams
        guard !streams.isEmpty else { return }
        let generation: AccessGeneration
        do throws(Problem) {
            generation = try await rules.generation(Deadline(in: configuration.patience))
        } catch {
            // What is not known to be unchanged is as if changed, once the last decision is old enough.
            await decide(streams.filter { !$0.opening.scope.isOwn && age(of: $0) > configuration.decisionAge })
            return
        }
        let hasMoved = known?.decisions != generation.decisions
        if known?.alerts != generation.alerts { for stream in streams { stream.preferencesMayHaveChanged() } }
        known = generation
        await decide(
            streams.filter { !$0.opening.scope.isOwn && (hasMoved || age(of: $0) > configuration.decisionAge) })
    }

    private func decide(_ streams: [LiveStream]) async {
        var rest = streams[...]
        while !rest.isEmpty {
            let some = rest.prefix(Self.concurrency)
            rest = rest.dropFirst(some.count)
            await withTaskGroup(of: Void.self) { group in
                for stream in some { group.addTask { await decide(stream) } }
            }
        }
    }

    private func decide(_ stream: LiveStream) async {
        do throws(Problem) {
            let visible = try await stream.decide()
            if case .person = stream.opening.scope, visible.allSatisfy(\.shown.isEmpty) {
                stream.end(.withheld)
            } else {
                hub.show(visible, on: stream)
            }
        } catch {
            switch error.status.code {
            case 401, 403, 404: stream.end(.withheld)
            // Better to show nothing than what may have been forbidden meanwhile.
            default: if age(of: stream) > configuration.decisionAge * 2 { stream.end(.undecided) }
            }
        }
    }

    private func age(of stream: LiveStream) -> Duration { now() - stream.decidedAt }
}
