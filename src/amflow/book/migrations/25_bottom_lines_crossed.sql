-- Why something was agreed beyond the bottom line: kept beside it, as much one's own.
ALTER TABLE deal_bottom ADD COLUMN why TEXT NOT NULL DEFAULT '';
