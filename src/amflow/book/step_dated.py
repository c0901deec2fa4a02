"""The step of migrations for the age of what is known: the day on which each field of a customer's file was told."""

TABLES = """
CREATE TABLE field_date (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    field TEXT NOT NULL,
    on_date TEXT NOT NULL,
    CONSTRAINT field_date_once UNIQUE (customer_id, field)
) STRICT;
CREATE INDEX field_date_age ON field_date (field, on_date);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('field_date', 'sqlite_autoindex_field_date_1', '500000 1'),
    ('field_date', 'sqlite_autoindex_field_date_2', '500000 5 1'),
    ('field_date', 'field_date_age', '500000 25000 40')
"""
