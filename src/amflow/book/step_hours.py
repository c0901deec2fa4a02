"""The step of migrations for the hour at which a line of the plan was accepted."""

TABLES = "ALTER TABLE plan_line ADD COLUMN at_time TEXT NOT NULL DEFAULT ''"
