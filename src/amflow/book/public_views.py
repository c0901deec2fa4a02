"""The views with plain names that other programs read the book by, in the order of their numbers: docs/data.md.

A view is no data: all of them are made anew after the steps of a migration, so that each stands here once, as it is now.
"""

from typing import TYPE_CHECKING

from amflow.book import planned

if TYPE_CHECKING:
    from sqlite3 import Connection


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
    a.no_contact, a.no_call, a.quiet_from, a.quiet_until, a.language, a.added_on, a.lead_on, a.converted_on,
    a.dropped_on, a.dropped_why, a.client_since, a.last_touch_on, a.quiet_since, a.line, a.stop, a.profile, a.owner
    FROM customer a LEFT JOIN customer o ON o.id = a.organisation_id LEFT JOIN customer r ON r.id = a.referrer_id
    WHERE a.status <> 'removed'
    ORDER BY a.id""",
    f"""CREATE VIEW v_products AS SELECT a.id AS number, a.uid, a.name, a.series,
    {money("a.price_minor", "a.currency", "price")}, a.currency, a.description, a.service, a.risk, a.term,
    {money("a.least_minor", "a.currency", "least")}, a.aspects, a.owner FROM product a
    ORDER BY a.id""",
    f"""CREATE VIEW v_deals AS SELECT 'd' || a.id AS ref, a.uid, a.title, 'c' || c.id AS customer_ref,
    c.name AS customer, p.name AS product, a.pipeline, a.stage, a.state,
    {money("a.amount_minor", "a.currency", "amount")}, a.currency, a.counted_in, a.opened_on, a.stage_on,
    a.expected_on, a.closed_on, a.lost_why, a.quiet_since, a.owner
    FROM deal a LEFT JOIN customer c ON c.id = a.customer_id LEFT JOIN product p ON p.id = a.product_id
    ORDER BY a.id""",
    """CREATE VIEW v_stages AS SELECT 'd' || s.deal_id AS deal_ref, d.title AS deal, s.stage, s.entered_on, s.why
    FROM deal_stage s JOIN deal d ON d.id = s.deal_id
    ORDER BY s.id""",
    """CREATE VIEW v_touches AS SELECT a.id AS number, a.uid, 'c' || c.id AS customer_ref, c.name AS customer, a.kind,
    a.held_on, a.held_at, a.minutes, a.note, a.outcome, a.reached, a.intent, a.companions,
    (SELECT group_concat(name, ', ') FROM (SELECT w.name FROM touch_with t JOIN customer w ON w.id = t.customer_id
    WHERE t.touch_id = a.id AND w.kind = 'person' AND w.status <> 'removed' ORDER BY t.id)) AS present, a.script, a.objection,
    'd' || a.deal_id AS deal_ref,
    a.owner FROM touch a JOIN customer c ON c.id = a.customer_id
    WHERE c.status <> 'removed'
    ORDER BY a.id""",
    """CREATE VIEW v_tasks AS SELECT 't' || a.id AS ref, a.uid, a.title, 'c' || c.id AS customer_ref,
    c.name AS customer, 'd' || a.deal_id AS deal_ref, a.kind, a.step, a.due_on, a.due_time, a.minutes, a.promised,
    a.state, a.done_on, a.why, a.owner FROM task a LEFT JOIN customer c ON c.id = a.customer_id
    ORDER BY a.id""",
    """CREATE VIEW v_notes AS SELECT a.id AS number, a.uid, a.kind, a.on_date, a.minutes, a.text, a.link,
    a.important, 'c' || c.id AS customer_ref,
    c.name AS customer, a.owner FROM note a LEFT JOIN customer c ON c.id = a.customer_id
    ORDER BY a.id""",
    f"""CREATE VIEW v_holdings AS SELECT 'h' || a.id AS ref, a.uid, 'c' || c.id AS customer_ref, c.name AS customer,
    p.name AS product, a.name, a.quantity_e4 / 10000.0 AS quantity,
    {money("a.amount_minor", "a.currency", "amount")}, {money("a.cost_minor", "a.currency", "cost")}, a.currency,
    a.bought_on, a.matures_on, a.take_profit_e4 / 10000.0 AS take_profit, a.stop_loss_e4 / 10000.0 AS stop_loss,
    a.sold_on, {money("a.sold_minor", "a.currency", "sold")}, 'd' || a.deal_id AS deal_ref,
    'h' || a.replaces_id AS replaces_ref, a.owner
    FROM holding a CROSS JOIN customer c ON c.id = a.customer_id LEFT JOIN product p ON p.id = a.product_id
    ORDER BY a.id""",
    f"""CREATE VIEW v_orders AS SELECT 'o' || a.id AS ref, a.uid, 'c' || c.id AS customer_ref, c.name AS customer,
    p.name AS product, a.name, a.quantity_e4 / 10000.0 AS quantity,
    {money("a.amount_minor", "a.currency", "amount")}, a.currency, a.ordered_on, a.promised_on, a.broken_on, a.delivered_on,
    a.cancelled_on, a.why, 'd' || a.deal_id AS deal_ref, a.owner
    FROM orders a LEFT JOIN customer c ON c.id = a.customer_id LEFT JOIN product p ON p.id = a.product_id
    ORDER BY a.id""",
    """CREATE VIEW v_deliveries AS SELECT 'o' || a.order_id AS order_ref, o.name AS "order", a.on_date,
    a.quantity_e4 / 10000.0 AS quantity, a.why, a.uid FROM delivery a JOIN orders o ON o.id = a.order_id
    ORDER BY a.id""",
    """CREATE VIEW v_prices AS SELECT p.name AS product, a.on_date, a.price_e4 / 10000.0 AS price, a.currency, a.uid
    FROM price a JOIN product p ON p.id = a.product_id
    ORDER BY a.id""",
    f"""CREATE VIEW v_plan AS SELECT plan_line.on_date, {planned.TITLE} AS title, plan_line.kind, plan_line.rule,
    plan_line.minutes, plan_line.state, 'c' || c.id AS customer_ref, c.name AS customer, plan_line.uid
    FROM plan_line LEFT JOIN customer c ON c.id = {planned.CUSTOMER}
    ORDER BY plan_line.id""",
    """CREATE VIEW v_measures AS SELECT a.metric, a.on_date, 'c' || c.id AS customer_ref, c.name AS customer,
    a.value, a.whole, a.note, a.uid FROM measure a LEFT JOIN customer c ON c.id = a.customer_id
    ORDER BY a.id""",
    """CREATE VIEW v_gaps AS SELECT metric, period, starts_on, cause, remedy, by_on, 't' || task_id AS task_ref, result,
    result_on, uid FROM gap
    ORDER BY id""",
    """CREATE VIEW v_final_summaries AS SELECT 's' || id AS ref, period, starts_on, ends_on, final_on, title, document, uid
    FROM final_summary
    ORDER BY id""",
    """CREATE VIEW v_targets AS SELECT metric, period, starts_on, value, scope, part, level, ended, uid
    FROM target
    ORDER BY id""",
    """CREATE VIEW v_events AS SELECT 'e' || a.id AS ref, a.uid, a.kind, a.on_date, a.until_on, a.title, a.note, a.owner
    FROM event a
    ORDER BY a.id""",
    """CREATE VIEW v_goals AS SELECT 'a' || a.id AS ref, a.uid, a.title, a.due_on, a.state, a.done_on, a.why, a.owner
    FROM goal a
    ORDER BY a.id""",
    """CREATE VIEW v_tier_changes AS SELECT 'c' || c.id AS customer_ref, c.name AS customer, a.on_date, a.from_tier,
    a.to_tier, a.raised, a.why, a.uid FROM tier_change a JOIN customer c ON c.id = a.customer_id
    ORDER BY a.id""",
    """CREATE VIEW v_special_dates AS SELECT 'c' || c.id AS customer_ref, c.name AS customer, a.title,
    a.on_date, a.uid FROM special_date a JOIN customer c ON c.id = a.customer_id
    ORDER BY a.id""",
    """CREATE VIEW v_cases AS SELECT 'x' || a.id AS ref, a.uid, 'c' || c.id AS customer_ref, c.name AS customer, a.title,
    a.kind, a.severity, a.state, a.opened_on, a.opened_at, a.answered_on, a.resolved_on, a.escalated_to, a.reported_on,
    'd' || a.deal_id AS deal_ref, p.name AS product, a.owner
    FROM cases a JOIN customer c ON c.id = a.customer_id LEFT JOIN product p ON p.id = a.product_id
    ORDER BY a.id""",
    """CREATE VIEW v_scores AS SELECT 'c' || c.id AS customer_ref, c.name AS customer, a.on_date, a.scale, a.value, a.why,
    'x' || a.case_id AS case_ref, a.uid FROM score a JOIN customer c ON c.id = a.customer_id
    ORDER BY a.id""",
    """CREATE VIEW v_answers AS SELECT 'c' || c.id AS customer_ref, c.name AS customer, a.on_date, a.about, a.question,
    a.value AS answer, a.uid FROM answer a JOIN customer c ON c.id = a.customer_id
    ORDER BY a.id""",
    """CREATE VIEW v_messages AS SELECT 'm' || a.id AS ref, a.uid, 'c' || c.id AS customer_ref, c.name AS customer,
    a.category, a.text, a.state, a.sent_on, a.sent_at, a.why, a.owner
    FROM message a JOIN customer c ON c.id = a.customer_id
    ORDER BY a.id""",
    """CREATE VIEW v_referrals AS SELECT 'f' || a.id AS ref, a.uid, 'c' || c.id AS customer_ref, c.name AS customer,
    a.colleague, 'c' || i.id AS introduced_ref, i.name AS introduced, a.asked_on, a.made_on, a.met_on, a.thanked_on,
    a.rewarded_on, a.reward, a.closed_on, a.why, a.owner
    FROM referral a LEFT JOIN customer c ON c.id = a.customer_id LEFT JOIN customer i ON i.id = a.introduced_id
    ORDER BY a.id""",
    """CREATE VIEW v_campaigns AS SELECT 'g' || g.id AS ref, g.title, g.kind, g.partner, g.starts_on, g.ends_on, g.goal,
    g.counts, p.name AS product,
    'c' || c.id AS customer_ref, c.name AS customer, a.state, a.on_date, a.share, a.note, a.uid
    FROM campaign g LEFT JOIN campaign_entry a ON a.campaign_id = g.id LEFT JOIN customer c ON c.id = a.customer_id
    LEFT JOIN product p ON p.id = g.product_id
    ORDER BY g.id, a.id""",
    """CREATE VIEW v_receptions AS SELECT a.on_date, a.at_time, a.channel, 'c' || c.id AS customer_ref, c.name AS customer,
    a.service, a.note, a.uid FROM reception a LEFT JOIN customer c ON c.id = a.customer_id
    ORDER BY a.id""",
)


def drop(connection: "Connection") -> None:
    """Take them out: a step may change what they read."""
    for view in VIEWS:
        connection.execute(f"DROP VIEW IF EXISTS {view.split()[2]}")


def make(connection: "Connection") -> None:
    """Make them all."""
    for view in VIEWS:
        connection.execute(view)
