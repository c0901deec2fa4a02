"""The step of migrations for what was lost on the way: the hour that a callback was moved to, wishes in the view."""

from amflow.book.step_files import money

MOVED = f"""
ALTER TABLE settled ADD COLUMN until_time TEXT NOT NULL DEFAULT '';
DROP VIEW v_customers;
CREATE VIEW v_customers AS SELECT 'c' || a.id AS ref, a.uid, a.name, a.kind, a.status, a.salutation, a.phone,
    a.email, a.address, o.name AS organisation, a.role, a.tier, a.intent, a.source, a.signal, a.segment,
    r.name AS referrer, a.impression, a.birthday, {money("a.assets_minor", "a.currency", "assets")}, a.currency,
    a.no_contact, a.no_call, a.quiet_from, a.quiet_until, a.language, a.added_on, a.lead_on, a.converted_on,
    a.dropped_on, a.dropped_why, a.client_since, a.last_touch_on, a.quiet_since, a.profile, a.owner
    FROM customer a LEFT JOIN customer o ON o.id = a.organisation_id LEFT JOIN customer r ON r.id = a.referrer_id
    WHERE a.status <> 'removed'
"""
