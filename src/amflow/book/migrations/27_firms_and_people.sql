-- A talk with somebody of a firm is one with the firm: whom else a touch was with, who of a firm is asked by the cadence.
-- The talks so far count for the firm of today; the change that writes it names itself, so that undo passes over it.

CREATE TABLE touch_with (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    touch_id INTEGER NOT NULL REFERENCES touch (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    CONSTRAINT touch_with_once UNIQUE (customer_id, touch_id)
) STRICT;
CREATE INDEX ix_touch_with_touch_id ON touch_with (touch_id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('touch_with', 'ix_touch_with_touch_id', '200000 1'),
    ('touch_with', 'sqlite_autoindex_touch_with_2', '200000 20 1');
ALTER TABLE customer ADD COLUMN contact_id INTEGER REFERENCES customer (id);
ALTER TABLE customer ADD COLUMN behind INTEGER NOT NULL DEFAULT 0;
CREATE INDEX ix_customer_contact_id ON customer (contact_id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('customer', 'ix_customer_contact_id', '100000 50');
INSERT INTO touch_with (uid, created_at, updated_at, owner, touch_id, customer_id)
    SELECT lower(hex(randomblob(12))), touch.created_at, touch.updated_at, touch.owner, touch.id, firm.id
    FROM touch JOIN customer ON customer.id = touch.customer_id
    JOIN customer AS firm ON firm.id = customer.organisation_id
    WHERE customer.kind = 'person' AND firm.kind = 'organisation';
INSERT INTO change (uid, at, command, summary)
    SELECT lower(hex(randomblob(12))), strftime('%Y-%m-%dT%H:%M:%SZ'), 'upgrade', ''
    WHERE EXISTS (SELECT 1 FROM touch_with);
UPDATE change SET undone_by = id WHERE command = 'upgrade';
INSERT INTO journal (change_id, table_name, row_id, after)
    SELECT (SELECT max(id) FROM change), 'touch_with', id, json_object('id', id, 'uid', uid, 'created_at', created_at,
        'updated_at', updated_at, 'owner', owner, 'touch_id', touch_id, 'customer_id', customer_id) FROM touch_with;
UPDATE customer SET
    last_touch_on = max(coalesce(last_touch_on, ''), one.touched),
    quiet_since = max(quiet_since, coalesce(one.reached, ''))
    FROM (SELECT touch_with.customer_id, max(held_on) AS touched, max(iif(reached = 1, held_on, NULL)) AS reached
        FROM touch_with JOIN touch ON touch.id = touch_with.touch_id GROUP BY touch_with.customer_id) AS one
    WHERE customer.id = one.customer_id;
UPDATE deal SET quiet_since = max(deal.quiet_since, one.reached)
    FROM (SELECT touch_with.customer_id, max(held_on) AS reached
        FROM touch_with JOIN touch ON touch.id = touch_with.touch_id AND reached = 1 GROUP BY touch_with.customer_id) AS one
    WHERE deal.customer_id = one.customer_id AND deal.state = 'open';
UPDATE customer SET behind = CASE customer.kind
    WHEN 'person' THEN customer.tier = '' AND customer.client_since IS NULL AND EXISTS (
        SELECT 1 FROM customer AS firm WHERE firm.id = customer.organisation_id AND firm.kind = 'organisation'
        AND firm.status IN ('customer', 'lead')
        AND (firm.tier <> '' OR firm.intent <> '' OR firm.client_since IS NOT NULL OR firm.line <> ''))
    ELSE NOT (customer.tier <> '' OR customer.intent <> '' OR customer.client_since IS NOT NULL OR customer.line <> '')
        AND EXISTS (SELECT 1 FROM customer AS one WHERE one.organisation_id = customer.id AND one.kind = 'person'
        AND one.status IN ('customer', 'lead'))
    END
    WHERE organisation_id IS NOT NULL OR kind = 'organisation';
DROP INDEX customer_prospects;
CREATE INDEX customer_prospects ON customer (tier, quiet_since)
    WHERE status = 'customer' AND no_contact = 0 AND behind = 0 AND client_since IS NULL AND intent = '';
DROP INDEX customer_intents;
CREATE INDEX customer_intents ON customer (intent, quiet_since, tier, client_since)
    WHERE status IN ('customer', 'lead') AND no_contact = 0 AND behind = 0 AND intent <> '';
DROP INDEX customer_strangers;
CREATE INDEX customer_strangers ON customer (tier, quiet_since)
    WHERE status = 'customer' AND no_contact = 0 AND behind = 0 AND last_touch_on IS NULL AND intent = '';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('customer', 'customer_prospects', '20000 6000 10'),
    ('customer', 'customer_intents', '30000 10000 13 6 2'),
    ('customer', 'customer_strangers', '2000 100 2');
