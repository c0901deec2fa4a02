-- Messages: drafts with words of their own, and what was marked sent.

CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    rule TEXT NOT NULL DEFAULT '',
    for_date TEXT,
    category TEXT NOT NULL DEFAULT '',
    template TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'draft',
    sent_on TEXT,
    sent_at TEXT NOT NULL DEFAULT '',
    touch_id INTEGER REFERENCES touch (id),
    why TEXT NOT NULL DEFAULT '',
    CONSTRAINT state_known CHECK (state IN ('draft', 'sent', 'skipped'))
) STRICT;
CREATE INDEX ix_message_touch_id ON message (touch_id);
CREATE INDEX message_customer ON message (customer_id, state, rule, for_date);
CREATE INDEX message_drafts ON message (rule, customer_id) WHERE state = 'draft';
CREATE INDEX message_state ON message (state, sent_on, category);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('message', 'ix_message_touch_id', '200000 1'),
    ('message', 'message_drafts', '100 10 1'),
    ('message', 'message_customer', '200000 3 3 1 1'),
    ('message', 'message_state', '200000 66667 130 22')
