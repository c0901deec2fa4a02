-- A deal, its orders and its holding joined; orders that come in parts; what a campaign counts, and its brand.

ALTER TABLE deal ADD COLUMN counted_in TEXT NOT NULL DEFAULT '' CONSTRAINT counted_in_known CHECK (counted_in IN ('', 'order', 'holding'));
DROP INDEX deal_closed;
CREATE INDEX deal_closed ON deal (state, closed_on, pipeline, currency, counted_in, amount_minor, customer_id, created_at);
ALTER TABLE holding ADD COLUMN deal_id
    INTEGER REFERENCES deal (id);
CREATE INDEX ix_holding_deal_id ON holding (deal_id);
ALTER TABLE holding ADD COLUMN replaces_id INTEGER REFERENCES holding (id);
CREATE INDEX ix_holding_replaces_id ON holding (replaces_id);
ALTER TABLE orders ADD COLUMN deal_id INTEGER REFERENCES deal (id);
CREATE INDEX ix_orders_deal_id ON orders (deal_id);
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    order_id INTEGER NOT NULL REFERENCES orders (id),
    on_date TEXT NOT NULL,
    quantity_e4 INTEGER NOT NULL,
    why TEXT NOT NULL DEFAULT '',
    CONSTRAINT quantity_not_negative CHECK (quantity_e4 IS NULL OR quantity_e4 >= 0)
) STRICT;
CREATE INDEX ix_delivery_order_id ON delivery (order_id);
ALTER TABLE campaign ADD COLUMN product_id INTEGER REFERENCES product (id);
ALTER TABLE campaign ADD COLUMN counts TEXT NOT NULL DEFAULT 'customers' CONSTRAINT counts_known CHECK (counts IN ('customers', 'pieces'));
CREATE INDEX ix_campaign_product_id ON campaign (product_id);
UPDATE campaign SET counts = 'pieces' WHERE EXISTS (SELECT 1 FROM campaign_entry WHERE campaign_id = campaign.id AND reached IS NOT NULL);
CREATE INDEX orders_came ON orders (customer_id, delivered_on) WHERE delivered_on IS NOT NULL;
UPDATE customer SET client_since = min(coalesce(client_since, '9999'), (SELECT min(delivered_on) FROM orders WHERE customer_id = customer.id AND delivered_on IS NOT NULL))
    WHERE EXISTS (SELECT 1 FROM orders WHERE customer_id = customer.id AND delivered_on IS NOT NULL);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('deal', 'deal_closed', '200000 66667 55 40 40 40 2 1 1'),
    ('holding', 'ix_holding_deal_id', '100000 2'),
    ('holding', 'ix_holding_replaces_id', '100000 2'),
    ('orders', 'ix_orders_deal_id', '100000 2'),
    ('orders', 'orders_came', '100000 4 1'),
    ('delivery', 'ix_delivery_order_id', '20000 2'),
    ('campaign', 'ix_campaign_product_id', '200 20')
