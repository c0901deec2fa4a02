-- Wishes, positions and relations, and what finds people and words: readings, numbers, the index of words.

ALTER TABLE customer ADD COLUMN phone_e164 TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN no_call INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customer ADD COLUMN quiet_from TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN quiet_until TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN language TEXT NOT NULL DEFAULT '';
DROP INDEX ix_customer_name_key;
CREATE INDEX customer_named ON customer (name_key, status);
CREATE INDEX customer_email ON customer (email COLLATE NOCASE);
CREATE TABLE position (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    person_id INTEGER NOT NULL REFERENCES customer (id),
    organisation_id INTEGER NOT NULL REFERENCES customer (id),
    role TEXT NOT NULL DEFAULT '',
    CONSTRAINT position_once UNIQUE (person_id, organisation_id),
    CONSTRAINT position_elsewhere CHECK (person_id <> organisation_id)
) STRICT;
CREATE INDEX ix_position_organisation_id ON position (organisation_id);
CREATE TABLE relation (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    other_id INTEGER NOT NULL REFERENCES customer (id),
    kind TEXT NOT NULL,
    CONSTRAINT kind_known CHECK (kind IN ('spouse', 'parent', 'sibling', 'household', 'colleague', 'friend')),
    CONSTRAINT relation_once UNIQUE (customer_id, other_id, kind),
    CONSTRAINT relation_to_another CHECK (customer_id <> other_id)
) STRICT;
CREATE INDEX ix_relation_other_id ON relation (other_id);
CREATE TABLE reading (
    id INTEGER PRIMARY KEY,
    name_key TEXT NOT NULL,
    key TEXT NOT NULL,
    whole INTEGER NOT NULL,
    CONSTRAINT reading_once UNIQUE (name_key, key)
) STRICT;
CREATE INDEX reading_key ON reading (key, whole, name_key);
CREATE TABLE number (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL,
    back TEXT NOT NULL
) STRICT;
CREATE INDEX ix_number_customer_id ON number (customer_id);
CREATE INDEX number_back ON number (back, customer_id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('customer', 'customer_named', '100000 4 4'),
    ('customer', 'customer_email', '100000 4'),
    ('number', 'number_back', '110000 1 1'),
    ('number', 'ix_number_customer_id', '110000 2'),
    ('reading', 'reading_key', '200000 5 5 1'),
    ('reading', 'sqlite_autoindex_reading_1', '200000 6 1');
CREATE VIRTUAL TABLE search USING fts5 (body, content='', tokenize='ascii')
