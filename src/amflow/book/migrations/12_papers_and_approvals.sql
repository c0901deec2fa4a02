-- Papers with dates and files, what others owe and decide, credit sheets, negotiation.

ALTER TABLE deal_paper ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE deal_paper ADD COLUMN dated_on TEXT;
ALTER TABLE deal_paper ADD COLUMN expires_on TEXT;
ALTER TABLE deal_paper ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
CREATE INDEX deal_paper_expires ON deal_paper (expires_on);
CREATE TABLE attachment (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    deal_id INTEGER NOT NULL REFERENCES deal (id),
    paper TEXT NOT NULL,
    name TEXT NOT NULL,
    kept TEXT NOT NULL DEFAULT '',
    path TEXT NOT NULL DEFAULT '',
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    on_date TEXT NOT NULL,
    CONSTRAINT bytes_not_negative CHECK (bytes >= 0)
) STRICT;
CREATE INDEX ix_attachment_deal_id ON attachment (deal_id);
CREATE TABLE waiting (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT 'errand',
    deal_id INTEGER REFERENCES deal (id),
    customer_id INTEGER REFERENCES customer (id),
    whom TEXT NOT NULL,
    title TEXT NOT NULL,
    stage TEXT NOT NULL DEFAULT '',
    asked_on TEXT NOT NULL,
    promised_on TEXT,
    state TEXT NOT NULL DEFAULT 'open',
    ended_on TEXT,
    answer TEXT NOT NULL DEFAULT '',
    conditions TEXT NOT NULL DEFAULT '',
    amount_minor INTEGER,
    told_on TEXT,
    touch_id INTEGER REFERENCES touch (id),
    CONSTRAINT kind_known CHECK (kind IN ('errand', 'review')),
    CONSTRAINT state_known CHECK (state IN ('open', 'answered', 'approved', 'declined', 'void', 'dropped')),
    CONSTRAINT amount_not_negative CHECK (amount_minor IS NULL OR amount_minor >= 0)
) STRICT;
CREATE INDEX waiting_state ON waiting (state, promised_on);
CREATE INDEX waiting_deal ON waiting (deal_id, state);
CREATE INDEX ix_waiting_customer_id ON waiting (customer_id);
CREATE INDEX ix_waiting_touch_id ON waiting (touch_id);
CREATE TABLE waiting_word (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    waiting_id INTEGER NOT NULL REFERENCES waiting (id),
    kind TEXT NOT NULL,
    on_date TEXT NOT NULL,
    words TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT '',
    answered_on TEXT,
    promised_on TEXT,
    CONSTRAINT kind_known CHECK (kind IN ('chase', 'question'))
) STRICT;
CREATE INDEX ix_waiting_word_waiting_id ON waiting_word (waiting_id);
CREATE TABLE credit_sheet (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    deal_id INTEGER NOT NULL REFERENCES deal (id),
    on_date TEXT NOT NULL,
    lines TEXT NOT NULL,
    complete INTEGER NOT NULL DEFAULT 0,
    suggested_minor INTEGER,
    own_minor INTEGER,
    own_why TEXT NOT NULL DEFAULT '',
    currency TEXT NOT NULL,
    CONSTRAINT suggested_not_negative CHECK (suggested_minor IS NULL OR suggested_minor >= 0),
    CONSTRAINT own_not_negative CHECK (own_minor IS NULL OR own_minor >= 0)
) STRICT;
CREATE INDEX ix_credit_sheet_deal_id ON credit_sheet (deal_id);
CREATE TABLE deal_term (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    deal_id INTEGER NOT NULL REFERENCES deal (id),
    topic TEXT NOT NULL,
    ours TEXT NOT NULL DEFAULT '',
    theirs TEXT NOT NULL DEFAULT '',
    agreed TEXT NOT NULL DEFAULT '',
    agreed_on TEXT,
    CONSTRAINT deal_term_once UNIQUE (deal_id, topic)
) STRICT;
CREATE TABLE deal_bottom (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    term_id INTEGER NOT NULL UNIQUE REFERENCES deal_term (id),
    value TEXT NOT NULL
) STRICT;
CREATE TABLE deal_concession (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    term_id INTEGER NOT NULL REFERENCES deal_term (id),
    side TEXT NOT NULL,
    on_date TEXT NOT NULL,
    words TEXT NOT NULL,
    CONSTRAINT side_known CHECK (side IN ('ours', 'theirs'))
) STRICT;
CREATE INDEX ix_deal_concession_term_id ON deal_concession (term_id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('deal_paper', 'ix_deal_paper_deal_id', '600000 4'),
    ('deal_paper', 'sqlite_autoindex_deal_paper_2', '600000 4 1'),
    ('deal_paper', 'deal_paper_expires', '600000 500'),
    ('attachment', 'ix_attachment_deal_id', '100000 2'),
    ('waiting', 'waiting_state', '100000 20000 40'),
    ('waiting', 'waiting_deal', '100000 2 2'),
    ('waiting', 'ix_waiting_customer_id', '100000 10'),
    ('waiting', 'ix_waiting_touch_id', '100000 2'),
    ('waiting_word', 'ix_waiting_word_waiting_id', '100000 2'),
    ('credit_sheet', 'ix_credit_sheet_deal_id', '50000 2'),
    ('deal_term', 'sqlite_autoindex_deal_term_2', '20000 3 1'),
    ('deal_concession', 'ix_deal_concession_term_id', '20000 3')
