-- The hour at which a line of the plan was accepted.
ALTER TABLE plan_line ADD COLUMN at_time TEXT NOT NULL DEFAULT '';
