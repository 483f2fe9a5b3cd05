-- The right to erasure: what remains of a person who was erased, and how the archive finds what must go.

-- Each erasure that the archive has carried out: the audit record. It says nothing of whom.
CREATE TABLE archive.erasures (
    topic       text        COLLATE "C" NOT NULL,
    partition   integer     NOT NULL,
    -- The null value that asked for it. Everything of this key before it is gone.
    "offset"    bigint      NOT NULL,
    -- A random UUID, the same in every topic: who asked for it was told this id.
    erasure_id  text        COLLATE "C" NOT NULL,
    kafka_time  timestamptz NOT NULL,
    -- Archived records that were deleted.
    records     bigint      NOT NULL,
    erased_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition, "offset")
);

CREATE INDEX erasures_id ON archive.erasures (erasure_id);

-- Records of other partitions that were erased before the archive came to them: their moved copy, or their dead letter, was
-- erased and named them. Each is taken out again when its record comes, which is then not kept.
CREATE TABLE archive.erased_ahead (
    topic     text    COLLATE "C" NOT NULL,
    partition integer NOT NULL,
    "offset"  bigint  NOT NULL,
    PRIMARY KEY (topic, partition, "offset")
);

-- Valid events are found by events_user. These are the others of a key: dead letters, vendor data, refused records.
CREATE INDEX events_key ON archive.events (key) WHERE user_id IS NULL AND key IS NOT NULL;

-- Every place that the headers of a moved or parked record name, the first place first.
CREATE FUNCTION archive.origins(headers jsonb)
RETURNS TABLE (topic text, partition bigint, "offset" bigint, number bigint) LANGUAGE sql IMMUTABLE AS $$
    SELECT origin[1], origin[2]::bigint, origin[3]::bigint, header.number
    FROM jsonb_array_elements(headers) WITH ORDINALITY AS header (field, number),
        regexp_match(field->>'value', '^([^/]+)/(\d{1,9})/(\d{1,18})$') AS origin
    WHERE field->>'name' = 'pulsehub-origin' AND origin IS NOT NULL
$$;

-- Whether a dead letter or an insight with these headers was computed from a record of the topic, before this place as
-- far as that can be told. One that names no origin counts as computed from anything.
CREATE FUNCTION archive.tells_of(headers jsonb, of_topic text, of_partition integer, before bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce((
        SELECT topic = of_topic AND NOT (partition = of_partition AND "offset" >= before)
        FROM archive.origins(headers) ORDER BY number DESC LIMIT 1), true)
$$;

GRANT SELECT ON archive.erasures TO analyst;
