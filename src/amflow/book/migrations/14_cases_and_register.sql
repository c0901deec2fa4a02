-- What customers complain of and what was done about it, and who looked at the register.

CREATE TABLE cases (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    deal_id INTEGER REFERENCES deal (id),
    product_id INTEGER REFERENCES product (id),
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    severity TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open',
    opened_on TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    answered_on TEXT,
    answered_at TEXT NOT NULL DEFAULT '',
    resolved_on TEXT,
    resolved_at TEXT NOT NULL DEFAULT '',
    answer_by TEXT NOT NULL DEFAULT '',
    solve_by TEXT NOT NULL DEFAULT '',
    breaks_at TEXT NOT NULL DEFAULT '',
    escalated_to TEXT NOT NULL DEFAULT '',
    reported_on TEXT,
    CONSTRAINT kind_known CHECK (kind IN ('complaint', 'problem', 'question')),
    CONSTRAINT severity_known CHECK (severity IN ('low', 'normal', 'high', 'urgent')),
    CONSTRAINT state_known CHECK (state IN ('open', 'resolved'))
) STRICT;
CREATE INDEX cases_customer ON cases (customer_id, state, opened_on);
CREATE INDEX cases_open ON cases (state, breaks_at);
CREATE INDEX cases_opened ON cases (opened_on);
CREATE INDEX cases_resolved ON cases (resolved_on);
CREATE INDEX ix_cases_deal_id ON cases (deal_id);
CREATE INDEX ix_cases_product_id ON cases (product_id);
CREATE TABLE case_step (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    case_id INTEGER NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL,
    on_date TEXT NOT NULL,
    at_time TEXT NOT NULL,
    text TEXT NOT NULL DEFAULT '',
    whom TEXT NOT NULL DEFAULT '',
    touch_id INTEGER REFERENCES touch (id),
    CONSTRAINT kind_known CHECK (kind IN ('opened', 'answered', 'noted', 'escalated', 'reported', 'resolved', 'reopened', 'changed'))
) STRICT;
CREATE INDEX case_step_case ON case_step (case_id, on_date, at_time);
CREATE INDEX ix_case_step_touch_id ON case_step (touch_id);
ALTER TABLE score ADD COLUMN case_id INTEGER REFERENCES cases (id);
CREATE INDEX ix_score_case_id ON score (case_id);
CREATE TABLE access (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    on_date TEXT NOT NULL,
    at_time TEXT NOT NULL,
    kind TEXT NOT NULL,
    command TEXT NOT NULL,
    who TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '',
    unmasked INTEGER NOT NULL DEFAULT 0,
    before TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT kind_known CHECK (kind IN ('open', 'close', 'list', 'export', 'check'))
) STRICT;
CREATE INDEX access_kind ON access (kind, id);
CREATE INDEX access_day ON access (on_date);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('cases', 'cases_customer', '50000 2 2 1'),
    ('cases', 'cases_open', '50000 25000 1'),
    ('cases', 'cases_opened', '50000 30'),
    ('cases', 'cases_resolved', '50000 30'),
    ('cases', 'ix_cases_deal_id', '50000 3'),
    ('cases', 'ix_cases_product_id', '50000 1000'),
    ('case_step', 'case_step_case', '200000 4 2 1'),
    ('case_step', 'ix_case_step_touch_id', '200000 8'),
    ('score', 'ix_score_case_id', '100000 20'),
    ('access', 'access_kind', '200000 40000 1'),
    ('access', 'access_day', '200000 120')
