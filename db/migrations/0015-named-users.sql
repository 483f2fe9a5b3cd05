-- A record that cannot be used may name a person whose key it does not have: a key that is not the subject, an envelope that
-- is broken. The archive keeps the names beside it, so that erasures and exports find it.

ALTER TABLE archive.events ADD COLUMN names text[] COLLATE "C";
ALTER TABLE archive.dead_letters ADD COLUMN names text[] COLLATE "C";

-- The names in the text of a value, as the archiver finds them: at most 8, of at most 128 bytes.
CREATE FUNCTION archive.names(value text, headers jsonb) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    literal text;
    name    text;
    names   text[] := '{}';
BEGIN
    FOR literal IN
        SELECT to_json(field->>'value')::text FROM jsonb_array_elements(headers) AS field
        WHERE lower(field->>'name') = 'ce_subject' AND field ? 'value'
        UNION ALL
        SELECT member[1] FROM regexp_matches(
            left(value, 65536), '"(?:subject|userId|user_id)"\s*:\s*("(?:[^"\\]|\\.)*")', 'g') AS member
    LOOP
        BEGIN
            name := literal::jsonb #>> '{}';
        EXCEPTION WHEN data_exception THEN
            CONTINUE;
        END;
        CONTINUE WHEN name IS NULL OR octet_length(name) NOT BETWEEN 1 AND 128 OR name = ANY (names);
        names := names || name;
        EXIT WHEN cardinality(names) = 8;
    END LOOP;
    RETURN nullif(names, '{}');
END $$;

-- The text of bytes; NULL where they are none.
CREATE FUNCTION archive.text_of(bytes bytea) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN convert_from(bytes, 'UTF8');
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END $$;

UPDATE archive.events SET names = archive.names(coalesce(payload::text, archive.text_of(raw)), headers)
WHERE rejection IS NOT NULL OR topic = 'dead-letter';

UPDATE archive.dead_letters AS d SET names = e.names
FROM archive.events AS e
WHERE e.topic = 'dead-letter' AND e.partition = d.partition AND e."offset" = d."offset" AND e.generation = d.generation
    AND e.names IS NOT NULL;

DROP FUNCTION archive.names(text, jsonb);
DROP FUNCTION archive.text_of(bytea);

CREATE INDEX events_names ON archive.events USING gin (names) WHERE names IS NOT NULL;
CREATE INDEX dead_letters_names ON archive.dead_letters USING gin (names) WHERE names IS NOT NULL;
