"""How each kind of record is laid out as a list, as a page of its own, or as the change that made it."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow.book import change
from amflow.dates import format as date_format
from amflow.dates.workdays import Provisional
from amflow.locale import N_, _, listed, ngettext
from amflow.shell.screen import Span
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, jsonable

if TYPE_CHECKING:
    from amflow.agenda.actions import Acted
    from amflow.agenda.desk import Desk
    from amflow.agenda.items import Item
    from amflow.book.store import ChangeLine
    from amflow.outreach.scripts.records import Spoken
    from amflow.playbooks.choosing import Choice
    from amflow.playbooks.model import Script
    from amflow.shell.output import View
    from amflow.shell.screen import Screen


HISTORY = (
    ListColumn("at", N_("when"), "dim", get=lambda line: local(line.at)),
    ListColumn("command", N_("command"), "ref"),
    ListColumn("summary", N_("what")),
    ListColumn("rows", N_("rows"), "right"),
    ListColumn("undone", N_("taken back")),
)


def history(lines: Sequence["ChangeLine"]) -> ListView:
    """What was done, newest first."""
    return ListView(
        "history", HISTORY, lines, empty=_("nothing was done yet"), give="summary", foot=[_("undo: amflow undo")]
    )


def taken_back(what: str, lines: Sequence["ChangeLine"], word: str, then: str) -> ChangeView:
    """The commands that were taken back, or done again."""
    named = [f"{line.command}: {line.summary}" if line.summary else line.command for line in lines]
    rows = ngettext("{n} row", "{n} rows", sum(line.rows for line in lines))
    item = {"commands": [line.command for line in lines], "rows": sum(line.rows for line in lines)}
    shown = [("", name) for name in named[:10]] + ([("", f"… {len(named)}")] if len(named) > 10 else [])
    return ChangeView(what, item, f"{word} ({rows})", [*shown, ("", then)], undo=False)


TABLES = {
    "customer": N_("customers"),
    "touch": N_("talks"),
    "task": N_("tasks"),
    "deal": N_("deals"),
    "product": N_("products"),
    "note": N_("notes"),
    "target": N_("targets"),
    "change": N_("changes"),
}
"""What the rows of a table are called."""


def counts(path: Path, numbers: dict[str, int]) -> ItemView:
    """A sound book and what it holds."""
    return ItemView(
        "book",
        {"path": str(path), **numbers},
        [(_(TABLES.get(name, name)), number) for name, number in numbers.items()],
        title=[_("the book is sound: {path}").format(path=path)],
    )


def local(instant: str) -> str:
    """An instant of the book (UTC) as local date and time."""
    return change.local(instant).strftime("%Y-%m-%d %H:%M")


def acted(what: str, found: Sequence["Acted"], word: str) -> ChangeView:
    """What became of several references."""
    items = [_acted(one) for one in found]
    if len(found) == 1:
        one = found[0]
        return ChangeView(what, items[0], _said(f"{one.ref} {one.title}", word + _until(one)), _follows(found))
    # Each keeps its own hour: only the day is the same for all.
    done = _said(ngettext("{n} thing", "{n} things", len(found)), word + _until(found[0]._replace(at="")))
    return ChangeView(what, {"refs": items}, done, [*((one.ref, one.title) for one in found), *_follows(found)])


def _until(one: "Acted") -> str:
    return f" → {date_format.day(one.until)} {one.at}".rstrip() if one.until else ""


def _acted(one: "Acted") -> dict[str, Any]:
    item: dict[str, Any] = {"ref": one.ref, "title": one.title, "state": one.state, "until": one.until}
    if isinstance(one.until, Provisional):
        item["provisional"] = True
    if one.at:
        item["until_time"] = one.at
    if one.next:
        item["next"] = {"ref": one.next.ref, "due_on": one.next.due_on}
    return item


def _follows(found: Sequence["Acted"]) -> list[tuple[str, str]]:
    """The tasks that come next in their series."""
    return [(_("next"), f"{one.next.ref}  {date_format.day(one.next.due_on)}") for one in found if one.next]


def _said(what: str, why: str) -> str:
    return _("{what}: {why}").format(what=what, why=why)


CHECK_TIMES = (
    ListColumn("on_date", N_("day")),
    ListColumn("state", N_("state"), say=lambda mark: {"done": _("done"), "skipped": _("skipped")}[mark.state]),
    ListColumn("at_time", N_("at")),
    ListColumn("late", N_("how late"), "late"),
    ListColumn("why", N_("why"), "dim"),
)

SCRIPTS = (
    ListColumn("key", N_("key"), "ref"),
    ListColumn("family", N_("family"), "dim"),
    ListColumn("step", N_("step"), "dim"),
    ListColumn("title", N_("what for")),
)


def scripts(found: Sequence["Script"]) -> ListView:
    """The playbook's scripts."""
    foot = [_("amflow script show KEY --for CUSTOMER says it to somebody")]
    return ListView("scripts", SCRIPTS, found, empty=_("this playbook has no scripts"), foot=foot)


def spoken(said: "Spoken", text: str, unset: Sequence[str], missing: Sequence[str] = ()) -> ItemView:
    """A script's words, what may be said against it, and what the settings leave open."""
    customer = said.customer
    item = {
        "key": said.script.key,
        "title": said.script.title,
        "customer": f"c{customer['id']}" if customer is not None else None,
        "wish": said.wish,
        "text": text,
        "missing": list(missing),
        "objections": [{"says": str(one.says), "answer": str(one.answer)} for one in said.script.objections],
    }
    whom = f"  {customer['name']} (c{customer['id']})" if customer is not None else ""
    return SpokenView(item, [Span(str(said.script.title), "title"), Span(whom, "ref")], unset)


class SpokenView(ItemView):
    """A script as it is read aloud: paragraphs, not a table."""

    def __init__(self, item: dict[str, Any], title: Sequence[Span | str], unset: Sequence[str]) -> None:
        super().__init__("script", item, [], title=title)
        self.unset = unset

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """The words alone, a line a line: for the clipboard."""
        for line in self.item["text"].splitlines():
            yield (line,)

    def draw(self, screen: "Screen") -> None:
        """The words, then what they may say against it."""
        screen.line(*self.title)
        for line in self.item["text"].splitlines():
            screen.line(line, indent=2, wrap=True)
        for one in self.item["objections"]:
            screen.blank()
            screen.line(Span(_("“{says}”").format(says=one["says"]), "quote"), indent=2, wrap=True)
            screen.line(one["answer"], indent=4, wrap=True)
        if self.item["missing"]:
            screen.blank()
            said = _("not known: {names}").format(names=listed(tuple(self.item["missing"])))
            screen.line(Span(said, "late"), indent=2, wrap=True)
        if self.unset:
            names = listed(tuple(self.unset))
            screen.blank()
            screen.line(
                Span(
                    _("not set yet: {names} (amflow config set {first} …)").format(names=names, first=self.unset[0]),
                    "dim",
                ),
                wrap=True,
            )


PLAYBOOKS = (
    ListColumn("used", N_("in use"), "good", get=lambda one: "●" if one.used else ""),
    ListColumn("name", N_("name"), "ref"),
    ListColumn("title", N_("trade"), "title"),
    ListColumn("carries", N_("workflows"), "dim", get=lambda one: " ".join(one.carries)),
    ListColumn("sentence", N_("in a sentence")),
)


def playbooks(found: Sequence["Choice"]) -> ListView:
    """The playbooks there are."""
    return ListView("playbooks", PLAYBOOKS, found, foot=[_("amflow playbook show NAME, amflow playbook use NAME")])


def one(desk: "Desk", text: str) -> "View":
    """Whatever a reference or a name means, on a page of its own. Raises NotFound, Ambiguous, Usage."""
    from amflow.agenda import refs

    ref = refs.parse(text)
    page = PAGES.get(ref.letter) if ref and (not ref.letters or ref.letter in "rm") else None
    if page is not None:
        return page(desk, text)
    from amflow.customers import page as customer_page
    from amflow.customers import view as customer_view

    return customer_view.dossier(customer_page.of(desk, text))


def _deal(desk: "Desk", text: str) -> ItemView:
    from amflow.convert.deals import page as deal_page
    from amflow.convert.deals import view as deal_view

    return deal_view.page(deal_page.page(desk, text))


def _task(desk: "Desk", text: str) -> ItemView:
    from amflow.agenda.tasks import records as tasks
    from amflow.agenda.tasks import recurring
    from amflow.agenda.tasks import view as task_view

    row = tasks.get(desk.book, text)
    return task_view.page(tasks.item(desk, row), recurring.sentence(row))


def _check(desk: "Desk", text: str) -> ItemView:
    from amflow.agenda import checklist

    check = checklist.get(desk, int(text.strip()[1:]))
    item = {
        "ref": text,
        "key": check.key,
        "step": check.step,
        "title": str(check.title),
        "at": check.at,
        "see": check.see,
    }
    where = f"amflow {check.see}" if check.see else ""
    fields = [(_("key"), check.key), (_("step"), check.step), (_("at"), check.at), (_("see"), where)]
    times = ListView("times", CHECK_TIMES, checklist.history(desk, check))
    return ItemView("check", item, fields, title=[str(check.title)], lists=[(_("The last weeks"), times)])


def _due(desk: "Desk", text: str) -> ItemView:
    """What a rule makes due is about a customer: their page."""
    from amflow.agenda import actions, refs
    from amflow.customers import page as customer_page
    from amflow.customers import view as customer_view

    actions.derived(desk, text)
    ref = refs.parse(text)
    assert ref is not None
    return customer_view.dossier(customer_page.of_number(desk, ref.number))


def _waiting(desk: "Desk", text: str) -> ItemView:
    from amflow.convert.waiting import records as waiting
    from amflow.convert.waiting import view as waiting_view

    return waiting_view.page(waiting.page(desk, text))


def _referral(desk: "Desk", text: str) -> ItemView:
    from amflow.prospect.referrals import records as referrals
    from amflow.prospect.referrals import view as referral_view

    return referral_view.page(referrals.get(desk, text))


def _campaign(desk: "Desk", text: str) -> ItemView:
    from amflow.outreach.campaigns import records as campaigns
    from amflow.outreach.campaigns import view as campaign_view

    return campaign_view.page(campaigns.page(desk, text))


def _case(desk: "Desk", text: str) -> ItemView:
    from amflow.callback.cases import records as cases
    from amflow.callback.cases import view as case_view

    return case_view.page(cases.page(desk, text), desk.today)


def message(desk: "Desk", text: str) -> ItemView:
    """A message that waits, with its words, or one that was sent or left out. Raises NotFound, Ambiguous, Refused."""
    from amflow.outreach.messages import changes as message_changes
    from amflow.outreach.messages import checks
    from amflow.outreach.messages import records as messages
    from amflow.outreach.messages import view as message_view
    from amflow.outreach.scripts.view import Speaker

    kept = message_changes.kept(desk, text)
    if kept:
        return message_view.kept(kept)
    waiting = [messages.one(desk, text)]
    return message_view.page(checks.checked(desk, Speaker(desk.settings, desk.today), waiting)[0], desk.today)


def _summary(desk: "Desk", text: str) -> "View":
    from amflow.summary.gaps import records as gaps
    from amflow.summary.view import SummaryView

    return SummaryView(*gaps.thawed(gaps.final(desk, text)))


def _product_or_note(desk: "Desk", text: str) -> ItemView:
    from amflow.convert.products import records as products
    from amflow.convert.products import view as product_view
    from amflow.prep.notes import records as notes
    from amflow.prep.notes import view as note_view

    if text.lower().startswith("p"):
        return product_view.page(products.one(desk.book, products.find(desk.book, text)["id"]), desk.playbook)
    return note_view.page(notes.one(desk.book, text))


def _event_or_goal(desk: "Desk", text: str) -> ItemView:
    from amflow.prep.events import records as events
    from amflow.prep.events import view as event_view
    from amflow.prep.goals import records as goals
    from amflow.prep.goals import view as goal_view

    if text.lower().startswith("e"):
        return event_view.page(events.one(desk.book, text))
    return goal_view.page(goals.one(desk, text))


def _holding_or_order(desk: "Desk", text: str) -> ItemView:
    from amflow.callback.holdings import records as holdings
    from amflow.callback.holdings import view as holding_view
    from amflow.callback.orders import records as orders
    from amflow.callback.orders import view as order_view

    if text.strip().lower().startswith("h"):
        return holding_view.page(holdings.one(desk, holdings.find(desk.book, text)["id"]))
    return order_view.page(orders.one(desk, orders.find(desk.book, text)["id"]))


PAGES: dict[str, Callable[["Desk", str], "View"]] = {
    "d": _deal,
    "t": _task,
    "k": _check,
    "r": _due,
    "m": message,
    "w": _waiting,
    "f": _referral,
    "g": _campaign,
    "x": _case,
    "s": _summary,
    "p": _product_or_note,
    "n": _product_or_note,
    "e": _event_or_goal,
    "a": _event_or_goal,
    "h": _holding_or_order,
    "o": _holding_or_order,
}
"""The pages by the letter of the reference; without one it is a customer."""

ITEM = (
    ListColumn("step", N_("step")),
    ListColumn("ref", N_("ref")),
    ListColumn("kind", N_("kind")),
    ListColumn("due_on", N_("due")),
    ListColumn("due_at", N_("at")),
    ListColumn("customer", N_("customer")),
    ListColumn("customer_ref", N_("customer's reference")),
    ListColumn("title", N_("what")),
    ListColumn("reason", N_("why")),
    ListColumn("amount", N_("amount")),
    ListColumn("minutes", N_("minutes")),
    ListColumn("late", N_("late")),
    ListColumn("state", N_("state")),
    ListColumn("command", N_("next command")),
)
"""The fields of an item in JSON and in a pipe."""


def item_fields(item: "Item") -> dict[str, Any]:
    """An item as JSON carries it; `provisional` where its day was counted over holidays not decided yet."""
    fields = {column.key: jsonable(column.value(item)) for column in ITEM}
    return fields | {"provisional": True} if item.provisional else fields
