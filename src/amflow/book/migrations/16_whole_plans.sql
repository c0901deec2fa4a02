-- Lines of the plan about anything that has a reference, their sort and their order; which deals close soon.

ALTER TABLE plan_line ADD COLUMN ref TEXT NOT NULL
    DEFAULT '';
ALTER TABLE plan_line ADD COLUMN kind TEXT NOT NULL
    DEFAULT '';
ALTER TABLE plan_line ADD COLUMN place INTEGER NOT NULL
    DEFAULT 0;
CREATE INDEX ix_plan_line_ref ON plan_line (ref);
CREATE INDEX deal_closing ON deal (state, expected_on);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('deal', 'deal_closing', '200000 66667 300');
