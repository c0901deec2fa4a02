-- Tasks that come back, and how a day was counted while its holidays were not decided.

ALTER TABLE task ADD COLUMN due_counted TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN repeats TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN scheduled_on TEXT;
ALTER TABLE task ADD COLUMN repeats_until TEXT;
ALTER TABLE task ADD COLUMN repeats_left INTEGER
    CONSTRAINT repeats_left_positive CHECK (repeats_left IS NULL OR repeats_left > 0);
