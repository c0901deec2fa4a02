-- A line of the plan says what it is about and keeps no words of its own; what was left out on its day is told apart from
-- what was taken out of the plan before.

CREATE TABLE plan_line_bare (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    on_date TEXT NOT NULL,
    minutes INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'planned',
    task_id INTEGER REFERENCES task (id),
    deal_id INTEGER REFERENCES deal (id),
    customer_id INTEGER REFERENCES customer (id),
    rule TEXT NOT NULL DEFAULT '',
    for_date TEXT,
    ref TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    place INTEGER NOT NULL DEFAULT 0,
    at_time TEXT NOT NULL DEFAULT '',
    CONSTRAINT state_known CHECK (state IN ('planned', 'done', 'moved', 'skipped', 'dropped'))
) STRICT;
INSERT INTO plan_line_bare (id, uid, created_at, updated_at, owner, on_date, minutes, state, task_id, deal_id, customer_id,
    rule, for_date, ref, kind, place, at_time)
    SELECT id, uid, created_at, updated_at, owner, on_date, minutes, state, task_id, deal_id, customer_id, rule, for_date,
    ref, kind, place, at_time FROM plan_line;
DROP TABLE plan_line;
ALTER TABLE plan_line_bare RENAME TO plan_line;
CREATE INDEX ix_plan_line_deal_id ON plan_line (deal_id);
CREATE INDEX ix_plan_line_task_id ON plan_line (task_id);
CREATE INDEX ix_plan_line_ref ON plan_line (ref);
CREATE INDEX plan_line_customer ON plan_line (customer_id, on_date);
CREATE INDEX plan_line_day ON plan_line (on_date, state);
