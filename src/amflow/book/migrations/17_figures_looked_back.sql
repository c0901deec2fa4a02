-- What is measured outside, causes and remedies of gaps, summaries that are final.

CREATE TABLE measure (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    metric TEXT NOT NULL,
    on_date TEXT NOT NULL,
    customer_id INTEGER REFERENCES customer (id),
    value INTEGER NOT NULL,
    whole INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '',
    CONSTRAINT value_not_negative CHECK (value >= 0),
    CONSTRAINT whole_not_negative CHECK (whole >= 0)
) STRICT;
CREATE INDEX measure_metric ON measure (metric, on_date);
CREATE INDEX measure_day ON measure (on_date);
CREATE INDEX ix_measure_customer_id ON measure (customer_id);
CREATE TABLE gap (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    metric TEXT NOT NULL,
    period TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    cause TEXT NOT NULL,
    remedy TEXT NOT NULL,
    by_on TEXT NOT NULL,
    task_id INTEGER REFERENCES task (id),
    result TEXT NOT NULL DEFAULT '',
    result_on TEXT,
    CONSTRAINT gap_once UNIQUE (metric, period, starts_on)
) STRICT;
CREATE INDEX gap_period ON gap (period, starts_on);
CREATE INDEX ix_gap_task_id ON gap (task_id);
CREATE TABLE final_summary (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    period TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    final_on TEXT NOT NULL,
    title TEXT NOT NULL,
    document TEXT NOT NULL,
    CONSTRAINT final_summary_once UNIQUE (period, starts_on, ends_on)
) STRICT;
CREATE INDEX orders_promised ON orders (promised_on);
CREATE INDEX holding_sold ON holding (sold_on);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('measure', 'measure_metric', '50000 5000 3'),
    ('measure', 'measure_day', '50000 30'),
    ('measure', 'ix_measure_customer_id', '50000 5'),
    ('gap', 'gap_period', '2000 700 4'),
    ('gap', 'ix_gap_task_id', '2000 1'),
    ('gap', 'sqlite_autoindex_gap_2', '2000 100 40 1'),
    ('orders', 'orders_promised', '200000 110'),
    ('holding', 'holding_sold', '300000 170')
