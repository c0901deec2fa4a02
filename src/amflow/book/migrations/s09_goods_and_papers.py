"""Steps 9 to 12: what a day is prepared with, products and whom they suit, standing, a deal's papers and terms."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection

# 9. Events, goals, hours of training, and the day on which each answer of a customer's file was written: of an answer
# that is there already it is known that it is no younger than its file.
PREPARED_DAYS = """
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
"""

# 10. What products are and whom they suit, appointments that are confirmed, lines of a territory.
NEEDS_AND_VISITS = """
ALTER TABLE product ADD COLUMN service TEXT NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN risk TEXT NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN term TEXT NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN least_minor INTEGER
    CONSTRAINT least_not_negative CHECK (least_minor IS NULL OR least_minor >= 0);
ALTER TABLE product ADD COLUMN aspects TEXT NOT NULL DEFAULT '{}';
ALTER TABLE task ADD COLUMN confirmed_on TEXT;
ALTER TABLE task ADD COLUMN confirmed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN companions TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN line TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN stop INTEGER;
CREATE INDEX customer_line ON customer (line, stop) WHERE line <> '';
UPDATE customer SET line = json_extract(profile, '$.line'), profile = json_remove(profile, '$.line')
    WHERE profile <> '{}' AND json_type(profile, '$.line') = 'text';
CREATE TABLE unsuited (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    product_id INTEGER NOT NULL REFERENCES product (id),
    deal_id INTEGER REFERENCES deal (id),
    holding_id INTEGER REFERENCES holding (id),
    verdict TEXT NOT NULL,
    risk TEXT NOT NULL DEFAULT '',
    tolerance TEXT NOT NULL DEFAULT '',
    assessed_on TEXT,
    on_date TEXT NOT NULL,
    why TEXT NOT NULL,
    CONSTRAINT verdict_known CHECK (verdict IN ('too-high', 'no-class', 'not-assessed', 'expired'))
) STRICT;
CREATE INDEX ix_unsuited_customer_id ON unsuited (customer_id);
CREATE INDEX ix_unsuited_product_id ON unsuited (product_id);
CREATE INDEX ix_unsuited_deal_id ON unsuited (deal_id);
CREATE INDEX ix_unsuited_holding_id ON unsuited (holding_id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('customer', 'customer_line', '20000 80 1'),
    ('unsuited', 'ix_unsuited_customer_id', '20000 2'),
    ('unsuited', 'ix_unsuited_product_id', '20000 400'),
    ('unsuited', 'ix_unsuited_deal_id', '20000 2'),
    ('unsuited', 'ix_unsuited_holding_id', '20000 2');
"""


def needs_and_visits(connection: "Connection") -> None:
    """Where a line was taken out of a customer's file, its words are others now."""
    from amflow.book.search import index as lookup

    if connection.execute("SELECT EXISTS (SELECT 1 FROM customer WHERE line <> '')").fetchone()[0]:
        lookup.rebuild(connection)


# 11. What becomes due from holdings, orders and standing: lines and sales of holdings, cancelled orders, adoption,
# tiers' history, special dates, important notes.
STANDING_AND_GOODS = """
ALTER TABLE holding ADD COLUMN take_profit_e4 INTEGER
    CONSTRAINT take_profit_positive CHECK (take_profit_e4 IS NULL OR take_profit_e4 > 0);
ALTER TABLE holding ADD COLUMN stop_loss_e4 INTEGER
    CONSTRAINT stop_loss_positive CHECK (stop_loss_e4 IS NULL OR stop_loss_e4 > 0);
ALTER TABLE holding ADD COLUMN sold_on TEXT;
ALTER TABLE holding ADD COLUMN sold_minor INTEGER
    CONSTRAINT sold_not_negative CHECK (sold_minor IS NULL OR sold_minor >= 0);
CREATE INDEX holding_profit ON holding (product_id, take_profit_e4)
    WHERE take_profit_e4 IS NOT NULL AND sold_on IS NULL;
CREATE INDEX holding_loss ON holding (product_id, stop_loss_e4)
    WHERE stop_loss_e4 IS NOT NULL AND sold_on IS NULL;
CREATE INDEX price_day ON price (on_date, product_id);
ALTER TABLE orders ADD COLUMN cancelled_on TEXT;
ALTER TABLE orders ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN adopted_on TEXT;
CREATE INDEX customer_adopted ON customer (adopted_on);
ALTER TABLE note ADD COLUMN important INTEGER NOT NULL DEFAULT 0;
CREATE INDEX note_important ON note (on_date) WHERE important = 1;
CREATE TABLE tier_change (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    from_tier TEXT NOT NULL DEFAULT '',
    to_tier TEXT NOT NULL DEFAULT '',
    raised INTEGER NOT NULL DEFAULT 0,
    on_date TEXT NOT NULL,
    why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX tier_change_day ON tier_change (on_date, raised);
CREATE INDEX tier_change_customer ON tier_change (customer_id, on_date);
CREATE TABLE special_date (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    title TEXT NOT NULL,
    on_date TEXT NOT NULL,
    date_md TEXT NOT NULL,
    CONSTRAINT special_date_once UNIQUE (customer_id, on_date, title)
) STRICT;
CREATE INDEX special_date_md ON special_date (date_md);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('holding', 'holding_bought', '300000 170'),
    ('holding', 'holding_matures', '300000 170'),
    ('holding', 'ix_holding_customer_id', '300000 3'),
    ('holding', 'ix_holding_product_id', '300000 6000'),
    ('holding', 'holding_profit', '40000 800 20'),
    ('holding', 'holding_loss', '40000 800 20'),
    ('price', 'price_day', '60000 50 1'),
    ('price', 'sqlite_autoindex_price_2', '60000 1200 1'),
    ('orders', 'orders_day', '200000 110'),
    ('orders', 'orders_late', '200000 110 10'),
    ('orders', 'ix_orders_customer_id', '200000 3'),
    ('orders', 'ix_orders_product_id', '200000 4000'),
    ('customer', 'customer_adopted', '100000 90'),
    ('note', 'note_important', '1000 3'),
    ('tier_change', 'tier_change_day', '50000 30 15'),
    ('tier_change', 'tier_change_customer', '50000 2 1'),
    ('special_date', 'special_date_md', '30000 80'),
    ('special_date', 'sqlite_autoindex_special_date_2', '30000 2 1 1');
"""

# 12. Papers with dates and files, what others owe and decide, credit sheets, negotiation.
_ROW = """id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',"""
PAPERS_AND_APPROVALS = f"""
ALTER TABLE deal_paper ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE deal_paper ADD COLUMN dated_on TEXT;
ALTER TABLE deal_paper ADD COLUMN expires_on TEXT;
ALTER TABLE deal_paper ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
CREATE INDEX deal_paper_expires ON deal_paper (expires_on);
CREATE TABLE attachment (
    {_ROW}
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
    {_ROW}
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
    {_ROW}
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
    {_ROW}
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
    {_ROW}
    deal_id INTEGER NOT NULL REFERENCES deal (id),
    topic TEXT NOT NULL,
    ours TEXT NOT NULL DEFAULT '',
    theirs TEXT NOT NULL DEFAULT '',
    agreed TEXT NOT NULL DEFAULT '',
    agreed_on TEXT,
    CONSTRAINT deal_term_once UNIQUE (deal_id, topic)
) STRICT;
CREATE TABLE deal_bottom (
    {_ROW}
    term_id INTEGER NOT NULL UNIQUE REFERENCES deal_term (id),
    value TEXT NOT NULL
) STRICT;
CREATE TABLE deal_concession (
    {_ROW}
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
"""
