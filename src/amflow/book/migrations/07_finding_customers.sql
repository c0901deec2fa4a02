-- Introductions, visitors received, campaigns and their lists.

CREATE TABLE referral (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    customer_id INTEGER REFERENCES customer (id),
    colleague TEXT NOT NULL DEFAULT '',
    introduced_id INTEGER REFERENCES customer (id),
    asked_on TEXT,
    words TEXT NOT NULL DEFAULT '',
    made_on TEXT,
    met_on TEXT,
    thanked_on TEXT,
    rewarded_on TEXT,
    reward TEXT NOT NULL DEFAULT '',
    closed_on TEXT,
    why TEXT NOT NULL DEFAULT '',
    CONSTRAINT referral_once UNIQUE (customer_id, introduced_id),
    CONSTRAINT brought_by_somebody CHECK (customer_id IS NOT NULL OR colleague <> ''),
    CONSTRAINT asked_or_made CHECK (asked_on IS NOT NULL OR made_on IS NOT NULL)
) STRICT;
CREATE INDEX ix_referral_introduced_id ON referral (introduced_id);
CREATE INDEX referral_asked ON referral (asked_on);
CREATE INDEX referral_made ON referral (made_on);
CREATE INDEX referral_open ON referral (made_on)
    WHERE customer_id IS NOT NULL AND introduced_id IS NOT NULL AND thanked_on IS NULL;
CREATE INDEX referral_unrewarded ON referral (made_on)
    WHERE customer_id IS NOT NULL AND introduced_id IS NOT NULL AND rewarded_on IS NULL;
CREATE TABLE reception (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    on_date TEXT NOT NULL,
    at_time TEXT NOT NULL DEFAULT '',
    channel TEXT NOT NULL,
    customer_id INTEGER REFERENCES customer (id),
    note TEXT NOT NULL DEFAULT '',
    touch_id INTEGER REFERENCES touch (id)
) STRICT;
CREATE INDEX ix_reception_customer_id ON reception (customer_id);
CREATE INDEX ix_reception_touch_id ON reception (touch_id);
CREATE INDEX reception_day ON reception (on_date, channel);
CREATE TABLE campaign (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT '',
    partner TEXT NOT NULL DEFAULT '',
    starts_on TEXT,
    ends_on TEXT,
    goal INTEGER,
    note TEXT NOT NULL DEFAULT '',
    closed_on TEXT,
    CONSTRAINT goal_not_negative CHECK (goal IS NULL OR goal >= 0)
) STRICT;
CREATE INDEX campaign_running ON campaign (closed_on, ends_on);
CREATE TABLE campaign_entry (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    state TEXT NOT NULL DEFAULT 'listed',
    on_date TEXT NOT NULL,
    share INTEGER,
    reached INTEGER,
    note TEXT NOT NULL DEFAULT '',
    CONSTRAINT campaign_entry_once UNIQUE (campaign_id, customer_id),
    CONSTRAINT state_known CHECK (state IN ('listed', 'invited', 'accepted', 'came', 'bought', 'declined')),
    CONSTRAINT share_not_negative CHECK (share IS NULL OR share >= 0),
    CONSTRAINT reached_not_negative CHECK (reached IS NULL OR reached >= 0)
) STRICT;
CREATE INDEX ix_campaign_entry_customer_id ON campaign_entry (customer_id);
CREATE INDEX campaign_entry_state ON campaign_entry (campaign_id, state, on_date);
CREATE INDEX answer_given ON answer (about, question, on_date);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('answer', 'answer_given', '300000 150000 20000 15'),
    ('referral', 'ix_referral_introduced_id', '10000 1'),
    ('referral', 'referral_asked', '10000 8'),
    ('referral', 'referral_made', '10000 8'),
    ('referral', 'referral_open', '1000 2'),
    ('referral', 'referral_unrewarded', '9000 7'),
    ('referral', 'sqlite_autoindex_referral_2', '10000 2 1'),
    ('reception', 'ix_reception_customer_id', '200000 50'),
    ('reception', 'ix_reception_touch_id', '200000 50'),
    ('reception', 'reception_day', '200000 110 25'),
    ('campaign', 'campaign_running', '200 20 1'),
    ('campaign_entry', 'ix_campaign_entry_customer_id', '100000 2'),
    ('campaign_entry', 'campaign_entry_state', '100000 500 100 5'),
    ('campaign_entry', 'sqlite_autoindex_campaign_entry_2', '100000 500 1')
