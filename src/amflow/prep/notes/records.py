"""Remarks about the market, competitors, products, customers, and one's own training (`W03`, `W11`, `W16`, `W18`)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.book import values
from amflow.book.store import Book, Row, conditions
from amflow.errors import NotFound, Refused, Usage
from amflow.locale import N_, _
from amflow.playbooks.titles import known_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.desk import Desk

KINDS = {
    "market": N_("market"),
    "competitor": N_("competitor"),
    "product": N_("product"),
    "bulletin": N_("bulletin"),
    "training": N_("training"),
    "suggestion": N_("suggestion"),
    "challenge": N_("challenge"),
    "customer": N_("customer"),
}
"""What a note may be about, and its title."""

WORDS = {
    "market": "市场 行情 market news",
    "competitor": "竞品 竞争 竞争对手 同业 competition competitors",
    "product": "产品 商品 products",
    "bulletin": "通报 公告 通知 通告 bulletins notice",
    "training": "培训 学习 training course",
    "suggestion": "建议 意见 suggestions",
    "challenge": "难题 难点 困难 问题 挑战 challenges problem",
    "customer": "客户 customers",
}
"""What else each of them may be called."""

KEPT_DAYS = 31
"""A headline that was kept within so many days is not kept again."""

LONGEST_MINUTES = 24 * 60 * 31


class Note(NamedTuple):
    """A note; `customer` is a name, or empty."""

    id: int
    on_date: date
    kind: str
    text: str
    customer_id: int | None
    customer: str
    minutes: int | None = None
    """How long it took: for training."""
    link: str = ""
    """Where it can be read."""
    important: bool = False
    """To be passed on to customers."""

    @property
    def hours(self) -> float | None:
        """The minutes as hours."""
        return None if self.minutes is None else round(self.minutes / 60, 2)

    @property
    def ref(self) -> str:
        """`n5`."""
        return f"n{self.id}"

    @property
    def customer_ref(self) -> str:
        """`c12`, or empty."""
        return f"c{self.customer_id}" if self.customer_id else ""


class NoteInput(NamedTuple):
    """What a person said of a note; None leaves it as it is."""

    text: str | None = None
    kind: str | None = None
    on_date: str | None = None
    customer: str | None = None
    hours: str | None = None
    link: str | None = None
    important: bool | None = None


_COLUMNS = (
    "SELECT note.*, coalesce(customer.name, '') AS customer"
    " FROM note LEFT JOIN customer ON customer.id = note.customer_id"
)


def kind_of(text: str) -> str:
    """The kind that the text names, by its key or a word for it in either language. Raises Usage with the nearest."""
    return known_key(text, KINDS, _("kind of note"), WORDS)


def checked(text: str) -> str:
    """The text of a note, harmless. Raises Usage when nothing is left."""
    kept = values.words(text, _("the note"))
    if not kept:
        raise Usage(_("{what} is empty"), _('amflow note add "…"'), what=_("the note"))
    return kept


def read(desk: "Desk", given: NoteInput) -> dict[str, Any]:
    """What was said as the book keeps it. Raises Usage, NotFound, Ambiguous."""
    from amflow.customers import records as customers
    from amflow.dates import report_period

    kept: dict[str, Any] = {}
    if given.text is not None:
        kept["text"] = checked(given.text)
    if given.kind is not None:
        kept["kind"] = kind_of(given.kind)
    if given.on_date:
        # A remark is about a day behind us: monday is the last one.
        kept["on_date"] = report_period.chosen(desk.now, desk.manner(), since=given.on_date).start.isoformat()
    if given.customer is not None:
        kept["customer_id"] = customers.find(desk.book, given.customer)["id"] if given.customer else None
    if given.hours is not None:
        kept["minutes"] = _minutes(given.hours)
    if given.link is not None:
        kept["link"] = values.line(given.link, _("the link")) if given.link else ""
    if given.important is not None:
        kept["important"] = int(given.important)
    return kept


def _minutes(text: str) -> int | None:
    """Hours as minutes; empty is none. Raises Usage."""
    if not text.strip():
        return None
    try:
        minutes = round(float(values.folded(text).removesuffix("h").removesuffix("小时")) * 60)
    except (ValueError, OverflowError):
        minutes = -1
    if not 0 <= minutes <= LONGEST_MINUTES:
        raise Usage(_("--hours: “{text}” is no number of hours"), _("such as --hours 1.5"), text=text)
    return minutes


def new(desk: "Desk", given: NoteInput) -> Note:
    """Write a note: without a kind it is about the customer that is named, else about the market. Raises Usage, …"""
    kind = given.kind or ("training" if given.hours else "customer" if given.customer else "market")
    fields = {"on_date": desk.today.isoformat(), **read(desk, given._replace(kind=kind))}
    with desk.book.change("note add", fields["text"][:60]) as change:
        number = change.insert("note", **fields)
    return one(desk, f"n{number}")


def keep(desk: "Desk", found: list[tuple[str, str, str, str]], kind: str, remark: str) -> list[Note]:
    """Write headlines down as notes, in one change: title, summary, link and feed of each, and what one thinks of them.
    Raises Usage."""
    key = kind_of(kind)
    fresh = [one for one in found if not _kept(desk, key, one[2])]
    if not fresh:
        ref = _kept(desk, key, found[0][2])
        raise Refused(_("it is kept already: {ref}"), _('amflow note edit {ref} "…" adds words to it'), ref=ref)
    numbers = []
    with desk.book.change("news keep", fresh[0][0][:60]) as change:
        for title, summary, link, feed in fresh:
            lines = [f"{title} ({feed})" if feed else title, remark, summary if summary != title else ""]
            text = checked("\n".join(line for line in lines if line.strip()))
            fields = {"kind": key, "on_date": desk.today.isoformat(), "text": text, "link": link}
            numbers.append(change.insert("note", **fields))
    return [one(desk, f"n{number}") for number in numbers]


def _kept(desk: "Desk", kind: str, link: str) -> str:
    """The note of this kind in which the headline was kept lately; empty where it was not."""
    since = (desk.today - timedelta(days=KEPT_DAYS)).isoformat()
    sql = "SELECT id FROM note WHERE kind = ? AND on_date >= ? AND link = ? AND link <> ''"
    row = desk.book.one(sql, kind, since, link)
    return f"n{row['id']}" if row is not None else ""


def edit(desk: "Desk", ref: str, given: NoteInput) -> Note:
    """Change a note. Raises NotFound, Usage."""
    before = one(desk, ref)
    fields = read(desk, given)
    if not fields:
        raise Usage(_("nothing to change was named"), _("amflow note edit --help lists what can be"))
    with desk.book.change("note edit", fields.get("text", before.text)[:60]) as change:
        change.update("note", before.id, **fields)
    return one(desk, ref)


def remove(desk: "Desk", ref: str) -> Note:
    """Take a note out. Raises NotFound, Usage."""
    gone = one(desk, ref)
    with desk.book.change("note remove", gone.text[:60]) as change:
        change.delete("note", gone.id)
    return gone


def one(desk: "Desk", ref: str) -> Note:
    """The note with this reference. Raises NotFound, Usage."""
    number = refs.of_table(ref, "n")
    if number is None:
        raise Usage(_("“{text}” is not a note"), _("a note is n5; amflow note list shows them"), text=ref)
    row = desk.book.one(f"{_COLUMNS} WHERE note.id = ?", number)
    if row is None:
        raise NotFound(_("there is no note {ref}"), _("amflow note list shows them"), ref=f"n{number}")
    return _note(row)


def listing(
    book: Book,
    *,
    kind: str = "",
    customer_id: int | None = None,
    limit: int = 20,
    days: tuple[date, date] | None = None,
) -> list[Note]:
    """The last notes, of a kind, of a customer, of those days; the newest first."""
    where, bound = conditions(
        ("note.kind = ?", kind),
        ("note.customer_id = ?", customer_id),
        ("note.on_date BETWEEN ? AND ?", tuple(day.isoformat() for day in days) if days else None),
    )
    rows = book.all(f"{_COLUMNS} WHERE {where} ORDER BY note.on_date DESC, note.id DESC LIMIT ?", *bound, limit)
    return [_note(row) for row in rows]


def _note(row: Row) -> Note:
    return filled(Note, row, important=bool(row["important"]))
