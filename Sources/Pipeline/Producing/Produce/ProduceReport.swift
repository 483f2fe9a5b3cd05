import Events

/// What became of every line of a run.
package struct ProduceReport: Equatable, Sendable {
    /// Lines read, blank ones included.
    package var lines = 0
    /// Events that the sink took.
    package var sent = 0
    /// Events that the broker acknowledged.
    package var acknowledged = 0
    /// Lines of which nothing was sent, since they hold no valid event.
    package var refused = IssueList()
    /// Lines that hold something which was hardly meant so, though it is sent.
    package var doubtful = IssueList()
    /// Events, by their line, that the sink did not take or the broker did not acknowledge.
    package var failed = IssueList()
    /// Events without a result when the run gave up waiting.
    package var unresolved = 0
    /// The first line that is worth another attempt: what is acknowledged or refused of lines before it is all there is of
    /// them. Nil where no attempt would change anything.
    package var resumeLine: Int?
    /// When the input counts as come in; nil where nothing depends on it, as every event has an id of its own.
    package var arrival: Instant?
    /// How long nothing had been acknowledged when the run gave up; nil if it did not.
    package var gaveUpAfter: Duration?
    /// The run was cancelled, gave up, or its input broke, before the end.
    package var isInterrupted = false
    /// Why the input could not be read to its end.
    package var inputError: String?
    /// How long the run took.
    package var elapsed: Duration = .zero

    /// Of a run that has not begun.
    package init() {}

    /// Every line was read, and every event of it is valid and acknowledged.
    package var isComplete: Bool {
        refused.total == 0 && failed.total == 0 && unresolved == 0 && !isInterrupted
    }
}

/// Lines with a reason each: the first ``listedMax`` in full and the total of all.
package struct IssueList: Equatable, Sendable {
    /// A line of the input, counted from 1, and what is wrong with it.
    package struct Issue: Equatable, Sendable {
        /// Counted from 1.
        package let line: Int
        /// A sentence for a person.
        package let reason: String
    }

    /// How many are listed; more are only counted.
    package static let listedMax = 1000
    /// The first ones.
    package private(set) var issues: [Issue] = []
    /// How many there are in all.
    package private(set) var total = 0

    mutating func add(line: Int, reason: String) {
        total += 1
        if issues.count < IssueList.listedMax { issues.append(Issue(line: line, reason: reason)) }
    }

    mutating func append(_ other: IssueList) {
        issues.append(contentsOf: other.issues.prefix(IssueList.listedMax - issues.count))
        total += other.total
    }
}
