"""The queue of messages with its meter, one message in full, what was done with them, and the list of those sent."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from amflow.agenda import view as grid
from amflow.agenda.items import many
from amflow.book.values import harmless
from amflow.dates import format as date_format
from amflow.locale import N_, NP_, _, listed, ngettext, pgettext
from amflow.outreach.messages import changes as message_changes
from amflow.shell.screen import NARROW, Span, shortly
from amflow.shell.views import (
    ChangeView,
    ItemView,
    ListColumn,
    ListView,
    hidden,
    in_columns,
    jsonable,
    picked,
    plainly,
)

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from rich.text import Text

    from amflow.outreach.messages.changes import MarkedMessage, SentLine
    from amflow.outreach.messages.checks import Draft
    from amflow.outreach.messages.quotas import Meter
    from amflow.outreach.messages.records import MessageQueue
    from amflow.shell.output import Output
    from amflow.shell.screen import Screen


def fields(draft: "Draft", today: "date") -> dict[str, Any]:
    """A message as JSON carries it."""
    one = draft.waiting
    return {
        "ref": one.ref,
        "kind": one.category,
        "customer": one.customer["name"],
        "customer_ref": f"c{one.customer['id']}",
        "recipient": one.to["name"],
        "tier": one.customer["tier"],
        "why": why(draft, today),
        "due_on": jsonable(one.due.due_on) if one.due else None,
        "until": jsonable(one.lapses_on),
        "text": draft.text,
        "chars": draft.size.chars,
        "parts": draft.size.parts,
        "problems": [{"key": problem.key, "words": problem.words} for problem in draft.problems],
    }


def why(draft: "Draft", today: "date") -> str:
    """Why the message is due: what it is about, else the rule's title and the day."""
    due = draft.waiting.due
    if due is None:
        return draft.waiting.title
    return due.reason(today) or f"{draft.waiting.title} {date_format.short(due.for_date, today)}"


def _shortly(draft: "Draft", today: "date") -> str:
    """The same beside the title of its kind, which says what day it is."""
    due = draft.waiting.due
    return why(draft, today) if due is None else due.reason(today) or date_format.short(due.for_date, today)


BEGINNING = 40
"""So many cells of its words tell a message from another; `amflow message show` has all."""


class QueueView:
    """The queue: the meter, the messages by kind, those whose customers are at their ceiling apart."""

    what = "message-queue"

    def __init__(
        self,
        meter: "Meter",
        drafts: Sequence["Draft"],
        found: "MessageQueue",
        today: "date",
        whole: bool,
        tiers: dict[str, str],
    ) -> None:
        self.tiers = tiers
        """The titles of the tiers, by their keys."""
        self.meter = meter
        self.drafts = drafts
        self.total = found.total
        self.capped = found.capped
        self.today = today
        self.whole = whole

    @property
    def held(self) -> list["Draft"]:
        """Those whose customers have had all they may get."""
        return [draft for draft in self.drafts if draft.full]

    def data(self) -> dict[str, Any]:
        """The meter, how many wait, and every message that is listed."""
        meter = self.meter
        return {
            "date": self.today.isoformat(),
            "waiting": self.total,
            "at_least": self.capped,
            "meter": {
                "floors": [floor._asdict() for floor in meter.floors],
                "kinds": [kind._asdict() for kind in meter.kinds],
                "ceilings": [{"key": one.key, "per": one.per, "most": one.most} for one in meter.ceilings],
                "at_ceiling": len({draft.waiting.customer["id"] for draft in self.held}),
            },
            "items": [fields(draft, self.today) for draft in self.drafts],
        }

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line a message."""
        for draft in self.drafts:
            *cells, _problems = fields(draft, self.today).values()
            yield (*map(plainly, cells), draft.against)

    def draw(self, screen: "Screen") -> None:
        """The meter on a line, then the kinds in the playbook's order."""
        held = len({draft.waiting.customer["id"] for draft in self.held})
        count = ngettext("{n} waiting", "{n} waiting", self.total)
        count = count if not self.capped else _("{n} waiting").format(n=many(self.total, True))
        screen.line(Span(" · ".join(part for part in (count, self.meter.line(held)) if part), "title"), wrap=True)
        if self.meter.ceilings:
            screen.line(Span(_ceilings(self.meter), "dim"), wrap=True)
        if not self.drafts:
            screen.line(Span(_("nothing waits: amflow message write c12 “…” begins one"), "dim"), wrap=True)
            return
        free = [draft for draft in self.drafts if not draft.full]
        lines: list[Any] = []
        for key, title, covered in self._groups():
            group = [draft for draft in free if draft.waiting.category == key]
            if group:
                lines += self._heading(screen, title, group)
                lines[-1].append_text(screen.text(Span("  ✓" if covered else "", "good")))
                lines += self._full(screen, group) if self.whole else [self._row(screen, draft) for draft in group]
        if self.held:
            lines += self._heading(screen, _("At their ceiling, for another day"), self.held)
            lines += self._full(screen, self.held) if self.whole else []
        grid.draw(screen, lines, indent=2)
        if self.held and not self.whole:
            names = [f"{draft.ref} {draft.waiting.name}" for draft in self.held]
            screen.line(Span(" · ".join(names), "dim"), indent=2, wrap=True)
        self._foot(screen, free or self.held)

    def _heading(self, screen: "Screen", title: str, group: Sequence["Draft"]) -> "list[Text]":
        return [screen.text(), screen.text(Span(title, "step"), Span(f"  {len(group)}", "dim"))]

    def _groups(self) -> list[tuple[str, str, bool]]:
        known = [(kind.key, kind.title, kind.covered) for kind in self.meter.kinds]
        others = {draft.waiting.category for draft in self.drafts} - {kind.key for kind in self.meter.kinds}
        return [*known, *((key, key or _("Others"), False) for key in sorted(others))]

    def _row(self, screen: "Screen", draft: "Draft") -> list[Any]:
        """A message in the columns of the day: since when it is due, whom it is for, why, and what it says."""
        waiting = draft.waiting
        due = waiting.due.due_on if waiting.due else None
        day = date_format.column(due, screen.today, narrow=screen.width < NARROW) if due else ""
        when = Span("!", "late") if draft.problems else Span(_("today") if due == screen.today else day, "dim")
        tier = self.tiers.get(waiting.customer["tier"], waiting.customer["tier"])
        text = screen.text(" ".join(draft.text.split()))
        text.truncate(BEGINNING, overflow="ellipsis")
        said = draft.against if draft.problems else text.plain
        name = grid.named(screen, waiting.name, "")
        return grid.row(
            screen, when, draft.ref, name, [_shortly(draft, self.today)], " · ".join(filter(None, (tier, said)))
        )

    def _full(self, screen: "Screen", group: Sequence["Draft"]) -> "list[Text]":
        """Messages with all their words."""
        lines: list[Text] = []
        for draft in group:
            name = Span(f"  {draft.waiting.name}  ", "title")
            lines += screen.folded(Span(draft.ref, "ref"), name, Span(why(draft, self.today), "dim"), indent=2)
            lines += screen.folded(draft.text, indent=4)
            lines += screen.folded(Span(draft.against, "late"), indent=4) if draft.problems else []
        return lines

    def _foot(self, screen: "Screen", drafts: Sequence["Draft"]) -> None:
        screen.blank()
        hidden = self.total - len(self.drafts)
        if hidden > 0:
            screen.line(Span(_("and {n} more: amflow message queue --full").format(n=many(hidden, self.capped)), "dim"))
        words = _(
            "amflow message show {ref} · amflow message copy {ref} · amflow message sent {ref} · amflow message export today.csv"
        )
        screen.line(Span(words.format(ref=drafts[0].ref), "dim"), wrap=True)


def _ceilings(meter: "Meter") -> str:
    """`at most 1 a day, 3 a week, 8 a month to each`."""
    said = {"day": _("{n} a day"), "week": _("{n} a week"), "month": _("{n} a month")}
    parts = [said[one.per].format(n=one.most) for one in meter.ceilings]
    return _("to each at most {limits}").format(limits=listed(parts))


class MessageView(ItemView):
    """A message: its words as they go out, then whom and why, and what the check has against it."""

    def __init__(self, draft: "Draft", today: "date") -> None:
        customer = draft.waiting.customer
        shown = [
            (_("why"), why(draft, today)),
            (pgettext("good", "until"), draft.waiting.lapses_on),
            (_("phone"), draft.waiting.to["phone"]),
            (_("length"), _size(draft)),
            (_("check"), draft.against),
        ]
        whom = Span(f"  {draft.waiting.name} (c{customer['id']})", "title")
        title = [Span(draft.ref, "ref"), whom, Span(f"  {draft.waiting.title}", "dim")]
        super().__init__("message-draft", fields(draft, today), shown, title=title)
        self.draft = draft

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """The words alone, a line a line: for another program."""
        for line in self.draft.text.splitlines():
            yield (line,)

    def draw(self, screen: "Screen") -> None:
        """The words between whom they are for and what is to be known of them."""
        screen.line(*self.title, wrap=True)
        screen.blank()
        for line in self.draft.text.splitlines():
            screen.line(harmless(line), indent=2, wrap=True)
        screen.blank()
        styles = {_("check"): "late"}
        cells = [
            [Span(name, "dim"), Span(shortly(value, screen.today), styles.get(name, ""))] for name, value in self.fields
        ]
        screen.table(cells, indent=2, give=1)
        foot = _(
            "amflow message copy {ref} · amflow message edit {ref} · amflow message sent {ref} ·"
            " amflow message skip {ref} --why “…”"
        )
        screen.line(Span(foot.format(ref=self.draft.ref), "dim"), wrap=True)


def _size(draft: "Draft") -> str:
    chars = ngettext("{n} character", "{n} characters", draft.size.chars)
    return _("{chars}, {n} SMS").format(chars=chars, n=draft.size.parts)


def changed(
    found: Sequence["MarkedMessage"], word: str, meter: "Meter | None" = None, left: Sequence["Draft"] = ()
) -> ChangeView:
    """What became of messages; `left` were not taken, and why."""
    items = [
        {"customer_ref": f"c{one.customer_id}", **picked(one, "ref", "customer", "category", "title", "text")}
        for one in found
    ]
    then = [(one.ref, f"{one.customer}  {one.title}") for one in found[:10]]
    if len(found) > 10:
        then.append(("", f"… {len(found)}"))
    then += [(one.ref, _left(one, one.against)) for one in left]
    if meter is not None and (line := meter.line(0)):
        then.append(("", line))
    count = ngettext("{n} message", "{n} messages", len(found))
    name = f"{found[0].ref}  {found[0].customer}" if len(found) == 1 else count
    done = _("{what}: {why}").format(what=name, why=word)
    item = {"messages": items, "left": [{"ref": one.ref, "why": one.against} for one in left]}
    return ChangeView("messages", item, done, then[1:] if len(found) == 1 else then)


def _left(one: "Draft", why_not: str) -> str:
    return _("left: {why}").format(why=f"{one.waiting.name}  {why_not}")


EXPORTED = ["name", "phone", "text", "kind", message_changes.REF]


def _write(file: "Path | None", drafts: Sequence["Draft"], overwrite: bool) -> None:
    """Messages as a file for a system that sends them: a line each, in CSV that no spreadsheet takes for formulas, or as a
    workbook where the file is called so; no file is stdout. Raises Refused for a file that is there, Unusable."""
    from amflow import outfiles
    from amflow.files.export import export
    from amflow.files.export.parts import ExportPart

    if file is not None:
        outfiles.must_be_free(file, overwrite)
    rows = (
        (one.waiting.to["name"], one.waiting.to["phone"], one.text, one.waiting.category, one.ref) for one in drafts
    )
    part = ExportPart("messages", EXPORTED, rows)
    if file is not None and file.suffix.lower() == ".xlsx":
        export.write_workbook(file, iter([part]))
    else:
        with export.opened(file, "utf-8-sig") as out:
            export.write_csv(out, part)


def let_out(
    out: "Output", file: "Path | None", found: tuple[list["Draft"], list[tuple["Draft", str]]], overwrite: bool
) -> None:
    """Write the messages that may leave to the file, and say which may not. Raises Refused, Unusable."""
    good, left = found
    _write(file, good, overwrite)
    if file is not None:
        out.show(exported(str(file), good, left))
        return
    for one, why_not in left:
        out.say(f"{one.ref}  {_left(one, why_not)}")


def exported(file: str, found: Sequence["Draft"], left: Sequence[tuple["Draft", str]]) -> ChangeView:
    """What was let out, and what was not."""
    from shlex import quote

    item = {
        "file": file,
        "messages": [one.ref for one in found],
        "left": [{"ref": one.ref, "why": why_not} for one, why_not in left],
    }
    done = ngettext("{n} message written to {file}", "{n} messages written to {file}", len(found)).format(file=file)
    then = [(one.ref, _left(one, why_not)) for one, why_not in left]
    then.append(("", _("once they are sent: {command}").format(command=f"amflow message sent --file {quote(file)}")))
    return ChangeView("messages-export", item, done, then, undo=False)


LINES = (
    ListColumn("sent_on", NP_("of the calendar", "day"), "dim"),
    ListColumn("sent_at", N_("at"), "dim"),
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("customer", N_("customer"), "title"),
    *hidden("customer_ref"),
    ListColumn("category", N_("kind"), "dim", say=lambda line: line.category_title, spare=1),
    ListColumn("text", N_("text"), say=lambda line: " ".join(line.text.split())),
    ListColumn("why", N_("although"), "dim"),
)


def listing(found: Sequence["SentLine"], total: int) -> ListView:
    """The messages that went out."""
    more = total - len(found)
    words = ngettext("and {n} more: --last {all}", "and {n} more: --last {all}", more).format(all=total)
    foot, extra = [words] if more > 0 else [], {"total": total}
    return ListView("messages", LINES, found, empty=_("no message was sent"), give="text", foot=foot, extra=extra)


def written(draft: "Draft", word: str) -> ChangeView:
    """A draft that was written or changed: its words' size, and what the check says."""
    one = draft.waiting
    item = {
        "ref": one.ref,
        "customer_ref": f"c{one.customer['id']}",
        "customer": one.name,
        "text": draft.text,
        "problems": [p.words for p in draft.problems],
    }
    then = [(_("length"), _size(draft)), (_("check"), draft.against or _("nothing against it"))]
    then.append((_("next"), _("amflow message copy {ref}, then amflow message sent {ref}").format(ref=one.ref)))
    done = _("{what}: {why}").format(what=f"{one.ref}  {one.name}", why=word)
    return ChangeView("message", item, done, then)


def kept(line: "SentLine") -> ItemView:
    """A message that was sent."""
    item = in_columns(LINES, line) | {"state": "sent"}
    when = f"{date_format.day(line.sent_on)} {line.sent_at}".rstrip()
    fields = [
        (pgettext("of a day", "sent"), when),
        (_("kind"), line.category_title),
        (_("text"), line.text),
        (_("although"), line.why),
    ]
    title = [Span(line.ref, "ref"), Span(f"  {line.customer} ({line.customer_ref})", "title")]
    return ItemView("message", item, fields, title=title)
