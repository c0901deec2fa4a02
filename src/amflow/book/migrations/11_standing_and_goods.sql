-- What becomes due from holdings, orders and standing: lines and sales of holdings, cancelled orders, adoption,
-- tiers' history, special dates, important notes.

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
