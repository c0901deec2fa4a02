-- How many leads have shown an intent is counted without reading them.
CREATE INDEX customer_keen ON customer (last_touch_on) WHERE status = 'lead' AND intent <> '';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('customer', 'customer_keen', '1300 4');
