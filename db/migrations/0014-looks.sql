-- One look at other people's data is one row, whatever the number of people in it: a coach's table of fifty wrote fifty rows
-- at every look. And what somebody wants to be told of is counted apart, since it decides nothing about who may see what.
--
-- Copies the rows of the old form; the API must be stopped or be this version, or its records wait until it is.

-- Everybody who was ever looked at, under a number: a row of reads then has eight bytes for each. Erasure takes the name
-- away, and what is left in the rows is nobody's.
CREATE TABLE access.people (
    person  bigint GENERATED ALWAYS AS IDENTITY,
    user_id text   COLLATE "C" PRIMARY KEY,
    UNIQUE (person) INCLUDE (user_id)
);

-- What was shown of a person, as one number: the sum of 1 hrv, 2 sleep, 4 activity, 8 readiness.
CREATE FUNCTION access.signal_names(shown smallint) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg(name ORDER BY bit), '{}')
    FROM (VALUES (1, 'hrv'), (2, 'sleep'), (4, 'activity'), (8, 'readiness')) AS signal (bit, name)
    WHERE shown & bit <> 0
$$;

ALTER TABLE access.reads RENAME TO reads_of_one;
ALTER INDEX access.reads_time RENAME TO reads_of_one_time;
ALTER INDEX access.reads_reader RENAME TO reads_of_one_reader;
ALTER TABLE access.reads_of_one RENAME CONSTRAINT reads_pkey TO reads_of_one_pkey;
ALTER TABLE access.reads_of_one RENAME CONSTRAINT reads_reader_role_check TO reads_of_one_reader_role_check;

-- Every look at other people's data.
CREATE TABLE access.reads (
    read_at     timestamptz NOT NULL,
    -- Random: tells looks of one instant apart, and lets a batch be written again after an answer was lost.
    read_id     bigint      NOT NULL,
    reader_id   text        COLLATE "C" NOT NULL,
    -- As what the reader was let in.
    reader_role text        COLLATE "C" NOT NULL CHECK (reader_role IN ('coach', 'service', 'admin')),
    -- The address that the connection came from; NULL where there was none.
    address     text        COLLATE "C",
    -- The numbers of the people of whom anything was shown, and at the same places what.
    subjects    bigint[]    NOT NULL,
    shown       smallint[]  NOT NULL CHECK (cardinality(shown) = cardinality(subjects)),
    PRIMARY KEY (read_at, read_id)
);

-- For the question "who looked at me" of somebody who was looked at seldom; for others the key, backwards.
CREATE INDEX reads_subjects ON access.reads USING gin (subjects);

-- For the erasure of a reader.
CREATE INDEX reads_reader ON access.reads (reader_id);

INSERT INTO access.people (user_id) SELECT DISTINCT subject_id FROM access.reads_of_one;

INSERT INTO access.reads (read_at, read_id, reader_id, reader_role, address, subjects, shown)
SELECT old.read_at, old.read_id, min(old.reader_id), min(old.reader_role), min(old.address),
    array_agg(people.person),
    array_agg((('hrv' = ANY(old.signals))::int + 2 * ('sleep' = ANY(old.signals))::int
        + 4 * ('activity' = ANY(old.signals))::int + 8 * ('readiness' = ANY(old.signals))::int)::smallint)
FROM access.reads_of_one AS old JOIN access.people ON people.user_id = old.subject_id
GROUP BY old.read_at, old.read_id;

DROP TABLE access.reads_of_one;

-- Rows leave by retention and by erasure only, so DELETE stays possible.
CREATE TRIGGER append_only BEFORE UPDATE ON access.reads
    FOR EACH STATEMENT EXECUTE FUNCTION access.refuse_change();

ALTER TABLE access.generation ADD COLUMN alerts bigint NOT NULL DEFAULT 0;

CREATE FUNCTION access.move_alerts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE access.generation SET alerts = alerts + 1;
    RETURN NULL;
END $$;

DROP TRIGGER move_generation ON access.alerts;
CREATE TRIGGER move_alerts AFTER INSERT OR UPDATE OR DELETE ON access.alerts
    FOR EACH STATEMENT EXECUTE FUNCTION access.move_alerts();
