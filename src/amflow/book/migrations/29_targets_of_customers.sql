-- Targets of a customer.

CREATE TABLE target_wider (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    metric TEXT NOT NULL,
    period TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    value INTEGER NOT NULL,
    scope TEXT NOT NULL DEFAULT '',
    part TEXT NOT NULL DEFAULT '',
    level TEXT NOT NULL DEFAULT 'base',
    CONSTRAINT value_not_negative CHECK (value >= 0),
    CONSTRAINT target_once UNIQUE (metric, period, starts_on, scope, part, level),
    CONSTRAINT period_known CHECK (period IN ('day', 'week', 'month', 'quarter', 'year')),
    CONSTRAINT scope_known CHECK (scope IN ('', 'product', 'line', 'tier', 'customer')),
    CONSTRAINT level_known CHECK (level IN ('base', 'stretch'))
) STRICT;
INSERT INTO target_wider SELECT id, uid, created_at, updated_at, owner, metric, period, starts_on, value, scope, part, level
    FROM target;
DROP TABLE target;
ALTER TABLE target_wider RENAME TO target;
