-- Events, goals, hours of training, and the day on which each answer of a customer's file was written: of an answer
-- that is there already it is known that it is no younger than its file.

ALTER TABLE customer ADD COLUMN profile_on TEXT NOT NULL DEFAULT '{}';
ALTER TABLE note ADD COLUMN minutes INTEGER
    CONSTRAINT minutes_not_negative CHECK (minutes IS NULL OR minutes >= 0);
ALTER TABLE note ADD COLUMN link TEXT NOT NULL
    DEFAULT '';
CREATE INDEX note_kind ON note (kind, on_date);
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL,
    on_date TEXT NOT NULL,
    until_on TEXT,
    title TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    external_source TEXT,
    external_key TEXT,
    CONSTRAINT until_not_before CHECK (until_on IS NULL OR until_on >= on_date),
    CONSTRAINT event_external UNIQUE (external_source, external_key)
) STRICT;
CREATE INDEX event_day ON event (on_date);
CREATE INDEX event_until ON event (until_on);
CREATE TABLE goal (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL,
    due_on TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open',
    done_on TEXT,
    why TEXT NOT NULL DEFAULT '',
    CONSTRAINT state_known CHECK (state IN ('open', 'done', 'dropped'))
) STRICT;
CREATE INDEX goal_due ON goal (state, due_on);
CREATE INDEX goal_done ON goal (done_on);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('note', 'note_kind', '50000 6000 4'),
    ('event', 'event_day', '3000 2'),
    ('event', 'event_until', '3000 2'),
    ('goal', 'goal_due', '300 100 1'),
    ('goal', 'goal_done', '300 1')
