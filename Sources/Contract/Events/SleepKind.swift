extension SleepRecorded.Kind {
    /// - Throws: ``Rejection`` for any other word: a sleep of an unknown kind must not count as a night by mistake.
    package init(_ text: String) throws(Rejection) {
        guard let kind = SleepRecorded.Kind(rawValue: text) else {
            throw Rejection(
                .invalidData,
                "data.kind must be \"main\", which is what a sleep without it is, or \"nap\", not \"\(text.prefix(32))\""
            )
        }
        self = kind
    }
}
