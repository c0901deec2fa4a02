-- A delivery promise that passed unkept stays broken, whatever day is promised afterwards.
ALTER TABLE orders ADD COLUMN broken_on TEXT;
DROP INDEX orders_promised;
CREATE INDEX orders_promised ON orders (coalesce(broken_on, promised_on));
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('orders', 'orders_promised', '200000 110');
