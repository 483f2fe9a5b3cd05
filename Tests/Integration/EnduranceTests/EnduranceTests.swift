import Testing

/// What the processes do while their servers are away, when they start and stop, and under a person who sends too much.
@Suite("Endurance", .serialized)
struct EnduranceTests {}
