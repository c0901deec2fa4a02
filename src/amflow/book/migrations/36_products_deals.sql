-- How a product sells, and how many have it, is counted without reading its deals and holdings.
DROP INDEX ix_deal_product_id;
DROP INDEX ix_holding_product_id;
CREATE INDEX deal_product ON deal (product_id, state, closed_on);
CREATE INDEX holding_product ON holding (product_id, customer_id);
DELETE FROM sqlite_stat1 WHERE idx IN ('ix_deal_product_id', 'ix_holding_product_id');
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('deal', 'deal_product', '200000 4000 1333 2'),
    ('holding', 'holding_product', '300000 6000 1');
