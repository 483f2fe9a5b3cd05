-- What the stream processor computed, as it told it in insights.updated.

CREATE TABLE readiness_snapshots (
    user_id          text COLLATE "C" NOT NULL,
    date             date NOT NULL,
    score            integer,
    -- low, normal or high; NULL without a score.
    band             text,
    status           text NOT NULL,
    confidence       double precision NOT NULL,
    confidence_level text NOT NULL,
    guidance         text,
    stale            boolean NOT NULL,
    drivers          json NOT NULL,
    flags            json NOT NULL,
    -- The whole result, byte for byte as the stream processor wrote it.
    document         json NOT NULL,
    config_commit    text,
    -- The record it was computed from: later ones of the same partition win.
    origin_topic     text COLLATE "C" NOT NULL,
    origin_partition integer NOT NULL,
    origin_offset    bigint NOT NULL,
    PRIMARY KEY (user_id, date)
);

-- The live profile's parts (readiness, wellness, activity), the API's fallback when Redis cannot answer.
CREATE TABLE profile_snapshots (
    user_id          text COLLATE "C" NOT NULL,
    part             text COLLATE "C" NOT NULL CHECK (part IN ('readiness', 'wellness', 'activity')),
    -- json, not jsonb: it keeps the bytes, so that the API answers the same from either store.
    document         json NOT NULL,
    origin_topic     text COLLATE "C" NOT NULL,
    origin_partition integer NOT NULL,
    origin_offset    bigint NOT NULL,
    updated_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, part)
);

CREATE MATERIALIZED VIEW mv_user_readiness_summary AS
SELECT user_id,
    max(date) AS latest_date,
    count(*) AS days,
    count(score) AS days_scored,
    round(avg(score) FILTER (WHERE date > latest - 7), 1) AS mean_7_days,
    round(avg(score) FILTER (WHERE date > latest - 28), 1) AS mean_28_days,
    count(*) FILTER (WHERE band = 'low') AS days_low,
    count(*) FILTER (WHERE band = 'high') AS days_high
FROM (SELECT *, max(date) OVER (PARTITION BY user_id) AS latest FROM readiness_snapshots) AS s
GROUP BY user_id;

CREATE UNIQUE INDEX ON mv_user_readiness_summary (user_id);
