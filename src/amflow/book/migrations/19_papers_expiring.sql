-- Which papers expire soon, from their index alone, without reading each.

DROP INDEX deal_paper_expires;
CREATE INDEX deal_paper_expires ON deal_paper (expires_on, state, counted, deal_id);
DELETE FROM sqlite_stat1 WHERE idx = 'deal_paper_expires';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('deal_paper', 'deal_paper_expires', '600000 500 400 400 1');
