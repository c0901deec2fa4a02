"""How good the customer files are: how much of them is filled in, what to ask next, what is out of date, what contradicts
itself (`W07`: accuracy and completeness; `W11`: the completeness rate of VIP records).

It reads every customer once, and so is asked for by its own command only; what the morning needs is asked of the few
customers whom one sees today.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from amflow.book.quantities import percent
from amflow.book.store import placeholders
from amflow.customers import circle
from amflow.customers.completeness import contradictions, known
from amflow.dates import offsets
from amflow.errors import Usage
from amflow.locale import _
from amflow.playbooks.titles import known_key, titles_by_key
from amflow.playbooks.vocabulary import GROUPS
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.book.store import Book, Row
    from amflow.desk import Desk
    from amflow.playbooks.customer_model import CustomerField
    from amflow.playbooks.model import Playbook

METRIC = "completeness"
"""The figure of a report that says it."""


class CompletenessRate(NamedTuple):
    """How much of some files is filled in, by weight."""

    key: str
    title: str
    files: int
    percent: int


class File(NamedTuple):
    """A customer's file: how much of it is there, and the question that would bring most."""

    id: int
    name: str
    tier: str
    tier_title: str
    percent: int
    ask: str
    """What to ask next, in the playbook's words; empty where nothing is missing or out of date."""
    ask_key: str

    @property
    def ref(self) -> str:
        """`c12`."""
        return f"c{self.id}"


class Stale(NamedTuple):
    """An answer that was good for so long and is older."""

    id: int
    name: str
    key: str
    title: str
    value: str
    on_date: date
    valid: str

    @property
    def ref(self) -> str:
        """`c12`."""
        return f"c{self.id}"


class Health(NamedTuple):
    """The state of the customer files."""

    files: int
    percent: int
    complete: int
    """How many files lack nothing."""
    tiers: list[CompletenessRate]
    groups: list[CompletenessRate]
    lowest: list[File]
    stale: list[Stale]
    stale_total: int
    doubts: list[contradictions.Doubt]
    doubts_total: int
    only_today: bool
    by_hand: bool
    """Whether the rate comes into reports only where somebody writes it down."""


class FieldsAsked(NamedTuple):
    """What the playbook asks of a person, or of an organisation."""

    fields: tuple["CustomerField", ...]
    """The weightiest first."""
    columns: tuple[str, ...]
    """For each of them the column of the book that says the same, or empty."""
    whole: int
    """The weight of all of them."""
    groups: dict[str, int]
    """The weight of all of a group."""
    oldest: dict[str, str]
    """For the fields whose answers grow old: the first day (ISO) that is still good."""


class Filled(NamedTuple):
    """What of a file is there."""

    weight: int
    missing: "list[CustomerField]"
    """The fields that are not there, the weightiest first."""
    lack: dict[str, int]
    """The weight that each group lacks."""


class _Tally:
    """Adds files up: by tier, and by group of fields."""

    def __init__(self) -> None:
        self.files = self.complete = 0
        self.by: dict[str, list[int]] = {}

    def add(self, key: str, filled: int, whole: int) -> None:
        """A file, or a group of its fields: so much of so much is there."""
        line = self.by.setdefault(key, [0, 0, 0])
        line[0] += 1
        line[1] += filled
        line[2] += whole

    def rate(self, key: str, title: str) -> CompletenessRate:
        """The rate of what was added under that key."""
        files, filled, whole = self.by.get(key, (0, 0, 0))
        return CompletenessRate(key, title, files, _of_hundred(filled, whole))


_DIALLED = {"phone": "phone_e164"}


def asked_of(desk: "Desk", kind: str) -> FieldsAsked:
    """What is asked of customers of that kind."""
    found = sorted((one for one in desk.playbook.fields if one.whom in (kind, "both")), key=lambda one: -one.weight)
    groups: dict[str, int] = {}
    oldest = {}
    for field in found:
        groups[field.group] = groups.get(field.group, 0) + field.weight
        if field.valid:
            offset = offsets.parse(field.valid)
            oldest[field.key] = offsets.apply(
                offset._replace(count=-offset.count), desk.today, desk.calendar
            ).isoformat()
    known = _columns(desk.book)
    # A number that nobody can dial is none: the same page calls it wrong.
    columns = tuple(_DIALLED.get(field.key, field.key) if field.key in known else "" for field in found)
    return FieldsAsked(tuple(found), columns, sum(groups.values()), groups, oldest)


def _asked(desk: "Desk") -> dict[str, FieldsAsked]:
    return {kind: asked_of(desk, kind) for kind in ("person", "organisation")}


def _columns(book: "Book") -> set[str]:
    return {row["name"] for row in book.all("SELECT name FROM pragma_table_info('customer')")}


def look(desk: "Desk", *, tier: str = "", only: list[int] | None = None, limit: int = 10) -> Health:
    """Look over the files of all customers, of a tier, or of `only` those whom one sees today. Raises Usage for no such
    tier."""
    titles = titles_by_key(desk.playbook.tiers)
    key = known_key(tier, desk.playbook.tiers, _("tier"))
    tiers, groups, asked = _Tally(), _Tally(), _asked(desk)
    if not any(one.fields for one in asked.values()):
        raise Usage(_("this playbook has no customer file"), _("amflow playbook show says what it has"))
    rank = {one.key: one.rank for one in desk.playbook.tiers}
    lowest: list[tuple[int, int, int, File]] = []
    stale: list[Stale] = []
    found_doubts: list[contradictions.Doubt] = []
    looked = contradictions.Looked(desk)
    stale_total = doubts_total = 0
    for row, profile in _rows(desk.book, asked, key, only):
        ask = asked[row["kind"]]
        filled, missing, lack = _filled(ask, row, profile)
        question = missing[0] if missing else None
        old = _stale(ask, row, profile)
        if old and question is None:
            question = next(field for field in ask.fields if field.key == old[0].key)
        percent = _of_hundred(filled, ask.whole)
        tiers.files += 1
        tiers.complete += filled == ask.whole
        tiers.add(row["tier"], filled, ask.whole)
        tiers.add("*", filled, ask.whole)
        for group, whole in ask.groups.items():
            groups.add(group, whole - lack.get(group, 0), whole)
        stale_total += len(old)
        stale += old[: max(limit - len(stale), 0)]
        if question is not None or only is not None:
            asks = (_called(question, row), question.key) if question else ("", "")
            file = File(row["id"], row["name"], row["tier"], titles.get(row["tier"], row["tier"]), percent, *asks)
            lowest.append((percent, -rank.get(row["tier"], 0), row["id"], file))
            if len(lowest) > 4 * limit + 1000:
                lowest = sorted(lowest)[:limit]
        for doubt in looked.at(row, profile):
            doubts_total += 1
            if len(found_doubts) < limit:
                found_doubts.append(doubt)
    if only is None:
        # What a clock did stands in front: it is little, and hides everything else.
        ahead, more = list(looked.ahead(key)), [*looked.firms(), *looked.leads(key)]
        doubts_total += len(ahead) + len(more)
        found_doubts = [*ahead, *found_doubts, *more][:limit]
    known = [*sorted(titles, key=lambda one: -rank[one]), *sorted(set(tiers.by) - set(titles) - {"*"})]
    return Health(
        tiers.files,
        tiers.rate("*", "").percent,
        tiers.complete,
        [tiers.rate(one, titles.get(one, one) or _("no tier")) for one in known if one in tiers.by],
        [groups.rate(one, _(title)) for one, title in GROUPS.items() if one in groups.by],
        [file for *_order, file in sorted(lowest)[:limit]],
        stale,
        stale_total,
        found_doubts,
        doubts_total,
        only is not None,
        only is None and not counted_for(desk.playbook),
    )


def counted_for(playbook: "Playbook") -> str:
    """Of whom the trade asks the rate, as a condition: it counts itself. Empty where it is measured by hand."""
    return next((one.who for one in playbook.metrics if one.key == METRIC), "")


def _filled(ask: FieldsAsked, row: "Row", profile: dict[str, str]) -> Filled:
    """What of a file is there: in the file itself, or in the column of the book that says the same."""
    weight, missing = ask.whole, []
    lack: dict[str, int] = {}
    for field, column in zip(ask.fields, ask.columns, strict=True):
        if (
            profile.get(field.key)
            or (column and row[column])
            or (field.known_by in known.BY and row[f"by_{field.known_by}"])
        ):
            continue
        weight -= field.weight
        lack[field.group] = lack.get(field.group, 0) + field.weight
        missing.append(field)
    return Filled(weight, missing, lack)


def _stale(ask: FieldsAsked, row: "Row", profile: dict[str, str]) -> list[Stale]:
    """The answers that are older than they are good for."""
    if not profile or ask.oldest.keys().isdisjoint(profile):
        return []
    from json import loads

    written: dict[str, str] = loads(row["profile_on"])
    found = []
    for field in ask.fields:
        first = ask.oldest.get(field.key)
        value, on = profile.get(field.key), written.get(field.key, "")
        if first and value and on and on < first:
            said = contradictions.said(field, value)
            who = (row["id"], row["name"])
            found.append(Stale(*who, field.key, str(field.title), said, date.fromisoformat(on), field.valid))
    return found


def _rows(
    book: "Book", asked: dict[str, FieldsAsked], tier: str, only: list[int] | None
) -> Iterator[tuple["Row", dict[str, str]]]:
    if only is not None:
        return _read(book, asked, f"id IN ({placeholders(only)})", only)
    return _read(book, asked, "status = 'customer'" + (" AND tier = ?" if tier else ""), [tier] if tier else [])


def _read(
    book: "Book", asked: dict[str, FieldsAsked], clause: str, bound: Sequence[object]
) -> Iterator[tuple["Row", dict[str, str]]]:
    """The customers with their file: one after the other, so that a large book needs no memory; no more columns than
    are looked at."""
    from json import loads

    own = sorted({column for ask in asked.values() for column in ask.columns if column})
    # What is looked at most stands in front: a row looks for a name from its beginning.
    needed = ("organisation_id", "role", "id", "name", "tier", "profile_on", *contradictions.COLUMNS)
    names = ", ".join(dict.fromkeys(["kind", "profile", *own, *needed]))
    for by in {field.known_by for ask in asked.values() for field in ask.fields} & known.BY.keys():
        names += f", {known.exists(by)} AS by_{by}"
    for row in book.each(f"SELECT {names} FROM customer WHERE {clause} ORDER BY id", *bound):
        text = row["profile"]
        profile: dict[str, str] = loads(text) if text != "{}" else {}
        if row["organisation_id"] or row["kind"] == "organisation":
            profile = {**circle.answers(book, row, known.deciding(asked[row["kind"]].fields)), **profile}
        yield row, profile


def today_line(desk: "Desk", seen: list[int]) -> str:
    """The rate of the files of those whom one sees today, in a few words; empty where there is nobody."""
    if not seen or not desk.playbook.fields:
        return ""
    words = _("the files of today's customers: {percent}% · amflow customer health --today")
    there = percent(*filled_of(desk, f"id IN ({placeholders(seen)})", seen))
    return "" if there is None else words.format(percent=there)


def filled_of(desk: "Desk", clause: str, bound: Sequence[object]) -> tuple[int, int]:
    """The weight of what is there in the files of those customers whom the condition (SQL) names, and of all that is asked."""
    asked = _asked(desk)
    filled = whole = 0
    for row, profile in _read(desk.book, asked, clause, bound):
        filled += _filled(asked[row["kind"]], row, profile).weight
        whole += asked[row["kind"]].whole
    return filled, whole


def question(desk: "Desk", customer_id: int) -> File | None:
    """The file of one customer, with what to ask next; None where there is no such customer."""
    titles = titles_by_key(desk.playbook.tiers)
    for row, ask, found, profile in _one(desk, customer_id):
        old = [] if found.missing else _stale(ask, row, profile)
        asks = (_called(found.missing[0], row), found.missing[0].key) if found.missing else ("", "")
        asks = (old[0].title, old[0].key) if old else asks
        percent = _of_hundred(found.weight, ask.whole)
        return File(row["id"], row["name"], row["tier"], titles.get(row["tier"], row["tier"]), percent, *asks)
    return None


def of_one(desk: "Desk", customer_id: int) -> tuple[int, list[str]]:
    """How much of the customer's file is filled in or known from their firm and other records, in percent by weight, and the
    titles of what is missing (`W11`)."""
    for row, ask, found, _profile in _one(desk, customer_id):
        return _of_hundred(found.weight, ask.whole), [_called(field, row) for field in found.missing]
    return 100, []


def _called(field: "CustomerField", row: "Row") -> str:
    """What is asked for, in the playbook's words; a number that is there and that nobody can dial is not missing but wrong."""
    there = field.key in _DIALLED and row[field.key]
    return _("{field} (not valid)").format(field=field.title) if there else str(field.title)


def _one(desk: "Desk", customer_id: int) -> Iterator[tuple["Row", FieldsAsked, Filled, dict[str, str]]]:
    asked = _asked(desk)
    for row, profile in _rows(desk.book, asked, "", [customer_id]):
        yield row, asked[row["kind"]], _filled(asked[row["kind"]], row, profile), profile


def _of_hundred(filled: int, whole: int) -> int:
    """So many of a hundred; a file of which nothing is asked lacks nothing."""
    there = percent(filled, whole)
    return 100 if there is None else there
