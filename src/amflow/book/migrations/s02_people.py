"""Steps 2 to 8: proportions for the planner, what files bring, finding people and what they say of us."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection

# 2. How the rows of a large book are spread, so that SQLite takes the right index in a small one too. Without that it
# takes `status = ?` for the better filter beside a range of dates, and reads nine of ten customers.
KNOWN_PROPORTIONS = "ANALYZE sqlite_schema;\nDELETE FROM sqlite_stat1"

# A line is table, index, rows, and for each of the index's columns how many rows share a value of it and those before.
PROPORTIONS = """
change ix_change_undone_by 400000 10
customer customer_added 100000 55
customer customer_clients 60000 20000 25
customer customer_converted 100000 55
customer customer_dropped 100000 55
customer sqlite_autoindex_customer_2 100000 50000 1
customer customer_found 100000 55
customer customer_intents 30000 10000 13 6 2
customer customer_leads 100000 33334 37
customer customer_signals 100000 33334 8000 37
customer customer_prospects 20000 6000 10
customer ix_customer_birthday_md 100000 300
customer ix_customer_name_key 100000 4
customer ix_customer_organisation_id 100000 20
customer ix_customer_phone_key 100000 1
customer ix_customer_referrer_id 100000 20
deal deal_closed 200000 66667 55 40 40 2 1 1
deal deal_open 200000 66667 33334 22223
deal deal_opened 200000 110
deal deal_quiet 200000 66667 47
deal ix_deal_customer_id 200000 3
deal ix_deal_product_id 200000 4000
deal_stage deal_stage_entered 400000 220
deal_stage ix_deal_stage_deal_id 400000 2
journal ix_journal_change_id 2000000 5
journal journal_row 2000000 300000 3
settled ix_settled_customer_id 50000 2
settled ix_settled_touch_id 50000 2
settled settled_day 50000 30 20
settled settled_until 50000 30
settled sqlite_autoindex_settled_2 50000 15000 2 1
task ix_task_deal_id 50000 3
task ix_task_touch_id 50000 2
task task_customer 50000 2 2 1
task task_done 50000 30
task task_due 50000 25000 30 6
touch ix_touch_deal_id 1000000 5
touch touch_customer 1000000 11 1
touch touch_day 1000000 550 180
touch touch_reached 1000000 11 6 1
"""


def known_proportions(connection: "Connection") -> None:
    """Fill in the proportions; of an index that the book does not have they are ignored."""
    rows = [line.split(" ", 2) for line in PROPORTIONS.split("\n") if line]
    connection.executemany("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", rows)
    # Read again what was just written: this connection goes on asking.
    connection.execute("ANALYZE sqlite_schema")


# 3. Tasks that come back, and how a day was counted while its holidays were not decided.
REPEATING_TASKS = """
ALTER TABLE task ADD COLUMN due_counted TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN repeats TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN scheduled_on TEXT;
ALTER TABLE task ADD COLUMN repeats_until TEXT;
ALTER TABLE task ADD COLUMN repeats_left INTEGER
    CONSTRAINT repeats_left_positive CHECK (repeats_left IS NULL OR repeats_left > 0);
"""

# 4. What files bring: holdings, orders, prices, keys of other programs on touches and tasks.
FILES_IN_AND_OUT = """
ALTER TABLE touch ADD COLUMN external_source TEXT;
ALTER TABLE touch ADD COLUMN external_key TEXT;
CREATE UNIQUE INDEX touch_external ON touch (external_source, external_key);
ALTER TABLE task ADD COLUMN external_source TEXT;
ALTER TABLE task ADD COLUMN external_key TEXT;
CREATE UNIQUE INDEX task_external ON task (external_source, external_key);
CREATE TABLE holding (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    product_id INTEGER REFERENCES product (id),
    name TEXT NOT NULL,
    quantity_e4 INTEGER,
    amount_minor INTEGER,
    cost_minor INTEGER,
    currency TEXT NOT NULL DEFAULT '',
    bought_on TEXT,
    matures_on TEXT,
    external_source TEXT,
    external_key TEXT,
    CONSTRAINT quantity_not_negative CHECK (quantity_e4 IS NULL OR quantity_e4 >= 0),
    CONSTRAINT amount_not_negative CHECK (amount_minor IS NULL OR amount_minor >= 0),
    CONSTRAINT cost_not_negative CHECK (cost_minor IS NULL OR cost_minor >= 0),
    CONSTRAINT holding_external UNIQUE (external_source, external_key)
) STRICT;
CREATE INDEX holding_bought ON holding (bought_on);
CREATE INDEX holding_matures ON holding (matures_on);
CREATE INDEX ix_holding_customer_id ON holding (customer_id);
CREATE INDEX ix_holding_product_id ON holding (product_id);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    customer_id INTEGER REFERENCES customer (id),
    product_id INTEGER REFERENCES product (id),
    name TEXT NOT NULL,
    quantity_e4 INTEGER,
    amount_minor INTEGER,
    currency TEXT NOT NULL DEFAULT '',
    ordered_on TEXT NOT NULL,
    promised_on TEXT,
    delivered_on TEXT,
    external_source TEXT,
    external_key TEXT,
    CONSTRAINT quantity_not_negative CHECK (quantity_e4 IS NULL OR quantity_e4 >= 0),
    CONSTRAINT amount_not_negative CHECK (amount_minor IS NULL OR amount_minor >= 0),
    CONSTRAINT orders_external UNIQUE (external_source, external_key)
) STRICT;
CREATE INDEX orders_day ON orders (ordered_on);
CREATE INDEX orders_late ON orders (delivered_on, promised_on);
CREATE INDEX ix_orders_customer_id ON orders (customer_id);
CREATE INDEX ix_orders_product_id ON orders (product_id);
CREATE TABLE price (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    product_id INTEGER NOT NULL REFERENCES product (id),
    on_date TEXT NOT NULL,
    price_e4 INTEGER NOT NULL,
    currency TEXT NOT NULL DEFAULT '',
    CONSTRAINT price_not_negative CHECK (price_e4 >= 0),
    CONSTRAINT price_once UNIQUE (product_id, on_date)
) STRICT;
"""

# 5. Wishes, positions and relations, and what finds people and words: readings, numbers, the index of words.
PEOPLE_FOUND = """
ALTER TABLE customer ADD COLUMN phone_e164 TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN no_call INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customer ADD COLUMN quiet_from TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN quiet_until TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN language TEXT NOT NULL DEFAULT '';
DROP INDEX ix_customer_name_key;
CREATE INDEX customer_named ON customer (name_key, status);
CREATE INDEX customer_email ON customer (email COLLATE NOCASE);
CREATE TABLE position (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    person_id INTEGER NOT NULL REFERENCES customer (id),
    organisation_id INTEGER NOT NULL REFERENCES customer (id),
    role TEXT NOT NULL DEFAULT '',
    CONSTRAINT position_once UNIQUE (person_id, organisation_id),
    CONSTRAINT position_elsewhere CHECK (person_id <> organisation_id)
) STRICT;
CREATE INDEX ix_position_organisation_id ON position (organisation_id);
CREATE TABLE relation (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    other_id INTEGER NOT NULL REFERENCES customer (id),
    kind TEXT NOT NULL,
    CONSTRAINT kind_known CHECK (kind IN ('spouse', 'parent', 'sibling', 'household', 'colleague', 'friend')),
    CONSTRAINT relation_once UNIQUE (customer_id, other_id, kind),
    CONSTRAINT relation_to_another CHECK (customer_id <> other_id)
) STRICT;
CREATE INDEX ix_relation_other_id ON relation (other_id);
CREATE TABLE reading (
    id INTEGER PRIMARY KEY,
    name_key TEXT NOT NULL,
    key TEXT NOT NULL,
    whole INTEGER NOT NULL,
    CONSTRAINT reading_once UNIQUE (name_key, key)
) STRICT;
CREATE INDEX reading_key ON reading (key, whole, name_key);
CREATE TABLE number (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL,
    back TEXT NOT NULL
) STRICT;
CREATE INDEX ix_number_customer_id ON number (customer_id);
CREATE INDEX number_back ON number (back, customer_id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('customer', 'customer_named', '100000 4 4'),
    ('customer', 'customer_email', '100000 4'),
    ('number', 'number_back', '110000 1 1'),
    ('number', 'ix_number_customer_id', '110000 2'),
    ('reading', 'reading_key', '200000 5 5 1'),
    ('reading', 'sqlite_autoindex_reading_1', '200000 6 1');
CREATE VIRTUAL TABLE search USING fts5 (body, content='', tokenize='ascii')
"""


def people_found(connection: "Connection") -> None:
    """Fill in what follows from the rows. Readings are not: their library does not belong into the opening of a book, and
    the next command that writes a name, or `book check --fix`, makes up for it."""
    from amflow.book.search import index as lookup

    lookup.rebuild(connection)


# 6. What customers answered, and how they rated: needs, callbacks, satisfaction.
ANSWERS_AND_SCORES = """
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
"""

# 7. Introductions, visitors received, campaigns and their lists.
FINDING_CUSTOMERS = """
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
"""

# 8. The hour at which a callback that was moved comes back.
HOURS_OF_MOVED_CALLBACKS = """
ALTER TABLE settled ADD COLUMN until_time TEXT NOT NULL DEFAULT '';
"""
