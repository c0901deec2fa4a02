-- The hour at which a callback that was moved comes back.

ALTER TABLE settled ADD COLUMN until_time TEXT NOT NULL DEFAULT '';
