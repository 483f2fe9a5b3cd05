-- The raw archive: every record of every topic, exactly once, valid or not.

CREATE SCHEMA archive;

CREATE TABLE archive.events (
    -- The offset stands first in the key: comparing a bigint settles most comparisons before any text is touched.
    "offset"    bigint      NOT NULL,
    partition   integer     NOT NULL,
    topic       text        COLLATE "C" NOT NULL,
    -- Kafka's record timestamp; -infinity where the record has none, infinity where it is beyond what a timestamp holds.
    kafka_time  timestamptz NOT NULL,
    key         bytea,
    -- The following three are NULL where the record is no valid event.
    user_id     text        COLLATE "C",
    type        text        COLLATE "C",
    event_time  timestamptz,
    -- Headers as [{"name": …, "value": …}] in their order; values that are no text stand as {"name": …, "base64": …}.
    headers     jsonb,
    -- The value: as jsonb where it is JSON that jsonb can hold, else its bytes. Both NULL: a tombstone.
    payload     jsonb,
    raw         bytea,
    -- Why the record cannot be used; NULL where it can.
    rejection   text        COLLATE "C",
    PRIMARY KEY ("offset", partition, topic, kafka_time)
) PARTITION BY RANGE (kafka_time);

-- Absurd or absent times land here; the archiver makes the monthly partitions ahead.
CREATE TABLE archive.events_default PARTITION OF archive.events DEFAULT;

CREATE INDEX events_user ON archive.events (user_id, kafka_time) WHERE user_id IS NOT NULL;

CREATE TABLE archive.checkpoints (
    topic       text    COLLATE "C" NOT NULL,
    partition   integer NOT NULL,
    -- The first offset that is not yet archived.
    next_offset bigint  NOT NULL,
    -- The Kafka cluster that the offset belongs to; NULL where the broker told none.
    cluster_id  text,
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition)
);

-- Makes the monthly partition that holds `month`, if it is missing. Rows of that month that already landed in the
-- default partition move into it, since PostgreSQL refuses a partition whose rows stand in the default one.
CREATE FUNCTION archive.ensure_month(month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    first date := date_trunc('month', month)::date;
    after date := (date_trunc('month', month) + interval '1 month')::date;
    name  text := 'events_' || to_char(first, 'YYYY_MM');
BEGIN
    IF to_regclass('archive.' || name) IS NOT NULL THEN
        RETURN false;
    END IF;
    -- One at a time, while rows may go on arriving. Not an advisory lock: only waiting for a table makes PostgreSQL look
    -- at the catalogue anew, where another session may just have made the partition.
    LOCK TABLE archive.events IN SHARE UPDATE EXCLUSIVE MODE;
    IF to_regclass('archive.' || name) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE archive.%I (LIKE archive.events INCLUDING ALL)', name);
    EXECUTE format('WITH moved AS (DELETE FROM archive.events_default
            WHERE kafka_time >= %1$L::timestamptz AND kafka_time < %2$L::timestamptz RETURNING *)
        INSERT INTO archive.%3$I SELECT * FROM moved', first || ' 00:00:00+00', after || ' 00:00:00+00', name);
    EXECUTE format('ALTER TABLE archive.events ATTACH PARTITION archive.%I FOR VALUES FROM (%L) TO (%L)',
        name, first || ' 00:00:00+00', after || ' 00:00:00+00');
    RETURN true;
END $$;
