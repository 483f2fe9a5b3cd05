-- A topic that is deleted and made again begins a new log under the old name, with offsets from 0. Each of its logs is a
-- generation: 0 for the first, else the Kafka timestamp in milliseconds of the first record that was read of it. Offsets of
-- different generations are never compared.

ALTER TABLE archive.events ADD COLUMN generation bigint NOT NULL DEFAULT 0;
ALTER TABLE archive.events DROP CONSTRAINT events_pkey;
ALTER TABLE archive.events ADD PRIMARY KEY ("offset", partition, topic, generation, kafka_time);

ALTER TABLE archive.checkpoints
    ADD COLUMN generation   bigint NOT NULL DEFAULT 0,
    -- From here on everything before next_offset was read.
    ADD COLUMN start_offset bigint NOT NULL DEFAULT 0,
    -- What was read before that, of earlier generations and before holes: generation:from-until, separated by semicolons.
    ADD COLUMN earlier      text   COLLATE "C" NOT NULL DEFAULT '-',
    -- The last record, by which its log is known again: offset:timestamp:hash.
    ADD COLUMN mark         text   COLLATE "C" NOT NULL DEFAULT '-';

-- What the archive will never hold, although Kafka had it.
CREATE TABLE archive.gaps (
    topic       text        COLLATE "C" NOT NULL,
    partition   integer     NOT NULL,
    generation  bigint      NOT NULL,
    -- The first offset that is missing.
    from_offset bigint      NOT NULL,
    -- The first offset that is there again; NULL where the log was gone before it was read to its end.
    to_offset   bigint,
    -- 'expired': retention deleted the records before they were read. 'recreated': the topic was deleted and made again.
    reason      text        COLLATE "C" NOT NULL CHECK (reason IN ('expired', 'recreated')),
    noticed_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition, generation, from_offset)
);

GRANT SELECT ON archive.gaps TO analyst;

ALTER TABLE readiness_snapshots ADD COLUMN origin_generation bigint NOT NULL DEFAULT 0;
ALTER TABLE readiness_revisions ADD COLUMN origin_generation bigint NOT NULL DEFAULT 0;
ALTER TABLE profile_snapshots ADD COLUMN origin_generation bigint NOT NULL DEFAULT 0;
ALTER TABLE rescore_queue ADD COLUMN origin_generation bigint NOT NULL DEFAULT 0;

CREATE OR REPLACE FUNCTION keep_readiness_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.revision := OLD.revision + 1;
    INSERT INTO readiness_revisions (
        user_id, date, revision, previous_score, previous_band, previous_confidence_level, previous_document,
        previous_config_commit, score, band, confidence_level, config_commit, cause, origin_topic, origin_partition,
        origin_offset, origin_generation)
    VALUES (
        NEW.user_id, NEW.date, NEW.revision, OLD.score, OLD.band, OLD.confidence_level, OLD.document,
        OLD.config_commit, NEW.score, NEW.band, NEW.confidence_level, NEW.config_commit, NEW.cause, NEW.origin_topic,
        NEW.origin_partition, NEW.origin_offset, NEW.origin_generation);
    RETURN NEW;
END $$;

ALTER TABLE archive.dead_letters
    ADD COLUMN origin_generation bigint NOT NULL DEFAULT 0,
    -- Of the copy in the topic dead-letter.
    ADD COLUMN generation bigint NOT NULL DEFAULT 0;
ALTER TABLE archive.dead_letters DROP CONSTRAINT dead_letters_pkey;
ALTER TABLE archive.dead_letters
    ADD PRIMARY KEY (origin_topic, origin_partition, origin_offset, origin_generation);

ALTER TABLE archive.erasures ADD COLUMN generation bigint NOT NULL DEFAULT 0;
ALTER TABLE archive.erasures DROP CONSTRAINT erasures_pkey;
ALTER TABLE archive.erasures ADD PRIMARY KEY (topic, partition, generation, "offset");

ALTER TABLE archive.erased_ahead ADD COLUMN generation bigint NOT NULL DEFAULT 0;
ALTER TABLE archive.erased_ahead DROP CONSTRAINT erased_ahead_pkey;
ALTER TABLE archive.erased_ahead ADD PRIMARY KEY (topic, partition, generation, "offset");

-- Places as the processes write them: topic/partition/offset, in later generations with /generation.
CREATE FUNCTION archive.places(places text[])
RETURNS TABLE (place text, topic text, partition integer, generation bigint, "offset" bigint)
LANGUAGE sql IMMUTABLE AS $$
    SELECT given, split_part(given, '/', 1), split_part(given, '/', 2)::integer,
        coalesce(nullif(split_part(given, '/', 4), ''), '0')::bigint, split_part(given, '/', 3)::bigint
    FROM unnest(places) AS given
$$;

DROP FUNCTION archive.tells_of(jsonb, text, integer, bigint);
DROP FUNCTION archive.origins(jsonb);

-- Every place that the headers of a moved or parked record name, the first place first.
CREATE FUNCTION archive.origins(headers jsonb)
RETURNS TABLE (topic text, partition bigint, generation bigint, "offset" bigint, number bigint)
LANGUAGE sql IMMUTABLE AS $$
    SELECT origin[1], origin[2]::bigint, coalesce(origin[4], '0')::bigint, origin[3]::bigint, header.number
    FROM jsonb_array_elements(headers) WITH ORDINALITY AS header (field, number),
        regexp_match(field->>'value', '^([^/]+)/(\d{1,9})/(\d{1,18})(?:/(\d{1,18}))?$') AS origin
    WHERE field->>'name' = 'pulsehub-origin' AND origin IS NOT NULL
$$;

-- Whether a dead letter or an insight with these headers was computed from a record of the topic, before this place as
-- far as that can be told. One that names no origin counts as computed from anything.
CREATE FUNCTION archive.tells_of(
    headers jsonb, of_topic text, of_partition integer, of_generation bigint, before bigint
) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce((
        SELECT topic = of_topic
            AND NOT (partition = of_partition AND (generation, "offset") >= (of_generation, before))
        FROM archive.origins(headers) ORDER BY number DESC LIMIT 1), true)
$$;
