"""The step of migrations for the hour that a callback was moved to."""

MOVED = """
ALTER TABLE settled ADD COLUMN until_time TEXT NOT NULL DEFAULT ''
"""
