-- People, deals, touches, tasks, the day and its plan, targets, and the journal of every change.

CREATE TABLE customer (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT 'person',
    status TEXT NOT NULL DEFAULT 'customer',
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    salutation TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    phone_key TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    organisation_id INTEGER REFERENCES customer (id),
    role TEXT NOT NULL DEFAULT '',
    tier TEXT NOT NULL DEFAULT '',
    intent TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    signal TEXT NOT NULL DEFAULT '',
    segment TEXT NOT NULL DEFAULT '',
    referrer_id INTEGER REFERENCES customer (id),
    impression TEXT NOT NULL DEFAULT '',
    birthday TEXT NOT NULL DEFAULT '',
    birthday_md TEXT NOT NULL DEFAULT '',
    assets_minor INTEGER,
    currency TEXT NOT NULL DEFAULT '',
    profile TEXT NOT NULL DEFAULT '{}',
    no_contact INTEGER NOT NULL DEFAULT 0,
    added_on TEXT NOT NULL,
    lead_on TEXT,
    converted_on TEXT,
    dropped_on TEXT,
    dropped_why TEXT NOT NULL DEFAULT '',
    client_since TEXT,
    last_touch_on TEXT,
    quiet_since TEXT NOT NULL,
    external_source TEXT,
    external_key TEXT,
    CONSTRAINT customer_external UNIQUE (external_source, external_key),
    CONSTRAINT status_known CHECK (status IN ('lead', 'customer', 'dropped', 'removed')),
    CONSTRAINT salutation_known CHECK (salutation IN ('', 'ms', 'mr')),
    CONSTRAINT kind_known CHECK (kind IN ('person', 'organisation'))
) STRICT;
CREATE INDEX customer_added ON customer (added_on);
CREATE INDEX customer_converted ON customer (converted_on);
CREATE INDEX customer_dropped ON customer (dropped_on);
CREATE INDEX customer_clients ON customer (tier, quiet_since)
    WHERE status = 'customer' AND no_contact = 0 AND client_since IS NOT NULL;
CREATE INDEX customer_prospects ON customer (tier, quiet_since)
    WHERE status = 'customer' AND no_contact = 0 AND client_since IS NULL AND intent = '';
CREATE INDEX customer_intents ON customer (intent, quiet_since, tier, client_since)
    WHERE status IN ('customer', 'lead') AND no_contact = 0 AND intent <> '';
CREATE INDEX customer_leads ON customer (status, lead_on);
CREATE INDEX customer_signals ON customer (status, signal, lead_on);
CREATE INDEX customer_found ON customer (lead_on);
CREATE INDEX ix_customer_birthday_md ON customer (birthday_md);
CREATE INDEX ix_customer_name_key ON customer (name_key);
CREATE INDEX ix_customer_organisation_id ON customer (organisation_id);
CREATE INDEX ix_customer_phone_key ON customer (phone_key);
CREATE INDEX ix_customer_referrer_id ON customer (referrer_id);
CREATE TABLE product (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    series TEXT NOT NULL DEFAULT '',
    price_minor INTEGER,
    currency TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    external_source TEXT,
    external_key TEXT,
    CONSTRAINT price_not_negative CHECK (price_minor IS NULL OR price_minor >= 0),
    CONSTRAINT product_external UNIQUE (external_source, external_key)
) STRICT;
CREATE INDEX ix_product_name ON product (name);
CREATE INDEX ix_product_name_key ON product (name_key);
CREATE TABLE deal (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL,
    customer_id INTEGER REFERENCES customer (id),
    product_id INTEGER REFERENCES product (id),
    pipeline TEXT NOT NULL,
    stage TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open',
    amount_minor INTEGER,
    currency TEXT NOT NULL DEFAULT '',
    opened_on TEXT,
    stage_on TEXT NOT NULL,
    expected_on TEXT,
    closed_on TEXT,
    lost_why TEXT NOT NULL DEFAULT '',
    quiet_since TEXT NOT NULL,
    external_source TEXT,
    external_key TEXT,
    CONSTRAINT state_known CHECK (state IN ('open', 'won', 'lost')),
    CONSTRAINT amount_not_negative CHECK (amount_minor IS NULL OR amount_minor >= 0),
    CONSTRAINT deal_external UNIQUE (external_source, external_key)
) STRICT;
CREATE INDEX deal_closed ON deal (state, closed_on, pipeline, currency, amount_minor, customer_id, created_at);
CREATE INDEX deal_open ON deal (state, pipeline, stage, quiet_since);
CREATE INDEX deal_opened ON deal (opened_on);
CREATE INDEX deal_quiet ON deal (state, quiet_since);
CREATE INDEX ix_deal_customer_id ON deal (customer_id);
CREATE INDEX ix_deal_product_id ON deal (product_id);
CREATE TABLE deal_stage (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    deal_id INTEGER NOT NULL REFERENCES deal (id),
    stage TEXT NOT NULL,
    entered_on TEXT NOT NULL,
    why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX deal_stage_entered ON deal_stage (entered_on, stage, deal_id);
CREATE INDEX ix_deal_stage_deal_id ON deal_stage (deal_id);
CREATE TABLE deal_paper (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    deal_id INTEGER NOT NULL REFERENCES deal (id),
    paper TEXT NOT NULL,
    state TEXT NOT NULL,
    on_date TEXT NOT NULL,
    CONSTRAINT state_known CHECK (state IN ('received', 'verified', 'rejected', 'waived')),
    CONSTRAINT deal_paper_once UNIQUE (deal_id, paper)
) STRICT;
CREATE INDEX ix_deal_paper_deal_id ON deal_paper (deal_id);
CREATE TABLE touch (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    deal_id INTEGER REFERENCES deal (id),
    kind TEXT NOT NULL,
    held_on TEXT NOT NULL,
    held_at TEXT NOT NULL DEFAULT '',
    minutes INTEGER,
    note TEXT NOT NULL DEFAULT '',
    outcome TEXT NOT NULL DEFAULT '',
    reached INTEGER NOT NULL DEFAULT 1,
    intent TEXT NOT NULL DEFAULT '',
    companions TEXT NOT NULL DEFAULT '',
    CONSTRAINT kind_known CHECK (kind IN ('visit', 'call', 'message', 'reception')),
    CONSTRAINT minutes_not_negative CHECK (minutes IS NULL OR minutes >= 0)
) STRICT;
CREATE INDEX ix_touch_deal_id ON touch (deal_id);
CREATE INDEX touch_customer ON touch (customer_id, held_on);
CREATE INDEX touch_reached ON touch (customer_id, reached, held_on);
CREATE INDEX touch_day ON touch (held_on, kind, outcome);
CREATE TABLE task (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL,
    customer_id INTEGER REFERENCES customer (id),
    deal_id INTEGER REFERENCES deal (id),
    kind TEXT NOT NULL DEFAULT 'todo',
    step TEXT NOT NULL DEFAULT 'prep',
    due_on TEXT,
    due_time TEXT NOT NULL DEFAULT '',
    minutes INTEGER,
    promised INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'open',
    done_on TEXT,
    why TEXT NOT NULL DEFAULT '',
    touch_id INTEGER REFERENCES touch (id),
    CONSTRAINT kind_known CHECK (kind IN ('todo', 'visit', 'call', 'message')),
    CONSTRAINT state_known CHECK (state IN ('open', 'done', 'dropped'))
) STRICT;
CREATE INDEX ix_task_deal_id ON task (deal_id);
CREATE INDEX ix_task_touch_id ON task (touch_id);
CREATE INDEX task_customer ON task (customer_id, state, due_on);
CREATE INDEX task_done ON task (done_on);
CREATE INDEX task_due ON task (state, due_on, due_time);
CREATE TABLE settled (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    rule TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    for_date TEXT NOT NULL,
    state TEXT NOT NULL,
    on_date TEXT NOT NULL,
    until_on TEXT,
    why TEXT NOT NULL DEFAULT '',
    touch_id INTEGER REFERENCES touch (id),
    CONSTRAINT state_known CHECK (state IN ('done', 'skipped', 'moved')),
    CONSTRAINT settled_once UNIQUE (rule, customer_id, for_date)
) STRICT;
CREATE INDEX ix_settled_customer_id ON settled (customer_id);
CREATE INDEX ix_settled_touch_id ON settled (touch_id);
CREATE INDEX settled_day ON settled (on_date, state);
CREATE INDEX settled_until ON settled (until_on);
CREATE TABLE day_step (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    on_date TEXT NOT NULL,
    step TEXT NOT NULL,
    at_time TEXT NOT NULL DEFAULT '',
    CONSTRAINT day_step_once UNIQUE (on_date, step)
) STRICT;
CREATE TABLE day_check (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    on_date TEXT NOT NULL,
    check_key TEXT NOT NULL,
    state TEXT NOT NULL,
    at_time TEXT NOT NULL DEFAULT '',
    why TEXT NOT NULL DEFAULT '',
    CONSTRAINT state_known CHECK (state IN ('done', 'skipped')),
    CONSTRAINT day_check_once UNIQUE (on_date, check_key)
) STRICT;
CREATE TABLE plan_line (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    on_date TEXT NOT NULL,
    title TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    minutes INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'planned',
    task_id INTEGER REFERENCES task (id),
    deal_id INTEGER REFERENCES deal (id),
    customer_id INTEGER REFERENCES customer (id),
    rule TEXT NOT NULL DEFAULT '',
    for_date TEXT,
    CONSTRAINT state_known CHECK (state IN ('planned', 'done', 'moved', 'dropped'))
) STRICT;
CREATE INDEX ix_plan_line_deal_id ON plan_line (deal_id);
CREATE INDEX ix_plan_line_task_id ON plan_line (task_id);
CREATE INDEX plan_line_customer ON plan_line (customer_id, on_date);
CREATE INDEX plan_line_day ON plan_line (on_date, state);
CREATE TABLE note (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL,
    on_date TEXT NOT NULL,
    text TEXT NOT NULL,
    customer_id INTEGER REFERENCES customer (id)
) STRICT;
CREATE INDEX ix_note_customer_id ON note (customer_id);
CREATE INDEX note_day ON note (on_date);
CREATE TABLE target (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    metric TEXT NOT NULL,
    period TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    value INTEGER NOT NULL,
    CONSTRAINT value_not_negative CHECK (value >= 0),
    CONSTRAINT target_once UNIQUE (metric, period, starts_on),
    CONSTRAINT period_known CHECK (period IN ('day', 'week', 'month', 'quarter', 'year'))
) STRICT;
CREATE TABLE about (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL
) STRICT;
CREATE TABLE change (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    command TEXT NOT NULL,
    summary TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT 'do',
    undone_by INTEGER REFERENCES change (id),
    CONSTRAINT kind_known CHECK (kind IN ('do', 'undo', 'redo'))
) STRICT;
CREATE INDEX change_kind ON change (kind, undone_by);
CREATE INDEX ix_change_undone_by ON change (undone_by);
CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    change_id INTEGER NOT NULL REFERENCES change (id),
    table_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    before TEXT,
    after TEXT
) STRICT;
CREATE INDEX ix_journal_change_id ON journal (change_id);
CREATE INDEX journal_row ON journal (table_name, row_id);
