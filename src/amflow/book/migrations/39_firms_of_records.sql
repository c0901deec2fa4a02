-- What somebody of a firm said and asked is kept with that firm, as their talks are: those of before with the firm of today.

ALTER TABLE cases ADD COLUMN firm_id INTEGER REFERENCES customer (id);
CREATE INDEX ix_cases_firm_id ON cases (firm_id);
UPDATE cases SET firm_id = (SELECT firm.id FROM customer JOIN customer AS firm ON firm.id = customer.organisation_id
    WHERE customer.id = cases.customer_id AND customer.kind = 'person' AND firm.kind = 'organisation');
ALTER TABLE score ADD COLUMN firm_id INTEGER REFERENCES customer (id);
CREATE INDEX ix_score_firm_id ON score (firm_id);
UPDATE score SET firm_id = (SELECT firm.id FROM customer JOIN customer AS firm ON firm.id = customer.organisation_id
    WHERE customer.id = score.customer_id AND customer.kind = 'person' AND firm.kind = 'organisation');
ALTER TABLE answer ADD COLUMN firm_id INTEGER REFERENCES customer (id);
CREATE INDEX ix_answer_firm_id ON answer (firm_id);
UPDATE answer SET firm_id = (SELECT firm.id FROM customer JOIN customer AS firm ON firm.id = customer.organisation_id
    WHERE customer.id = answer.customer_id AND customer.kind = 'person' AND firm.kind = 'organisation');
ALTER TABLE settled ADD COLUMN firm_id INTEGER REFERENCES customer (id);
CREATE INDEX ix_settled_firm_id ON settled (firm_id);
UPDATE settled SET firm_id = (SELECT firm.id FROM customer JOIN customer AS firm ON firm.id = customer.organisation_id
    WHERE customer.id = settled.customer_id AND customer.kind = 'person' AND firm.kind = 'organisation');
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('cases', 'ix_cases_firm_id', '20000 20'),
    ('score', 'ix_score_firm_id', '20000 20'),
    ('answer', 'ix_answer_firm_id', '100000 20'),
    ('settled', 'ix_settled_firm_id', '100000 20');
