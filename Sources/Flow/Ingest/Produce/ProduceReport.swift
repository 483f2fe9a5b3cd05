import Events

/// What became of every line of a run.
public struct ProduceReport: Equatable, Sendable {
    /// Lines read, blank ones included.
    public var lines = 0
    /// Events that the sink took.
    public var sent = 0
    /// Events that the broker acknowledged.
    public var acknowledged = 0
    /// Lines of which nothing was sent, since they hold no valid event.
    public var refused = IssueList()
    /// Lines that hold something which was hardly meant so, though it is sent.
    public var doubtful = IssueList()
    /// Events, by their line, that the sink did not take or the broker did not acknowledge.
    public var failed = IssueList()
    /// Events without a result when the run gave up waiting.
    public var unresolved = 0
    /// The first line that is worth another attempt: what is acknowledged or refused of lines before it is all there is of
    /// them. Nil where no attempt would change anything.
    public var resumeLine: Int?
    /// When the input counts as come in; nil where nothing depends on it, as every event has an id of its own.
    public var arrival: Instant?
    /// How long nothing had been acknowledged when the run gave up; nil if it did not.
    public var gaveUpAfter: Duration?
    /// The run was cancelled, gave up, or its input broke, before the end.
    public var isInterrupted = false
    /// Why the input could not be read to its end.
    public var inputError: String?
    /// How long the run took.
    public var elapsed: Duration = .zero

    /// Of a run that has not begun.
    package init() {}

    /// Every line was read, and every event of it is valid and acknowledged.
    public var isComplete: Bool {
        refused.total == 0 && failed.total == 0 && unresolved == 0 && !isInterrupted
    }
}

/// Lines with a reason each: the first ``listedMax`` in full and the total of all.
public struct IssueList: Equatable, Sendable {
    /// A line of the input, counted from 1, and what is wrong with it.
    public struct Issue: Equatable, Sendable {
        /// Counted from 1.
        public let line: Int
        /// A sentence for a person.
        public let reason: String
    }

    /// How many are listed; more are only counted.
    public static let listedMax = 1000
    /// The first ones.
    public private(set) var issues: [Issue] = []
    /// How many there are in all.
    public private(set) var total = 0

    mutating func add(line: Int, reason: String) {
        total += 1
        if issues.count < IssueList.listedMax { issues.append(Issue(line: line, reason: reason)) }
    }

    mutating func append(_ other: IssueList) {
        issues.append(contentsOf: other.issues.prefix(IssueList.listedMax - issues.count))
        total += other.total
    }
}
