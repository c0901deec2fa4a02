"""What a line of the plan is called and whom it is about: asked of what it is about, for it keeps no words of its own."""

from amflow import registry

_NUMBER = "CAST(substr(plan_line.ref, 2) AS INTEGER)"

_CAMPAIGN = (
    "(SELECT campaign.title || ' g' || campaign.id FROM campaign_entry CROSS JOIN campaign ON campaign.id = campaign_id"
    " WHERE plan_line.kind = 'campaign' AND campaign_entry.customer_id = plan_line.customer_id"
    " AND coalesce(campaign.closed_on, campaign.ends_on, plan_line.on_date) >= plan_line.on_date ORDER BY campaign.id)"
)
"""The campaign of the day that its talk is for."""

TITLE = (
    "coalesce((SELECT title FROM task WHERE id = plan_line.task_id), (SELECT title FROM deal WHERE id = plan_line.deal_id),"
    f" {_CAMPAIGN}, CASE substr(plan_line.ref, 1, 1)"
    + "".join(
        f" WHEN '{one.letter}' THEN (SELECT {one.title} FROM {one.table} WHERE id = {_NUMBER})"
        for one in registry.FAMILIES
        if one.title
    )
    + " END, '')"
)
"""The title of the record that it is about (SQL of plan_line); empty for a talk, for what a rule asks for, and for the queue."""

CUSTOMER = (
    "coalesce(plan_line.customer_id, (SELECT customer_id FROM task WHERE id = plan_line.task_id),"
    " (SELECT customer_id FROM deal WHERE id = plan_line.deal_id))"
)
"""The number of its customer (SQL)."""

COUNTS = "plan_line.state <> 'dropped'"
"""Whether it counts among what was planned (SQL): everything that was accepted, but what was taken out of the plan again."""

VISIT = "(plan_line.kind = 'visit' OR (SELECT kind FROM task WHERE id = plan_line.task_id) = 'visit')"
"""Whether it is a visit (SQL): the calls of a campaign are none."""
