-- What products are and whom they suit, appointments that are confirmed, lines of a territory.

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
