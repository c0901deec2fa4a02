"""The step of migrations for what was lost on the way: the hour that a callback was moved to."""

MOVED = """
ALTER TABLE settled ADD COLUMN until_time TEXT NOT NULL DEFAULT '';
"""
