extension Metric {
    static let web = [
        httpRequests, httpDuration, httpInFlight, httpFailures, ingestRejections, storeFailures, unreadableStates,
        liveStreams, liveRefused, liveFailures, passedOverKeys, securityEvents, securityEventsDropped, auditQueued,
        auditWritten, auditRefused, auditQueueSize, auditFailures,
    ]

    /// Fed at each answer.
    package static let httpRequests = Metric(
        .counter, "pulsehub_http_requests_total", labels: ["route", "method", "status"],
        "Requests answered, by the template of their route, never by their path, and by the class of their status.")
    /// Fed at each answer.
    package static let httpDuration = Metric(
        .histogram, "pulsehub_http_request_duration_seconds", labels: ["route", "method"],
        "Time from a request's head to the head of its answer.")
    /// Fed at each request; the route is known only after it was looked up.
    package static let httpInFlight = Metric(
        .gauge, "pulsehub_http_requests_in_flight", "Requests whose answer has not begun.")
    /// Fed at each 500.
    package static let httpFailures = Metric(
        .counter, "pulsehub_http_failures_total", labels: ["route"],
        "Requests answered by a 500; the log says why, each kind at most once in ten seconds.")
    /// Fed at each event of a refused request that cannot be used.
    package static let ingestRejections = Metric(
        .counter, "pulsehub_ingest_rejections_total", labels: ["reason"],
        "Events refused by the HTTP producer, by why they cannot be used.")
    /// Fed at each failure.
    package static let storeFailures = Metric(
        .counter, "pulsehub_store_failures_total", labels: ["store", "verdict"],
        "Calls of a store that failed: away, unclear (too late), or answered (the call itself was at fault).")
    /// Fed at each read.
    package static let unreadableStates = Metric(
        .counter, "pulsehub_store_unreadable_states_total", labels: ["store"],
        "Reads of a stored state that is damaged.")
    /// Fed when streams open and end.
    package static let liveStreams = Metric(.gauge, "pulsehub_live_streams", "Live streams open now.")
    /// Fed at each refusal.
    package static let liveRefused = Metric(
        .counter, "pulsehub_live_refused_total", "Live streams refused because there were too many.")
    /// Fed at each attempt.
    package static let liveFailures = Metric(
        .counter, "pulsehub_live_failures_total", "Attempts to read changed states for live streams that failed.")
    /// Fed when the keys are read.
    package static let passedOverKeys = Metric(
        .gauge, "pulsehub_auth_jwks_passed_over", "Entries of the issuer's key set that cannot be used.")
    /// Fed at each event.
    package static let securityEvents = Metric(
        .counter, "pulsehub_security_events_total", labels: ["kind", "outcome"], "Security events.")
    /// Fed when there is no room.
    package static let securityEventsDropped = Metric(
        .counter, "pulsehub_security_events_dropped_total",
        "Security events not recorded since PostgreSQL was away for long.")
    /// Fed at each look.
    package static let auditQueued = Metric(
        .counter, "pulsehub_audit_reads_queued_total",
        "People in looks at other people's data that were taken for the record.")
    /// Fed at each batch written.
    package static let auditWritten = Metric(
        .counter, "pulsehub_audit_reads_written_total", "People in looks that stand in PostgreSQL.")
    /// Fed at each look refused.
    package static let auditRefused = Metric(
        .counter, "pulsehub_audit_reads_refused_total", "People in looks refused because the queue was full.")
    /// Fed at each change.
    package static let auditQueueSize = Metric(
        .gauge, "pulsehub_audit_queue_size",
        "People in looks that wait to be written; near 20,000 others' data is about to be refused.")
    /// Fed at each failed batch.
    package static let auditFailures = Metric(
        .counter, "pulsehub_record_failures_total", labels: ["records"],
        "Attempts to write reads or security events to PostgreSQL that failed and are made again.")
}
