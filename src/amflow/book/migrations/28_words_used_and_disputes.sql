-- What was said in a talk, of the playbook's scripts and objections; and a dispute is a kind of case. SQLite cannot change
-- a check: the table is made anew, and those that point to it first, for nothing may point to what is dropped.

ALTER TABLE touch ADD COLUMN script TEXT NOT NULL DEFAULT '';
ALTER TABLE touch ADD COLUMN objection TEXT NOT NULL DEFAULT '';
CREATE INDEX touch_script ON touch (script, held_on) WHERE script <> '';
CREATE INDEX touch_objection ON touch (objection, held_on) WHERE objection <> '';
CREATE TABLE case_step_kept AS SELECT * FROM case_step;
DROP TABLE case_step;
CREATE TABLE score_kept AS SELECT * FROM score;
DROP TABLE score;
CREATE TABLE cases_kinds (
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
    CONSTRAINT kind_known CHECK (kind IN ('complaint', 'problem', 'question', 'dispute')),
    CONSTRAINT severity_known CHECK (severity IN ('low', 'normal', 'high', 'urgent')),
    CONSTRAINT state_known CHECK (state IN ('open', 'resolved'))
) STRICT;
INSERT INTO cases_kinds (id, uid, created_at, updated_at, owner, customer_id, deal_id, product_id, title, kind,
    severity, state, opened_on, opened_at, answered_on, answered_at, resolved_on, resolved_at, answer_by, solve_by,
    breaks_at, escalated_to, reported_on) SELECT id, uid, created_at, updated_at, owner, customer_id, deal_id,
    product_id, title, kind, severity, state, opened_on, opened_at, answered_on, answered_at, resolved_on,
    resolved_at, answer_by, solve_by, breaks_at, escalated_to, reported_on FROM cases;
DROP TABLE cases;
ALTER TABLE cases_kinds RENAME TO cases;
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
INSERT INTO case_step (id, uid, created_at, updated_at, owner, case_id, kind, on_date, at_time, text, whom, touch_id)
    SELECT id, uid, created_at, updated_at, owner, case_id, kind, on_date, at_time, text, whom, touch_id FROM
    case_step_kept;
DROP TABLE case_step_kept;
CREATE INDEX case_step_case ON case_step (case_id, on_date, at_time);
CREATE INDEX ix_case_step_touch_id ON case_step (touch_id);
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
    case_id INTEGER REFERENCES cases (id),
    CONSTRAINT scale_known CHECK (scale IN ('csat', 'nps')),
    CONSTRAINT value_on_scale CHECK (value BETWEEN 0 AND 10 AND (scale = 'nps' OR value BETWEEN 1 AND 5))
) STRICT;
INSERT INTO score (id, uid, created_at, updated_at, owner, customer_id, scale, value, on_date, touch_id, why, case_id)
    SELECT id, uid, created_at, updated_at, owner, customer_id, scale, value, on_date, touch_id, why, case_id FROM
    score_kept;
DROP TABLE score_kept;
CREATE INDEX ix_score_touch_id ON score (touch_id);
CREATE INDEX score_customer ON score (customer_id, on_date);
CREATE INDEX score_day ON score (on_date, scale, value);
CREATE INDEX ix_score_case_id ON score (case_id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('touch', 'touch_script', '200000 20000 100'),
    ('touch', 'touch_objection', '100000 5000 25'),
    ('cases', 'cases_customer', '50000 2 2 1'),
    ('cases', 'cases_open', '50000 25000 1'),
    ('cases', 'cases_opened', '50000 30'),
    ('cases', 'cases_resolved', '50000 30'),
    ('cases', 'ix_cases_deal_id', '50000 3'),
    ('cases', 'ix_cases_product_id', '50000 1000'),
    ('case_step', 'case_step_case', '200000 4 2 1'),
    ('case_step', 'ix_case_step_touch_id', '200000 8'),
    ('score', 'ix_score_case_id', '100000 20'),
    ('score', 'ix_score_touch_id', '100000 2'),
    ('score', 'score_customer', '100000 3 1'),
    ('score', 'score_day', '100000 60 40 10');
