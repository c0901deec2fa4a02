CREATE INDEX customer_strangers ON customer (tier, quiet_since)
    WHERE status = 'customer' AND no_contact = 0 AND last_touch_on IS NULL AND intent = '';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('customer', 'customer_strangers', '2000 100 2');
