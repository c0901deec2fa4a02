-- What is said and decided in meetings, and written in analyses.

CREATE TABLE report_word (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL,
    on_date TEXT NOT NULL,
    part TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL,
    who TEXT NOT NULL DEFAULT '',
    task_id INTEGER REFERENCES task (id),
    CONSTRAINT kind_known CHECK (kind IN ('comment', 'decision', 'analysis'))
) STRICT;
CREATE INDEX report_word_kind ON report_word (kind, on_date);
CREATE INDEX ix_report_word_task_id ON report_word (task_id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('report_word', 'report_word_kind', '1000 300 3'),
    ('report_word', 'ix_report_word_task_id', '1000 2')
