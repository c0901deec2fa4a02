-- Of what should be little a target of 0 is a target; from where there is none it is said apart.
ALTER TABLE target ADD COLUMN ended INTEGER NOT NULL DEFAULT 0;
