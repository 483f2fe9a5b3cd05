-- What the archived events say of each person's days: one current value per user, date, vendor and metric.

CREATE TABLE hrv_daily (
    user_id     text COLLATE "C" NOT NULL,
    date        date NOT NULL,
    vendor      text COLLATE "C" NOT NULL,
    -- rmssd and sdnn in milliseconds, resting_hr in beats per minute.
    metric      text COLLATE "C" NOT NULL CHECK (metric IN ('rmssd', 'sdnn', 'resting_hr')),
    -- NULL: deleted. The row stays, so that an older value arriving late stays deleted.
    value       double precision,
    captured_at timestamptz NOT NULL,
    event_id    text COLLATE "C" NOT NULL,
    PRIMARY KEY (user_id, date, vendor, metric)
);

CREATE TABLE sleep_daily (
    user_id        text COLLATE "C" NOT NULL,
    date           date NOT NULL,
    vendor         text COLLATE "C" NOT NULL,
    metric         text COLLATE "C" NOT NULL DEFAULT 'main' CHECK (metric = 'main'),
    -- NULL: deleted, as above.
    duration_min   double precision,
    efficiency_pct double precision,
    latency_min    double precision,
    wake_count     double precision,
    captured_at    timestamptz NOT NULL,
    event_id       text COLLATE "C" NOT NULL,
    PRIMARY KEY (user_id, date, vendor, metric)
);

CREATE TABLE training_daily (
    user_id     text COLLATE "C" NOT NULL,
    date        date NOT NULL,
    event_id    text COLLATE "C" NOT NULL,
    load        double precision NOT NULL,
    captured_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, date, event_id)
);

-- The athlete's own settings: one current value per name.
CREATE TABLE profile_settings (
    user_id    text COLLATE "C" NOT NULL,
    name       text COLLATE "C" NOT NULL CHECK (name IN ('timeZone', 'sleepNeedMin', 'displayName')),
    value      text NOT NULL,
    changed_at timestamptz NOT NULL,
    event_id   text COLLATE "C" NOT NULL,
    PRIMARY KEY (user_id, name)
);
