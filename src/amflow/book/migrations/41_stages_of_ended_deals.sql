-- How long the deals that ended were in each stage, and how long they had to go from it, is kept counted: chances are learnt from
-- it every morning. What writes a deal or a step of its history brings the counts along, whoever writes it.
CREATE TABLE stage_ended (
    id INTEGER NOT NULL PRIMARY KEY,
    pipeline TEXT NOT NULL,
    month TEXT NOT NULL,
    stage TEXT NOT NULL,
    span TEXT NOT NULL,
    days INTEGER NOT NULL,
    won INTEGER NOT NULL,
    lost INTEGER NOT NULL,
    CONSTRAINT stage_ended_once UNIQUE (pipeline, month, stage, span, days),
    CONSTRAINT span_known CHECK (span IN ('stay', 'end'))
) STRICT;
CREATE INDEX stage_ended_longest ON stage_ended (pipeline, stage, span, days) WHERE won > 0;
CREATE VIEW deal_stays AS
    SELECT deal_id, closed_on, pipeline, substr(closed_on, 1, 7) AS month, stage, span,
        CASE WHEN days < 56 THEN days WHEN days < 364 THEN days - days % 7 ELSE min(days - days % 28, 1820) END AS days, won, lost
    FROM (SELECT deal.id AS deal_id, deal.closed_on, deal.pipeline, step.stage, kind.span, deal.state = 'won' AS won,
        deal.state = 'lost' AS lost, max(coalesce(CAST(julianday(CASE kind.span WHEN 'end' THEN deal.closed_on ELSE coalesce(
            (SELECT later.entered_on FROM deal_stage AS later WHERE later.deal_id = deal.id AND later.id > step.id
                AND later.stage NOT IN ('won', 'lost') ORDER BY later.id LIMIT 1), deal.closed_on) END)
            - julianday(step.entered_on) AS INTEGER), 0), 0) AS days
        FROM deal CROSS JOIN deal_stage AS step ON step.deal_id = deal.id
        CROSS JOIN (SELECT 'stay' AS span UNION ALL SELECT 'end') AS kind
        WHERE deal.state <> 'open' AND deal.closed_on IS NOT NULL AND step.stage NOT IN ('won', 'lost')
        AND NOT EXISTS (SELECT 1 FROM deal_stage AS again
            WHERE again.deal_id = deal.id AND again.id > step.id AND again.stage = step.stage));
INSERT INTO stage_ended (pipeline, month, stage, span, days, won, lost)
    SELECT pipeline, month, stage, span, days, sum(won), sum(lost) FROM deal_stays GROUP BY pipeline, month, stage, span, days;
CREATE TRIGGER step_insert_before BEFORE INSERT ON deal_stage
    WHEN NEW.stage NOT IN ('won', 'lost')
    BEGIN INSERT INTO stage_ended (pipeline, month, stage, span, days, won, lost)
    SELECT pipeline, month, stage, span, days, -won, -lost FROM deal_stays WHERE deal_id = NEW.deal_id
    ON CONFLICT DO UPDATE SET won = won + excluded.won, lost = lost + excluded.lost; END;
CREATE TRIGGER step_insert_after AFTER INSERT ON deal_stage
    WHEN NEW.stage NOT IN ('won', 'lost')
    BEGIN INSERT INTO stage_ended (pipeline, month, stage, span, days, won, lost)
    SELECT pipeline, month, stage, span, days, won, lost FROM deal_stays WHERE deal_id = NEW.deal_id
    ON CONFLICT DO UPDATE SET won = won + excluded.won, lost = lost + excluded.lost; END;
CREATE TRIGGER step_delete_before BEFORE DELETE ON deal_stage
    WHEN OLD.stage NOT IN ('won', 'lost')
    BEGIN INSERT INTO stage_ended (pipeline, month, stage, span, days, won, lost)
    SELECT pipeline, month, stage, span, days, -won, -lost FROM deal_stays WHERE deal_id = OLD.deal_id
    ON CONFLICT DO UPDATE SET won = won + excluded.won, lost = lost + excluded.lost; END;
CREATE TRIGGER step_delete_after AFTER DELETE ON deal_stage
    WHEN OLD.stage NOT IN ('won', 'lost')
    BEGIN INSERT INTO stage_ended (pipeline, month, stage, span, days, won, lost)
    SELECT pipeline, month, stage, span, days, won, lost FROM deal_stays WHERE deal_id = OLD.deal_id
    ON CONFLICT DO UPDATE SET won = won + excluded.won, lost = lost + excluded.lost; END;
CREATE TRIGGER step_update_before BEFORE UPDATE OF stage, entered_on ON deal_stage
    BEGIN INSERT INTO stage_ended (pipeline, month, stage, span, days, won, lost)
    SELECT pipeline, month, stage, span, days, -won, -lost FROM deal_stays WHERE deal_id = OLD.deal_id
    ON CONFLICT DO UPDATE SET won = won + excluded.won, lost = lost + excluded.lost; END;
CREATE TRIGGER step_update_after AFTER UPDATE OF stage, entered_on ON deal_stage
    BEGIN INSERT INTO stage_ended (pipeline, month, stage, span, days, won, lost)
    SELECT pipeline, month, stage, span, days, won, lost FROM deal_stays WHERE deal_id = NEW.deal_id
    ON CONFLICT DO UPDATE SET won = won + excluded.won, lost = lost + excluded.lost; END;
CREATE TRIGGER deal_update_before BEFORE UPDATE OF state, closed_on, pipeline ON deal
    BEGIN INSERT INTO stage_ended (pipeline, month, stage, span, days, won, lost)
    SELECT pipeline, month, stage, span, days, -won, -lost FROM deal_stays WHERE deal_id = OLD.id
    ON CONFLICT DO UPDATE SET won = won + excluded.won, lost = lost + excluded.lost; END;
CREATE TRIGGER deal_update_after AFTER UPDATE OF state, closed_on, pipeline ON deal
    BEGIN INSERT INTO stage_ended (pipeline, month, stage, span, days, won, lost)
    SELECT pipeline, month, stage, span, days, won, lost FROM deal_stays WHERE deal_id = NEW.id
    ON CONFLICT DO UPDATE SET won = won + excluded.won, lost = lost + excluded.lost; END;
CREATE TRIGGER deal_delete_before BEFORE DELETE ON deal
    BEGIN INSERT INTO stage_ended (pipeline, month, stage, span, days, won, lost)
    SELECT pipeline, month, stage, span, days, -won, -lost FROM deal_stays WHERE deal_id = OLD.id
    ON CONFLICT DO UPDATE SET won = won + excluded.won, lost = lost + excluded.lost; END;
CREATE TRIGGER deal_insert_after AFTER INSERT ON deal
    BEGIN INSERT INTO stage_ended (pipeline, month, stage, span, days, won, lost)
    SELECT pipeline, month, stage, span, days, won, lost FROM deal_stays WHERE deal_id = NEW.id
    ON CONFLICT DO UPDATE SET won = won + excluded.won, lost = lost + excluded.lost; END;
CREATE TRIGGER stage_ended_none AFTER UPDATE ON stage_ended WHEN NEW.won = 0 AND NEW.lost = 0
    BEGIN DELETE FROM stage_ended WHERE id = NEW.id; END;
CREATE INDEX deal_standing ON deal (state, pipeline, stage, stage_on, currency, amount_minor, product_id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('deal', 'deal_standing', '200000 66667 33334 16667 4 2 2 2');
