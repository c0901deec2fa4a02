"""The book: one SQLite file, its tables, how it is opened, changed and undone."""
