-- What is counted by days is read in the index alone: of a row elsewhere in the file each costs a page.
DROP INDEX deal_opened;
CREATE INDEX deal_opened ON deal (opened_on, state, pipeline);
DROP INDEX touch_day;
CREATE INDEX touch_day ON touch (held_on, kind, outcome, reached, customer_id);
DROP INDEX cases_opened;
CREATE INDEX cases_opened ON cases (opened_on, kind, answered_on, answered_at, answer_by);
DROP INDEX cases_resolved;
CREATE INDEX cases_resolved ON cases (resolved_on, state, customer_id, kind, solve_by, resolved_at, created_at);
DROP INDEX task_done;
CREATE INDEX task_done ON task (done_on, state);
CREATE INDEX customer_tiers ON customer (tier) WHERE status = 'customer' AND no_contact = 0;
DROP INDEX special_date_md;
CREATE INDEX special_date_md ON special_date (date_md, customer_id);
CREATE INDEX customer_wishes ON customer (intent, quiet_since)
    WHERE status IN ('customer', 'lead') AND no_contact = 0 AND behind = 0 AND intent <> ''
    AND (client_since IS NULL OR status = 'lead');
DELETE FROM sqlite_stat1 WHERE idx IN ('deal_opened', 'touch_day', 'cases_opened', 'cases_resolved', 'task_done', 'special_date_md');
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('deal', 'deal_opened', '200000 110 55 30'),
    ('touch', 'touch_day', '1000000 550 180 90 90 1'),
    ('cases', 'cases_opened', '50000 30 8 2 1 1'),
    ('cases', 'cases_resolved', '50000 30 30 1 1 1 1 1'),
    ('task', 'task_done', '50000 30 30'),
    ('customer', 'customer_tiers', '80000 20000'),
    ('customer', 'customer_wishes', '2000 700 2'),
    ('special_date', 'special_date_md', '30000 80 1');
