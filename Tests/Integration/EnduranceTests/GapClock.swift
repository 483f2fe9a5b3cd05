import Kafka
import Synchronization

/// How long each partition stood still at most while it had records.
final class GapClock: Sendable {
    private struct Track {
        var last: ContinuousClock.Instant
        var longest = Duration.zero
    }

    private let tracks: Mutex<[TopicPartition: Track]>

    init(_ places: [TopicPartition]) {
        tracks = Mutex(Dictionary(uniqueKeysWithValues: places.map { ($0, Track(last: .now)) }))
    }

    /// A partition has moved.
    func moved(_ place: TopicPartition) {
        tracks.withLock { tracks in
            guard let track = tracks[place] else { return }
            let now = ContinuousClock.now
            tracks[place] = Track(last: now, longest: max(track.longest, now - track.last))
        }
    }

    /// The longest standstill of any partition since the last time this was asked.
    func takeLongest() -> Duration {
        tracks.withLock { tracks in
            defer { tracks = tracks.mapValues { Track(last: $0.last) } }
            return tracks.values.map(\.longest).max() ?? .zero
        }
    }

    /// Whether every partition has moved after this moment, and a moment ago.
    func allMoved(since moment: ContinuousClock.Instant) -> Bool {
        tracks.withLock { tracks in
            let now = ContinuousClock.now
            return tracks.values.allSatisfy { $0.last > moment && now - $0.last < .seconds(1) }
        }
    }
}
