-- Which events changed a score, date by date: several where one batch brought several rows that its windows hold.

ALTER TABLE readiness_snapshots
    -- The last of them, at most eight, in the order in which they took effect; "cause" is the last one. Empty for scores
    -- older than this column.
    ADD COLUMN causes      text[]  COLLATE "C" NOT NULL DEFAULT '{}',
    -- All of them.
    ADD COLUMN cause_count integer NOT NULL DEFAULT 0;

ALTER TABLE readiness_revisions
    ADD COLUMN causes      text[]  COLLATE "C" NOT NULL DEFAULT '{}',
    ADD COLUMN cause_count integer NOT NULL DEFAULT 0;

CREATE OR REPLACE FUNCTION keep_readiness_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.revision := OLD.revision + 1;
    INSERT INTO readiness_revisions (
        user_id, date, revision, previous_score, previous_band, previous_confidence_level, previous_document,
        previous_config_commit, score, band, confidence_level, config_commit, cause, causes, cause_count, origin_topic,
        origin_partition, origin_offset, origin_generation)
    VALUES (
        NEW.user_id, NEW.date, NEW.revision, OLD.score, OLD.band, OLD.confidence_level, OLD.document,
        OLD.config_commit, NEW.score, NEW.band, NEW.confidence_level, NEW.config_commit, NEW.cause, NEW.causes,
        NEW.cause_count, NEW.origin_topic, NEW.origin_partition, NEW.origin_offset, NEW.origin_generation);
    RETURN NEW;
END $$;
