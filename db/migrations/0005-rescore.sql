-- Scores of dates that the stream processor no longer holds the rows of, and the history of every score.

-- Who must be rescored from the daily tables, and which dates: the stream processor names them in insights.updated, the
-- archiver writes them here together with the snapshots of the same message, and the rescorer takes them.
CREATE TABLE rescore_queue (
    user_id          text COLLATE "C" PRIMARY KEY,
    -- Both included; a new request widens the range.
    first_date       date NOT NULL,
    last_date        date NOT NULL,
    -- The id of the event that asked for it, the last one where several did.
    cause            text COLLATE "C" NOT NULL,
    -- The record of that event. Nobody may begin before the archive holds it: the daily tables would lack its row.
    origin_topic     text COLLATE "C" NOT NULL,
    origin_partition integer NOT NULL,
    origin_offset    bigint NOT NULL,
    queued_at        timestamptz NOT NULL DEFAULT now(),
    CHECK (first_date <= last_date)
);

CREATE INDEX rescore_queue_order ON rescore_queue (queued_at, user_id);

ALTER TABLE readiness_snapshots
    -- How often the date's score has changed since it was first told.
    ADD COLUMN revision integer NOT NULL DEFAULT 0,
    -- The id of the event to which the score owes its present value; NULL for scores older than this column.
    ADD COLUMN cause text COLLATE "C";

-- Why a score changed: one row for each change of a snapshot.
CREATE TABLE readiness_revisions (
    user_id                   text COLLATE "C" NOT NULL,
    date                      date NOT NULL,
    -- From 1, without gaps.
    revision                  integer NOT NULL,
    previous_score            integer,
    previous_band             text,
    previous_confidence_level text NOT NULL,
    -- The whole earlier result, so that components and drivers can be compared.
    previous_document         json NOT NULL,
    previous_config_commit    text,
    score                     integer,
    band                      text,
    confidence_level          text NOT NULL,
    config_commit             text,
    -- The id of the event that changed it: archive.events has it in payload->>'id'.
    cause                     text COLLATE "C",
    -- The record that the new score was computed from.
    origin_topic              text COLLATE "C" NOT NULL,
    origin_partition          integer NOT NULL,
    origin_offset             bigint NOT NULL,
    revised_at                timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, date, revision)
);

-- A trigger and not the writers: archiver and rescorer may write one user at the same time, and whoever comes second must
-- record what it really replaces. A message that is delivered again changes no document and so makes no revision.
CREATE FUNCTION keep_readiness_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.revision := OLD.revision + 1;
    INSERT INTO readiness_revisions (
        user_id, date, revision, previous_score, previous_band, previous_confidence_level, previous_document,
        previous_config_commit, score, band, confidence_level, config_commit, cause, origin_topic, origin_partition,
        origin_offset)
    VALUES (
        NEW.user_id, NEW.date, NEW.revision, OLD.score, OLD.band, OLD.confidence_level, OLD.document,
        OLD.config_commit, NEW.score, NEW.band, NEW.confidence_level, NEW.config_commit, NEW.cause, NEW.origin_topic,
        NEW.origin_partition, NEW.origin_offset);
    RETURN NEW;
END $$;

CREATE TRIGGER keep_revision BEFORE UPDATE ON readiness_snapshots
    FOR EACH ROW WHEN (OLD.document::text IS DISTINCT FROM NEW.document::text)
    EXECUTE FUNCTION keep_readiness_revision();

-- The default privileges of 0004 hold only for tables of the role that ran it.
GRANT SELECT ON rescore_queue, readiness_revisions TO analyst;
