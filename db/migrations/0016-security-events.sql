-- Who was refused, and who changed what: append-only, in bounded space (docs/operations.md).

CREATE TABLE access.security_events (
    -- Random: tells events of one instant apart, and lets a batch be written again after an answer was lost.
    event_id bigint      NOT NULL,
    -- Equal events of one minute are one row.
    first_at timestamptz NOT NULL,
    last_at  timestamptz NOT NULL,
    count    bigint      NOT NULL CHECK (count > 0),
    process  text        COLLATE "C" NOT NULL,
    kind     text        COLLATE "C" NOT NULL CHECK (kind IN (
        'login_refused', 'access_refused', 'admin_token_refused', 'team_changed', 'person_erased')),
    outcome  text        COLLATE "C" NOT NULL CHECK (outcome IN ('refused', 'done', 'failed')),
    -- The subject of a verified token; NULL where nobody is known.
    actor    text        COLLATE "C",
    roles    text        COLLATE "C",
    -- Method and route.
    action   text        NOT NULL,
    -- The person, and the team, that it was about.
    subject  text        COLLATE "C",
    team_id  text        COLLATE "C",
    -- Why it was refused, or the id of an erasure.
    detail   text,
    address  text        COLLATE "C",
    PRIMARY KEY (first_at, event_id)
);

-- For the erasure of a person, and to be asked about one.
CREATE INDEX security_events_actor ON access.security_events (actor) WHERE actor IS NOT NULL;
CREATE INDEX security_events_subject ON access.security_events (subject) WHERE subject IS NOT NULL;

CREATE FUNCTION access.keep_security_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('access.removes_security_events', true) = 'yes' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'access.security_events is append-only: rows leave by access.drop_security_events() and '
        'access.forget_security_events() alone';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access.security_events
    FOR EACH STATEMENT EXECUTE FUNCTION access.keep_security_events();

-- Retention. What is younger than a week stays, whoever asks.
CREATE FUNCTION access.drop_security_events(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SET access.removes_security_events = 'yes' AS $$
DECLARE
    dropped bigint;
BEGIN
    DELETE FROM access.security_events WHERE last_at < least(before, now() - interval '7 days');
    GET DIAGNOSTICS dropped = ROW_COUNT;
    RETURN dropped;
END $$;

-- Erasure: what happened stays, whom it names does not.
CREATE FUNCTION access.forget_security_events(person text) RETURNS bigint
LANGUAGE plpgsql SET access.removes_security_events = 'yes' AS $$
DECLARE
    forgotten bigint;
BEGIN
    WITH gone AS (
        DELETE FROM access.security_events WHERE actor = person OR subject = person RETURNING *)
    INSERT INTO access.security_events (
        event_id, first_at, last_at, count, process, kind, outcome, actor, roles, action, subject, team_id, detail, address)
    SELECT event_id, first_at, last_at, count, process, kind, outcome,
        CASE WHEN actor = person THEN '(erased)' ELSE actor END, roles, action,
        CASE WHEN subject = person THEN '(erased)' ELSE subject END, team_id, detail,
        CASE WHEN actor = person THEN NULL ELSE address END
    FROM gone;
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    RETURN forgotten;
END $$;
