"""The locked register: opened before work, closed at the end of the day; between closing and opening customers are neither
listed nor let out, and every look is written down (`W09`)."""

from contextlib import contextmanager, suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.book import access_log
from amflow.book.values import local
from amflow.dates.format import short
from amflow.errors import NotFound, Refused, Unusable
from amflow.locale import _, ngettext
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amflow.book.store import Book
    from amflow.dates.periods import Period
    from amflow.desk import Desk
    from amflow.playbooks.model import Rota
    from amflow.settings import Settings

SHORT = 16
"""So many signs of a hash make the fingerprint that is printed."""

LET_OUT = "let-out"
"""What a line of the log says of a refused command that would have let something out."""

LISTED = 200
"""So many exports stand on the supervisor's page."""


class Custody(NamedTuple):
    """How the register stands."""

    open: bool
    on_date: date
    at_time: str
    who: str


class Closed(NamedTuple):
    """A closing: what is handed in with the register."""

    custody: Custody
    new: int
    """Files that are new since the register was opened."""
    changed: int
    late: str
    """By when it should have been closed, where it is later."""


class DayLine(NamedTuple):
    """A day of the register."""

    day: date
    opened_at: str
    opened_by: str
    closed_at: str
    closed_by: str
    remarks: list[str]
    """What is to be asked about: late, not closed, tried while closed."""
    listings: int
    exports: int


class LetOut(NamedTuple):
    """A line of the log; most are shown for what they let out."""

    on_date: date
    at_time: str
    kind: str
    command: str
    who: str
    detail: str
    unmasked: bool


class Audit(NamedTuple):
    """What the supervisor looks at."""

    period: "Period"
    lines: int
    fingerprint: str
    """Of the last line: whoever notes it can tell later whether the log is still the same."""
    broken: access_log.Broken | None
    days: list[DayLine]
    exports: list[LetOut]
    checks: list[LetOut]
    """The supervisor's checks so far, the last in front."""
    rota: "list[Rota]"


def state(book: "Book") -> Custody | None:
    """How the register stands; None where it was never opened or closed."""
    row = access_log.state(book)
    return None if row is None else filled(Custody, row, open=row["kind"] == "open")


def must_be_open(book: "Book", today: date) -> Custody | None:
    """Raises Refused while the register is closed."""
    with keeper(book) as keeping:
        custody = state(keeping)
    if custody is not None and not custody.open:
        raise Refused(
            _("the register was closed {when} by {who}").format(when=_when(custody, today), who=custody.who),
            _("amflow register open"),
        )
    return custody


def _when(custody: Custody, today: date) -> str:
    return custody.at_time if custody.on_date == today else f"{short(custody.on_date, today)} {custody.at_time}"


@contextmanager
def keeper(book: "Book") -> "Iterator[Book]":
    """The book whose register says whether this one is closed: of a copy that lies beside its book it is that one, for the
    copy was made while it was open. Where that cannot be read the copy is what there is."""
    from amflow.book import engine, store

    original = engine.original(book.path)
    found = None
    if original is not None:
        with suppress(*engine.errors()):
            connection = engine.connect_book(original, 1.0, book.key)
            found = store.Book(connection, original, owner="", made=False, now=book.now)
    try:
        yield book if found is None or not _tells(found) else found
    finally:
        if found is not None:
            found.close()


def _tells(book: "Book") -> bool:
    from amflow.book import engine

    with suppress(*engine.errors()):
        state(book)
        return True
    return False


def is_kept(book: "Book", settings: "Settings") -> bool:
    """Whether the book keeps an access log already, or the setting asks for it. What the playbook says is asked apart."""
    return settings.register == "on" or access_log.begun(book)


def note(
    book: "Book", settings: "Settings", kind: str, command: str, detail: str = "", *, unmasked: bool = False
) -> None:
    """Write a look at the customers into the access log; it names none of them."""
    access_log.append(book, access_log.AccessLine(kind, command, person(settings), detail, unmasked))


def tried(book: "Book", settings: "Settings", command: str, *, out: bool) -> None:
    """Write down what the closed register did not let in; `out`: it would have let customers out."""
    note(book, settings, access_log.REFUSED, command, LET_OUT if out else "")


def was_refused(line: Any) -> bool:
    """Whether the line is about what was not let in; before that was a kind of its own its detail said so."""
    return access_log.REFUSED in (line["kind"], line["detail"])


def person(settings: "Settings") -> str:
    """Who is at the keyboard, as far as anybody knows: the name set, else that of the login."""
    if settings.name:
        return str(settings.name)
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "?"


def opened(desk: "Desk", who: str) -> Custody:
    """Take the register out. Raises Refused where it is open today already."""
    custody = state(desk.book)
    if custody is not None and custody.open and custody.on_date == _today(desk):
        raise Refused(
            _("the register is open since {when}, by {who}").format(when=custody.at_time, who=custody.who),
            _("amflow register close closes it"),
        )
    left = custody is not None and custody.open
    access_log.append(desk.book, access_log.AccessLine("open", "register open", who, "not-closed" if left else ""))
    found = state(desk.book)
    assert found is not None
    return found


def _today(desk: "Desk") -> date:
    """The day of the log's own clock: another day is looked at with --on, but nothing is opened on it."""
    return local(desk.book.now()).date()


def closed(desk: "Desk", who: str) -> Closed:
    """Hand the register in. Raises Refused where it is closed."""
    before = must_be_open(desk.book, desk.today)
    new, changed = _since(desk.book, before)
    access_log.append(desk.book, access_log.AccessLine("close", "register close", who, f"new={new} changed={changed}"))
    access_log.put_away(desk.book)
    custody = state(desk.book)
    assert custody is not None
    by = rota(desk, "close")
    return Closed(custody, new, changed, by.at if by and by.at and custody.at_time > by.at else "")


def _since(book: "Book", custody: Custody | None) -> tuple[int, int]:
    """How many customers' files are new and how many were changed since the register was opened, by the journal; today
    where it never was."""
    row = access_log.state(book) if custody is not None else None
    since = row["at"] if row is not None else f"{book.now()[:10]}T00:00:00Z"
    first = None
    for line in book.each("SELECT id, at FROM change ORDER BY id DESC"):
        if line["at"] < since:
            break
        first = line["id"]
    if first is None:
        return 0, 0
    rows = book.all(
        "SELECT row_id, max(before IS NULL) AS added FROM journal"
        " WHERE change_id >= ? AND table_name = 'customer' GROUP BY row_id",
        first,
    )
    there = [row for row in rows if book.get("customer", row["row_id"]) is not None]
    new = sum(row["added"] for row in there)
    return new, len(there) - new


def rota(desk: "Desk", key: str) -> "Rota | None":
    """What the playbook asks of the register under this key."""
    return next((one for one in desk.playbook.register if one.key == key), None)


def ticks(desk: "Desk") -> dict[str, tuple[str, str]]:
    """The checklist items that the log ticks today, with the time: taken out, handed in, checked by the supervisor."""
    kinds = {"open": "open", "close": "close", "audit": "check"}
    found = {}
    for one in desk.playbook.register:
        kind = kinds.get(one.key, "")
        if not (kind and one.check):
            continue
        row = desk.book.one(
            "SELECT min(at_time) AS at FROM access WHERE on_date = ? AND kind = ?", desk.today.isoformat(), kind
        )
        if row is not None and row["at"]:
            found[one.check] = ("done", row["at"])
    return found


def line(desk: "Desk") -> str:
    """How the register stands, for the head of the day; empty for a book without one."""
    custody = state(desk.book)
    if custody is None and not desk.playbook.register and desk.settings.register != "on":
        return ""
    if custody is None:
        return _("register: not opened yet (amflow register open)")
    if not custody.open:
        return _("register: closed {when} by {who} (amflow register open)").format(
            when=_when(custody, desk.today), who=custody.who
        )
    words = _("register: open since {when}, {who}").format(when=_when(custody, desk.today), who=custody.who)
    if custody.on_date < desk.today:
        return words + _(" · not closed since (amflow register open)")
    by = rota(desk, "close")
    if by and by.at:
        words += (_(" · to be closed by {time}") if desk.clock <= by.at else _(" · was to be closed by {time}")).format(
            time=by.at
        )
    return words


def audit(desk: "Desk", period: "Period", expected: str = "") -> Audit:
    """Verify the chain and gather the page. Raises NotFound where the fingerprint that was noted is gone."""
    count, head, broken = access_log.verified(desk.book)
    if expected:
        _must_be_there(desk.book, expected)
    first, last = period.start.isoformat(), period.end.isoformat()
    rows = desk.book.all("SELECT * FROM access WHERE on_date BETWEEN ? AND ? ORDER BY id", first, last)
    by_day: dict[str, list[Any]] = {}
    for row in rows:
        by_day.setdefault(row["on_date"], []).append(row)
    checks = desk.book.all("SELECT * FROM access WHERE kind = 'check' ORDER BY id DESC LIMIT 5")
    exports = [row for row in rows if row["kind"] == "export" and not was_refused(row)]
    return Audit(
        period,
        count,
        head[:SHORT],
        broken,
        [_day(desk, date.fromisoformat(day), lines) for day, lines in sorted(by_day.items())],
        [_let_out(row) for row in exports[-LISTED:]],
        [_let_out(row) for row in checks],
        list(desk.playbook.register),
    )


def _let_out(row: Any) -> LetOut:
    line = filled(LetOut, row, unmasked=bool(row["unmasked"]))
    return line._replace(kind=access_log.REFUSED) if was_refused(row) else line


def _day(desk: "Desk", day: date, lines: list[Any]) -> DayLine:
    attempts = sum(map(was_refused, lines))
    lines = [row for row in lines if not was_refused(row)]
    opened_first = next((row for row in lines if row["kind"] == "open"), None)
    closed_last = next((row for row in reversed(lines) if row["kind"] == "close"), None)
    ends = [row["kind"] for row in lines if row["kind"] in ("open", "close")]
    remarks = []
    for key, row, words in (("open", opened_first, _("opened late")), ("close", closed_last, _("closed late"))):
        by = rota(desk, key)
        if by and by.at and row is not None and row["at_time"] > by.at:
            remarks.append(words)
    if opened_first is None and any(row["kind"] == "list" for row in lines):
        remarks.append(_("used without being opened"))
    if (not ends or ends[-1] == "open") and day != _today(desk):
        remarks.append(_("not closed"))
    if attempts:
        remarks.append(ngettext("{n} try while closed", "{n} tries while closed", attempts).format(n=attempts))
    return DayLine(
        day,
        *_when_and_who(opened_first),
        *_when_and_who(closed_last),
        remarks,
        sum(row["kind"] == "list" for row in lines),
        sum(row["kind"] == "export" for row in lines),
    )


def _when_and_who(row: Any) -> tuple[str, str]:
    return (row["at_time"], row["who"]) if row is not None else ("", "")


def _must_be_there(book: "Book", expected: str) -> None:
    wanted = expected.replace(" ", "").lower()
    if len(wanted) < 8 or not set(wanted) <= set("0123456789abcdef"):
        raise NotFound(_("“{text}” is no fingerprint").format(text=expected), _("as the page printed it: 16 signs"))
    if not any(row["hash"].startswith(wanted) for row in book.each("SELECT hash FROM access")):
        raise Unusable(
            _("the line with the fingerprint {text} is not in the log any more").format(text=wanted),
            _("the log was made anew, or this is another book"),
        )


def checked(desk: "Desk", who: str) -> Audit:
    """The supervisor's check is written down, with the fingerprint that was seen. Raises Unusable where the chain is broken."""
    from amflow.dates import periods

    found = audit(desk, periods.week_of(desk.today))
    refuse_broken(found)
    access_log.append(
        desk.book,
        access_log.AccessLine("check", "register check", who, f"lines={found.lines} seen={found.fingerprint}"),
    )
    return audit(desk, periods.week_of(desk.today))


def refuse_broken(found: Audit) -> None:
    """Raises Unusable where the log was edited by hand."""
    if found.broken is None:
        return
    words = {
        "changed": _("line {n} of the access log was changed by hand"),
        "gap": _("line {n} of the access log is missing"),
        "first": _("the beginning of the access log is missing"),
        "cut": _("the end of the access log, from line {n} on, was changed or cut off"),
    }[found.broken.why]
    raise Unusable(words.format(n=found.broken.id), _("keep the file as it is; an older copy shows what stood there"))


def of_log(book: "Book", limit: int) -> list[LetOut]:
    """The last lines of the log, newest first."""
    return [_let_out(row) for row in book.all("SELECT * FROM access ORDER BY id DESC LIMIT ?", limit)]
