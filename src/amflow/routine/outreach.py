"""Step 3, outreach: whom to talk to today and why, and the words for it (`W01`, `W16`)."""

from typing import TYPE_CHECKING

from amflow.locale import _, ngettext
from amflow.routine import campaigns, checks, people, rhythm, rules
from amflow.routine.items import Item, Page, Section, many

if TYPE_CHECKING:
    from amflow.playbooks.model import Script
    from amflow.routine.desk import Desk


def page(desk: "Desk", limit: int) -> Page:
    """Outreach as it stands today. `limit` cuts the list (-1: all of it)."""
    talks, total = rhythm.prospects(desk, limit)
    due, due_count = rules.due(desk, "outreach", limit)
    capped = (total > len(talks) and total >= rhythm.MOST) or (due_count > len(due) and due_count >= rules.MOST)
    listed, listed_count = campaigns.waiting(desk, limit)
    checklist = checks.of_day(desk, "outreach")
    script = first_script(desk)
    items = [rules.item(one, desk, "") for one in due] + [talk_item(desk, talk, script) for talk in talks]
    spoken = desk.book.number(
        "SELECT count(DISTINCT customer_id) FROM touch WHERE held_on = ? AND reached = 1", desk.today.isoformat()
    )
    sections = [
        Section("talks", _("Whom to talk to"), items, total + due_count, capped),
        Section("campaigns", _("Campaigns"), listed, listed_count),
        Section("checks", _("Checklist"), checklist, len(checklist)),
    ]
    line = _("{n} to talk to").format(n=many(total + due_count, capped))
    late = sum(talk.late for talk in talks)
    # Of a list that was cut it is not known how many are late.
    if late and len(talks) == total:
        line += _(", {n} of them late").format(n=late)
    if listed_count:
        line += _(" · {n} to invite").format(n=listed_count)
    line += _(" · spoken to {n} today").format(n=spoken)
    done = sum(item.state != "open" for item in checklist)
    return Page("outreach", _("Outreach"), sections, done, len(checklist), line)


def first_script(desk: "Desk") -> "Script | None":
    """The script that opens a talk in this trade."""
    return next((script for script in desk.playbook.scripts if script.step == "outreach"), None)


def talk_item(desk: "Desk", talk: rhythm.Talk, script: "Script | None") -> Item:
    """Somebody whose intent or tier asks for a talk, as an item."""
    intents = people.titles(desk.playbook.intents)
    facts = [
        f"{talk.intent} {intents.get(talk.intent, '')}".strip(),
        reason(talk),
        talk.wish,
    ]
    return Item(
        talk.ref,
        "outreach",
        "talk",
        "",
        " · ".join(fact for fact in facts if fact),
        talk.customer_id,
        talk.customer,
        talk.tier,
        desk.today if talk.at else talk.due_on,
        talk.at,
        talk.minutes,
        late=talk.late or "" < talk.at < desk.clock,
        rule=rhythm.RULE,
        for_date=talk.quiet_since,
        command=f"amflow script show {script.key} --for c{talk.customer_id}" if script else "",
    )


def reason(talk: rhythm.Talk) -> str:
    """How long nobody has talked to them, against how often they should be talked to."""
    return ngettext("quiet {n} day (every {every})", "quiet {n} days (every {every})", talk.days).format(
        every=talk.every_days
    )
