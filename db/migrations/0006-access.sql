-- Who may see whose data, and who did look. Of people nothing but their ids stands here.
--
-- The role analyst has no right to this schema: analyses need no names of those who looked or who share.

CREATE SCHEMA access;

CREATE TABLE access.teams (
    team_id    text COLLATE "C" PRIMARY KEY,
    name       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE access.members (
    team_id   text COLLATE "C" NOT NULL REFERENCES access.teams ON DELETE CASCADE,
    user_id   text COLLATE "C" NOT NULL,
    role      text COLLATE "C" NOT NULL CHECK (role IN ('athlete', 'coach')),
    joined_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (team_id, user_id)
);

CREATE INDEX members_user ON access.members (user_id);

-- A row is a consent; without one the signal is withheld. Who leaves a team takes the consents along: coming back
-- starts with none.
CREATE TABLE access.consents (
    team_id  text COLLATE "C" NOT NULL,
    user_id  text COLLATE "C" NOT NULL,
    signal   text COLLATE "C" NOT NULL CHECK (signal IN ('hrv', 'sleep', 'activity', 'readiness')),
    given_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (team_id, user_id, signal),
    FOREIGN KEY (team_id, user_id) REFERENCES access.members ON DELETE CASCADE
);

-- A missing row, or NULL: never.
CREATE TABLE access.alerts (
    user_id             text COLLATE "C" PRIMARY KEY,
    sleep_debt_minutes  integer CHECK (sleep_debt_minutes BETWEEN 1 AND 1200),
    readiness_below     integer CHECK (readiness_below BETWEEN 1 AND 100)
);

-- Every read of another person's data.
CREATE TABLE access.reads (
    subject_id text        COLLATE "C" NOT NULL,
    read_at    timestamptz NOT NULL,
    -- Random: tells reads of one instant apart, and lets a batch be written again after an answer was lost.
    read_id    bigint      NOT NULL,
    reader_id  text        COLLATE "C" NOT NULL,
    -- As what the reader was let in.
    reader_role text      COLLATE "C" NOT NULL CHECK (reader_role IN ('coach', 'service', 'admin')),
    signals    text[]      NOT NULL,
    -- The address that the connection came from; NULL where there was none.
    address    text        COLLATE "C",
    -- The order of the question "who looked at me", newest first; as few indexes as can be, since every read of a team writes here.
    PRIMARY KEY (subject_id, read_at, read_id)
);

CREATE INDEX reads_time ON access.reads USING brin (read_at);

-- For the erasure of a reader.
CREATE INDEX reads_reader ON access.reads (reader_id);

CREATE FUNCTION access.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'access.reads is append-only';
END $$;

-- Rows leave by retention and by erasure only, so DELETE stays possible.
CREATE TRIGGER append_only BEFORE UPDATE ON access.reads
    FOR EACH STATEMENT EXECUTE FUNCTION access.refuse_change();

-- Moves with every change of the rules, in the transaction of the change: whoever sees it moved sees the change as well.
-- A sequence would move before the commit.
CREATE TABLE access.generation (
    one   boolean PRIMARY KEY DEFAULT true CHECK (one),
    value bigint NOT NULL
);

INSERT INTO access.generation (value) VALUES (0);

CREATE FUNCTION access.move_generation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE access.generation SET value = value + 1;
    RETURN NULL;
END $$;

CREATE TRIGGER move_generation AFTER INSERT OR UPDATE OR DELETE ON access.members
    FOR EACH STATEMENT EXECUTE FUNCTION access.move_generation();
CREATE TRIGGER move_generation AFTER INSERT OR UPDATE OR DELETE ON access.consents
    FOR EACH STATEMENT EXECUTE FUNCTION access.move_generation();
CREATE TRIGGER move_generation AFTER INSERT OR UPDATE OR DELETE ON access.alerts
    FOR EACH STATEMENT EXECUTE FUNCTION access.move_generation();
