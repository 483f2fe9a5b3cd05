import Testing

/// Faults of the real processes against real servers. One test at a time: each has five processes of its own.
@Suite("The pipeline keeps its promises", .serialized)
enum PipelineTests {}
