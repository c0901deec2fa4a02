-- What files bring: holdings, orders, prices, keys of other programs on touches and tasks.

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
