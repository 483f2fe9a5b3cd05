-- Sleep beside the nights: kept and shown, never scored. A nap is known by its capture, so a day may have several.

CREATE TABLE nap_daily (
    user_id        text COLLATE "C" NOT NULL,
    date           date NOT NULL,
    vendor         text COLLATE "C" NOT NULL,
    captured_at    timestamptz NOT NULL,
    -- NULL: whatever the vendor captured that day until then is taken back. The row stays, for naps that arrive late.
    duration_min   double precision,
    efficiency_pct double precision,
    latency_min    double precision,
    wake_count     double precision,
    event_id       text COLLATE "C" NOT NULL,
    -- No more than eight of a date and vendor are kept, those captured last.
    PRIMARY KEY (user_id, date, vendor, captured_at)
);

GRANT SELECT ON nap_daily TO analyst;
