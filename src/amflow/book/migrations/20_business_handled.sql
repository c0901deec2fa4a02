-- What visitors came for.

ALTER TABLE reception ADD COLUMN service TEXT NOT NULL DEFAULT '';
CREATE INDEX reception_handled ON reception (on_date, service) WHERE service <> '';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('reception', 'reception_handled', '100000 60 10')
