"""The book's second step: holdings, orders and prices, keys of other programs on touches and tasks, plain views."""

TABLES = """
ALTER TABLE touch ADD COLUMN external_source TEXT;
ALTER TABLE touch ADD COLUMN external_key TEXT;
CREATE UNIQUE INDEX touch_external ON touch (external_source, external_key);
ALTER TABLE task ADD COLUMN external_source TEXT;
ALTER TABLE task ADD COLUMN external_key TEXT;
CREATE UNIQUE INDEX task_external ON task (external_source, external_key);
CREATE TABLE holding (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    product_id INTEGER REFERENCES product (id),
    name TEXT NOT NULL,
    quantity_e4 INTEGER,
    amount_minor INTEGER,
    cost_minor INTEGER,
    currency TEXT NOT NULL DEFAULT '',
    bought_on TEXT,
    matures_on TEXT,
    external_source TEXT,
    external_key TEXT,
    CONSTRAINT quantity_not_negative CHECK (quantity_e4 IS NULL OR quantity_e4 >= 0),
    CONSTRAINT amount_not_negative CHECK (amount_minor IS NULL OR amount_minor >= 0),
    CONSTRAINT cost_not_negative CHECK (cost_minor IS NULL OR cost_minor >= 0),
    CONSTRAINT holding_external UNIQUE (external_source, external_key)
) STRICT;
CREATE INDEX holding_bought ON holding (bought_on);
CREATE INDEX holding_matures ON holding (matures_on);
CREATE INDEX ix_holding_customer_id ON holding (customer_id);
CREATE INDEX ix_holding_product_id ON holding (product_id);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    customer_id INTEGER REFERENCES customer (id),
    product_id INTEGER REFERENCES product (id),
    name TEXT NOT NULL,
    quantity_e4 INTEGER,
    amount_minor INTEGER,
    currency TEXT NOT NULL DEFAULT '',
    ordered_on TEXT NOT NULL,
    promised_on TEXT,
    delivered_on TEXT,
    external_source TEXT,
    external_key TEXT,
    CONSTRAINT quantity_not_negative CHECK (quantity_e4 IS NULL OR quantity_e4 >= 0),
    CONSTRAINT amount_not_negative CHECK (amount_minor IS NULL OR amount_minor >= 0),
    CONSTRAINT orders_external UNIQUE (external_source, external_key)
) STRICT;
CREATE INDEX orders_day ON orders (ordered_on);
CREATE INDEX orders_late ON orders (delivered_on, promised_on);
CREATE INDEX ix_orders_customer_id ON orders (customer_id);
CREATE INDEX ix_orders_product_id ON orders (product_id);
CREATE TABLE price (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    product_id INTEGER NOT NULL REFERENCES product (id),
    on_date TEXT NOT NULL,
    price_e4 INTEGER NOT NULL,
    currency TEXT NOT NULL DEFAULT '',
    CONSTRAINT price_not_negative CHECK (price_e4 >= 0),
    CONSTRAINT price_once UNIQUE (product_id, on_date)
) STRICT;
"""


def money(column: str, currency: str, name: str) -> str:
    """Minor units as a decimal number: by ISO 4217 some currencies have no hundredths."""
    unit = (
        f"CASE WHEN {currency} IN ('JPY', 'KRW', 'VND', 'CLP', 'ISK') THEN 1.0"
        f" WHEN {currency} IN ('KWD', 'BHD', 'OMR', 'TND', 'JOD') THEN 1000.0 ELSE 100.0 END"
    )
    return f"{column} / ({unit}) AS {name}"


VIEWS = (
    f"""CREATE VIEW v_customers AS SELECT 'c' || a.id AS ref, a.uid, a.name, a.kind, a.status, a.salutation, a.phone,
    a.email, a.address, o.name AS organisation, a.role, a.tier, a.intent, a.source, a.signal, a.segment,
    r.name AS referrer, a.impression, a.birthday, {money("a.assets_minor", "a.currency", "assets")}, a.currency,
    a.no_contact, a.added_on, a.lead_on, a.converted_on, a.dropped_on, a.dropped_why, a.client_since, a.last_touch_on,
    a.quiet_since, a.profile, a.owner
    FROM customer a LEFT JOIN customer o ON o.id = a.organisation_id LEFT JOIN customer r ON r.id = a.referrer_id
    WHERE a.status <> 'removed'""",
    f"""CREATE VIEW v_products AS SELECT a.id AS number, a.uid, a.name, a.series,
    {money("a.price_minor", "a.currency", "price")}, a.currency, a.description, a.owner FROM product a""",
    f"""CREATE VIEW v_deals AS SELECT 'd' || a.id AS ref, a.uid, a.title, 'c' || c.id AS customer_ref,
    c.name AS customer, p.name AS product, a.pipeline, a.stage, a.state,
    {money("a.amount_minor", "a.currency", "amount")}, a.currency, a.opened_on, a.stage_on, a.expected_on,
    a.closed_on, a.lost_why, a.quiet_since, a.owner
    FROM deal a LEFT JOIN customer c ON c.id = a.customer_id LEFT JOIN product p ON p.id = a.product_id""",
    """CREATE VIEW v_stages AS SELECT 'd' || s.deal_id AS deal_ref, d.title AS deal, s.stage, s.entered_on, s.why
    FROM deal_stage s JOIN deal d ON d.id = s.deal_id""",
    """CREATE VIEW v_touches AS SELECT a.id AS number, a.uid, 'c' || c.id AS customer_ref, c.name AS customer, a.kind,
    a.held_on, a.held_at, a.minutes, a.note, a.outcome, a.reached, a.intent, a.companions, 'd' || a.deal_id AS deal_ref,
    a.owner FROM touch a JOIN customer c ON c.id = a.customer_id
    WHERE c.status <> 'removed'""",
    """CREATE VIEW v_tasks AS SELECT 't' || a.id AS ref, a.uid, a.title, 'c' || c.id AS customer_ref,
    c.name AS customer, 'd' || a.deal_id AS deal_ref, a.kind, a.step, a.due_on, a.due_time, a.minutes, a.promised,
    a.state, a.done_on, a.why, a.owner FROM task a LEFT JOIN customer c ON c.id = a.customer_id""",
    """CREATE VIEW v_notes AS SELECT a.id AS number, a.uid, a.kind, a.on_date, a.text, 'c' || c.id AS customer_ref,
    c.name AS customer, a.owner FROM note a LEFT JOIN customer c ON c.id = a.customer_id""",
    f"""CREATE VIEW v_holdings AS SELECT 'h' || a.id AS ref, a.uid, 'c' || c.id AS customer_ref, c.name AS customer,
    p.name AS product, a.name, a.quantity_e4 / 10000.0 AS quantity,
    {money("a.amount_minor", "a.currency", "amount")}, {money("a.cost_minor", "a.currency", "cost")}, a.currency,
    a.bought_on, a.matures_on, a.owner
    FROM holding a JOIN customer c ON c.id = a.customer_id LEFT JOIN product p ON p.id = a.product_id""",
    f"""CREATE VIEW v_orders AS SELECT 'o' || a.id AS ref, a.uid, 'c' || c.id AS customer_ref, c.name AS customer,
    p.name AS product, a.name, a.quantity_e4 / 10000.0 AS quantity,
    {money("a.amount_minor", "a.currency", "amount")}, a.currency, a.ordered_on, a.promised_on, a.delivered_on,
    a.owner
    FROM orders a LEFT JOIN customer c ON c.id = a.customer_id LEFT JOIN product p ON p.id = a.product_id""",
    """CREATE VIEW v_prices AS SELECT p.name AS product, a.on_date, a.price_e4 / 10000.0 AS price, a.currency, a.uid
    FROM price a JOIN product p ON p.id = a.product_id""",
    """CREATE VIEW v_plan AS SELECT a.on_date, a.title, a.reason, a.minutes, a.state, 'c' || c.id AS customer_ref,
    c.name AS customer, a.uid FROM plan_line a LEFT JOIN customer c ON c.id = a.customer_id""",
    """CREATE VIEW v_targets AS SELECT metric, period, starts_on, value, uid FROM target""",
)
"""A view for each kind of record, with plain names and joined ones, for other programs: docs/data.md."""
