-- The papers that a deal was won without: they stay owed until they are noted.
ALTER TABLE deal ADD COLUMN papers_owed TEXT NOT NULL DEFAULT '';
CREATE INDEX deal_owed ON deal (state, closed_on) WHERE papers_owed <> '';

-- A point that is negotiated no more keeps its bottom line, and why it was taken away.
ALTER TABLE deal_term ADD COLUMN removed_on TEXT;

-- What has matured and is still held is asked about: of what was paid out nothing is read.
DROP INDEX holding_matures;
CREATE INDEX holding_matures ON holding (matures_on) WHERE sold_on IS NULL;

DELETE FROM sqlite_stat1 WHERE idx = 'holding_matures';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('deal', 'deal_owed', '100 100 5'),
    ('holding', 'holding_matures', '300000 170');
