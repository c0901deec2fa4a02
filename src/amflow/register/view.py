"""The locked register: opened, closed, its access log, and the page for the supervisor."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from amflow.book.access_log import REFUSED
from amflow.dates import format as date_format
from amflow.dates import periods
from amflow.locale import N_, NP_, _, listed, ngettext, pgettext
from amflow.register.records import LET_OUT, Audit, Closed, Custody, LetOut
from amflow.shell.output import Output
from amflow.shell.screen import Screen, Span
from amflow.shell.views import ChangeView, ListColumn, ListView, jsonable

LOG = (
    ListColumn("on_date", N_("date"), "dim"),
    ListColumn("at_time", N_("at"), "dim"),
    ListColumn("command", N_("command"), "ref"),
    ListColumn("who", NP_("acted", "who")),
    ListColumn("detail", N_("what"), say=lambda line: told(line)),
    ListColumn("unmasked", N_("unmasked"), data_only=True),
    ListColumn("kind", N_("kind"), data_only=True),
)


def told(line: LetOut) -> str:
    """What a line of the log is about, in words."""
    words = {
        "not-closed": _("it was not closed before"),
        "new": _("new files: {value}"),
        "changed": _("changed files: {value}"),
        "lines": _("lines: {value}"),
        "seen": _("fingerprint {value}"),
        "masked": _("masked"),
        LET_OUT: _("it would have left the book"),
    }
    parts = [_("refused: the register was closed")] if line.kind == REFUSED else []
    for word in line.detail.removeprefix(REFUSED).split():
        name, _sign, value = word.partition("=")
        parts.append(words[name].format(value=value) if name in words else value or name)
    if line.unmasked:
        parts.append(_("names and numbers in full"))
    return " · ".join(parts)


def log(found: Sequence[LetOut], line: str) -> ListView:
    """How the register stands, and the last lines of the log."""
    empty = _("nothing was written down yet: amflow register open begins")
    return ListView("register", LOG, found, head=[line] if line else [], empty=empty, give="detail")


def _item(custody: Custody) -> dict[str, Any]:
    fields = custody._asdict()
    return {"state": "open" if fields.pop("open") else "closed", **fields}


def opened(custody: Custody, today: date) -> ChangeView:
    """The register was taken out."""
    item = _item(custody)
    words = _("the register is open: {time}, {who}").format(time=custody.at_time, who=custody.who)
    day = "" if custody.on_date == today else f" · {date_format.short(custody.on_date, today)}"
    return ChangeView("register", item, words + day, [(_("next"), "amflow today")], undo=False)


def closed(done: Closed) -> ChangeView:
    """The register was handed in, with what belongs to it."""
    custody = done.custody
    item = {**_item(custody), "new": done.new, "changed": done.changed, "late": bool(done.late)}
    words = _("the register is closed: {time}, {who}").format(time=custody.at_time, who=custody.who)
    files = [
        ngettext("{n} new file", "{n} new files", done.new) if done.new else "",
        ngettext("{n} changed file", "{n} changed files", done.changed) if done.changed else "",
    ]
    then = [(_("handed in with it"), listed([part for part in files if part]) or _("no new or changed file"))]
    if done.late:
        then.append((pgettext("of the lock", "late"), _("it was to be closed by {time}").format(time=done.late)))
    then.append((_("tomorrow"), "amflow register open"))
    return ChangeView("register", item, words, then, undo=False)


def checked(found: Audit) -> ChangeView:
    """The supervisor's check was written down."""
    last = found.checks[0]
    item = {"who": last.who, "on_date": last.on_date, "at_time": last.at_time, "lines": found.lines}
    words = _("checked by {who}, {time}").format(who=last.who, time=last.at_time)
    return ChangeView("register", item, words, [(_("seen"), told(last))], undo=False)


class AuditView:
    """The supervisor's page."""

    what = "register-audit"

    def __init__(self, found: Audit) -> None:
        self.found = found

    def data(self) -> dict[str, Any]:
        """Whether the chain holds, the days, what was let out, the checks."""
        found = self.found
        return {
            "sound": found.broken is None,
            "broken": None if found.broken is None else {"line": found.broken.id, "why": found.broken.why},
            "lines": found.lines,
            "fingerprint": found.fingerprint,
            "from": jsonable(found.period.start),
            "to": jsonable(found.period.end),
            "days": jsonable(found.days),
            "exports": jsonable(found.exports),
            "checks": jsonable(found.checks),
        }

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line a day, then a line an export, a line a check."""
        found = self.found
        yield (
            "chain",
            "sound" if found.broken is None else f"broken at {found.broken.id}",
            found.lines,
            found.fingerprint,
        )
        for day in found.days:
            yield "day", day.day.isoformat(), *day[1:5], "; ".join(day.remarks), day.listings, day.exports
        for word, lines in (("export", found.exports), ("check", found.checks)):
            for line in lines:
                yield word, line.on_date.isoformat(), line.at_time, line.command, line.who, line.detail, line.unmasked

    def draw(self, screen: Screen) -> None:
        """One page."""
        found = self.found
        screen.line(Span(_("The register of customers"), "title"), f" · {periods.shown(found.period)}")
        screen.line(Span(verdict(found), "good" if found.broken is None else "bad"), indent=2, wrap=True)
        if found.days:
            screen.blank()
            screen.table(
                [
                    [Span(cell, "dim" if place == 0 else "") for place, cell in enumerate(row)]
                    for row in _days(found, screen.today)
                ],
                titles=_titles(),
                indent=2,
                right=[4, 5],
            )
        for title, lines in ((_("let out"), found.exports), (_("checked"), found.checks)):
            if lines:
                screen.blank()
                screen.line(Span(title, "title"))
                rows = [[Span(f"{date_format.short(one.on_date, screen.today)} {one.at_time}", "dim"), one.who, one.command,
                         Span(told(one), "late" if one.unmasked else "")] for one in lines]  # fmt: skip
                screen.table(rows, indent=2, give=3)
        screen.blank()
        screen.line(Span(_("amflow register check --by NAME writes the check down"), "dim"), indent=2)


def verdict(found: Audit) -> str:
    """Whether the log holds."""
    if found.broken is not None:
        return _("the access log was changed by hand: line {n}").format(n=found.broken.id)
    words = ngettext("the access log is whole: {n} line", "the access log is whole: {n} lines", found.lines)
    return words + (_(", fingerprint {text}").format(text=grouped(found.fingerprint)) if found.fingerprint else "")


def grouped(text: str) -> str:
    """A fingerprint in fours, as it is read out."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _titles() -> list[str]:
    return [
        pgettext("of the calendar", "day"),
        _("taken out of the lock"),
        _("locked up"),
        _("to be asked about"),
        _("listings"),
        _("let out"),
    ]


def _days(found: Audit, today: date) -> list[list[str]]:
    return [
        [
            date_format.short(one.day, today),
            f"{one.opened_at} {one.opened_by}".strip(),
            f"{one.closed_at} {one.closed_by}".strip(),
            " · ".join(one.remarks),
            str(one.listings or ""),
            str(one.exports or ""),
        ]
        for one in found.days
    ]


def deliver(output: Output, view: AuditView, file: str) -> None:
    """Show the page, or write it into a file to print and sign. Raises Unusable."""
    if not file or file == "-":
        output.show(view)
        return
    from amflow import outfiles
    from amflow.settings import path_of

    outfiles.write(path_of(file), page(view.found, output.today), _("name another file with -o"))
    output.say(_("written: {path}").format(path=file))


def page(found: Audit, today: date) -> str:
    """The page as Markdown, with a line to sign on."""
    lines = [f"# {_('The register of customers')} · {periods.shown(found.period)}", "", verdict(found), ""]
    lines += _table(_titles(), _days(found, today))
    for title, some in ((_("let out"), found.exports), (_("checked"), found.checks)):
        lines += ["", f"## {title}", ""]
        rows = [
            [f"{date_format.short(one.on_date, today)} {one.at_time}", one.who, one.command, told(one)] for one in some
        ]
        lines += (
            _table([_("when"), pgettext("acted", "who"), _("command"), _("what")], rows) if rows else [_("nothing")]
        )
    lines += ["", f"## {_('what is asked for')}", ""]
    lines += [f"- {one.title}: {one.content}" if str(one.content) else f"- {one.title}" for one in found.rota]
    lines += ["", f"{_('checked by')}: ____________________    {_('date')}: ____________", ""]
    return "\n".join(lines)


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    return [line(titles), "|" + "---|" * len(titles), *(line(row) for row in rows)]
