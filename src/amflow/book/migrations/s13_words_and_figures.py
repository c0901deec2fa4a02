"""Steps 13 to 21: messages, cases, words of reports, whole plans, figures and targets."""

# 13. Messages: drafts with words of their own, and what was marked sent.
MESSAGES_KEPT = """
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
"""

# 14. What customers complain of and what was done about it, and who looked at the register.
_CASE_STEPS = "'opened', 'answered', 'noted', 'escalated', 'reported', 'resolved', 'reopened', 'changed'"
CASES_AND_REGISTER = f"""
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
    CONSTRAINT kind_known CHECK (kind IN ({_CASE_STEPS}))
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
"""

# 15. What is said and decided in meetings, and written in analyses.
WORDS_OF_REPORTS = """
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
"""

# 16. Lines of the plan about anything that has a reference, their sort and their order; which deals close soon.
WHOLE_PLANS = """
ALTER TABLE plan_line ADD COLUMN ref TEXT NOT NULL
    DEFAULT '';
ALTER TABLE plan_line ADD COLUMN kind TEXT NOT NULL
    DEFAULT '';
ALTER TABLE plan_line ADD COLUMN place INTEGER NOT NULL
    DEFAULT 0;
CREATE INDEX ix_plan_line_ref ON plan_line (ref);
CREATE INDEX deal_closing ON deal (state, expected_on);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('deal', 'deal_closing', '200000 66667 300');
"""

# 17. What is measured outside, causes and remedies of gaps, summaries that are final.
FIGURES_LOOKED_BACK = """
CREATE TABLE measure (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    metric TEXT NOT NULL,
    on_date TEXT NOT NULL,
    customer_id INTEGER REFERENCES customer (id),
    value INTEGER NOT NULL,
    whole INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '',
    CONSTRAINT value_not_negative CHECK (value >= 0),
    CONSTRAINT whole_not_negative CHECK (whole >= 0)
) STRICT;
CREATE INDEX measure_metric ON measure (metric, on_date);
CREATE INDEX measure_day ON measure (on_date);
CREATE INDEX ix_measure_customer_id ON measure (customer_id);
CREATE TABLE gap (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    metric TEXT NOT NULL,
    period TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    cause TEXT NOT NULL,
    remedy TEXT NOT NULL,
    by_on TEXT NOT NULL,
    task_id INTEGER REFERENCES task (id),
    result TEXT NOT NULL DEFAULT '',
    result_on TEXT,
    CONSTRAINT gap_once UNIQUE (metric, period, starts_on)
) STRICT;
CREATE INDEX gap_period ON gap (period, starts_on);
CREATE INDEX ix_gap_task_id ON gap (task_id);
CREATE TABLE final_summary (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    period TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    final_on TEXT NOT NULL,
    title TEXT NOT NULL,
    document TEXT NOT NULL,
    CONSTRAINT final_summary_once UNIQUE (period, starts_on, ends_on)
) STRICT;
CREATE INDEX orders_promised ON orders (promised_on);
CREATE INDEX holding_sold ON holding (sold_on);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('measure', 'measure_metric', '50000 5000 3'),
    ('measure', 'measure_day', '50000 30'),
    ('measure', 'ix_measure_customer_id', '50000 5'),
    ('gap', 'gap_period', '2000 700 4'),
    ('gap', 'ix_gap_task_id', '2000 1'),
    ('gap', 'sqlite_autoindex_gap_2', '2000 100 40 1'),
    ('orders', 'orders_promised', '200000 110'),
    ('holding', 'holding_sold', '300000 170')
"""

# 18. Targets of a product, a line, a tier; stretch targets.
TARGETS_OF_PARTS = """
CREATE TABLE target_wider (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    metric TEXT NOT NULL,
    period TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    value INTEGER NOT NULL,
    scope TEXT NOT NULL DEFAULT '',
    part TEXT NOT NULL DEFAULT '',
    level TEXT NOT NULL DEFAULT 'base',
    CONSTRAINT value_not_negative CHECK (value >= 0),
    CONSTRAINT target_once UNIQUE (metric, period, starts_on, scope, part, level),
    CONSTRAINT period_known CHECK (period IN ('day', 'week', 'month', 'quarter', 'year')),
    CONSTRAINT scope_known CHECK (scope IN ('', 'product', 'line', 'tier')),
    CONSTRAINT level_known CHECK (level IN ('base', 'stretch'))
) STRICT;
INSERT INTO target_wider (id, uid, created_at, updated_at, owner, metric, period, starts_on, value)
    SELECT id, uid, created_at, updated_at, owner, metric, period, starts_on, value FROM target;
DROP TABLE target;
ALTER TABLE target_wider RENAME TO target;
"""

# 19. Which papers expire soon, from their index alone, without reading each.
PAPERS_EXPIRING = """
DROP INDEX deal_paper_expires;
CREATE INDEX deal_paper_expires ON deal_paper (expires_on, state, counted, deal_id);
DELETE FROM sqlite_stat1 WHERE idx = 'deal_paper_expires';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('deal_paper', 'deal_paper_expires', '600000 500 400 400 1');
"""

# 20. What visitors came for.
BUSINESS_HANDLED = """
ALTER TABLE reception ADD COLUMN service TEXT NOT NULL DEFAULT '';
CREATE INDEX reception_handled ON reception (on_date, service) WHERE service <> '';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('reception', 'reception_handled', '100000 60 10')
"""

# 21. The hour at which a line of the plan was accepted.
PLANNED_HOURS = "ALTER TABLE plan_line ADD COLUMN at_time TEXT NOT NULL DEFAULT ''"
