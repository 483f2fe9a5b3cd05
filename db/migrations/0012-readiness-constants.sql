-- The constants that scores were brought up to: each change of them is rescored once, whoever notices it.

CREATE TABLE readiness_constants (
    -- The commit that brought them, and the first date that they count for.
    config_commit text        COLLATE "C" NOT NULL,
    first_date    date        NOT NULL,
    noticed_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (config_commit, first_date)
);

GRANT SELECT ON readiness_constants TO analyst;
