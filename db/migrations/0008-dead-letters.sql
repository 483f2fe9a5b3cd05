-- Dead letters as a list to work off: what is parked, why, and what a person decided about it.

CREATE TABLE archive.dead_letters (
    -- Where the refused record stood: by this it is known, however often it was parked.
    origin_topic     text        COLLATE "C" NOT NULL,
    origin_partition integer     NOT NULL,
    origin_offset    bigint      NOT NULL,
    -- Stable; docs/events.md has causes and cures.
    reason           text        COLLATE "C" NOT NULL,
    -- For a person: the field and what was expected.
    detail           text        NOT NULL,
    key              bytea,
    -- The first copy in the topic dead-letter: its row in archive.events has the bytes and the headers.
    partition        integer     NOT NULL,
    "offset"         bigint      NOT NULL,
    parked_at        timestamptz NOT NULL,
    state            text        COLLATE "C" NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'retried', 'discarded')),
    decided_at       timestamptz,
    decided_by       text,
    -- How often it was produced again, and where it was put the last time.
    retries          integer     NOT NULL DEFAULT 0,
    retry_partition  integer,
    retry_offset     bigint,
    PRIMARY KEY (origin_topic, origin_partition, origin_offset),
    CHECK ((state = 'open') = (decided_at IS NULL))
);

CREATE INDEX dead_letters_open ON archive.dead_letters (origin_topic, reason) WHERE state = 'open';
CREATE INDEX dead_letters_parked_at ON archive.dead_letters (parked_at);
CREATE INDEX dead_letters_key ON archive.dead_letters (key) WHERE key IS NOT NULL;

-- What was parked before this table.
INSERT INTO archive.dead_letters (
    origin_topic, origin_partition, origin_offset, reason, detail, key, partition, "offset", parked_at)
SELECT origin.topic, origin.partition, origin."offset", coalesce(why.reasons[1], 'unknown'),
    coalesce(why.details[1], ''), e.key, e.partition, e."offset", e.kafka_time
FROM archive.events AS e
CROSS JOIN LATERAL (
    -- The pipeline adds its headers at the end; others of the name were there before.
    SELECT array_agg(field->>'value' ORDER BY number DESC) FILTER (WHERE field->>'name' = 'pulsehub-reason') AS reasons,
        array_agg(field->>'value' ORDER BY number DESC) FILTER (WHERE field->>'name' = 'pulsehub-detail') AS details
    FROM jsonb_array_elements(e.headers) WITH ORDINALITY AS header (field, number)) AS why
CROSS JOIN LATERAL (
    SELECT topic, partition::integer, "offset" FROM archive.origins(e.headers) ORDER BY number DESC LIMIT 1) AS origin
WHERE e.topic = 'dead-letter' AND origin.topic IN ('data.normalized', 'user-activity-events')
ORDER BY e.kafka_time, e.partition, e."offset"
ON CONFLICT DO NOTHING;

GRANT SELECT ON archive.dead_letters TO analyst;
