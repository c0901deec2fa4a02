-- What customers answered, and how they rated: needs, callbacks, satisfaction.

CREATE TABLE answer (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    about TEXT NOT NULL,
    question TEXT NOT NULL,
    value TEXT NOT NULL,
    on_date TEXT NOT NULL,
    touch_id INTEGER REFERENCES touch (id),
    CONSTRAINT about_known CHECK (about IN ('needs', 'callback'))
) STRICT;
CREATE INDEX answer_customer ON answer (customer_id, about, question, on_date);
CREATE INDEX ix_answer_touch_id ON answer (touch_id);
CREATE TABLE score (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    scale TEXT NOT NULL,
    value INTEGER NOT NULL,
    on_date TEXT NOT NULL,
    touch_id INTEGER REFERENCES touch (id),
    why TEXT NOT NULL DEFAULT '',
    CONSTRAINT scale_known CHECK (scale IN ('csat', 'nps')),
    CONSTRAINT value_on_scale CHECK (value BETWEEN 0 AND 10 AND (scale = 'nps' OR value BETWEEN 1 AND 5))
) STRICT;
CREATE INDEX ix_score_touch_id ON score (touch_id);
CREATE INDEX score_customer ON score (customer_id, on_date);
CREATE INDEX score_day ON score (on_date, scale, value);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('answer', 'answer_customer', '300000 6 5 1 1'),
    ('answer', 'ix_answer_touch_id', '300000 4'),
    ('score', 'ix_score_touch_id', '100000 2'),
    ('score', 'score_customer', '100000 3 1'),
    ('score', 'score_day', '100000 60 40 10')
