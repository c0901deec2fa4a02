"""A customer as a page to edit: TOML with everything that is known, checked when it comes back, mistakes by their line."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from amflow.book.change import dated
from amflow.book.money import money_of
from amflow.customers import changes as customer_changes
from amflow.customers import records as customers
from amflow.customers.completeness import known
from amflow.errors import Ambiguous, AmflowError, Usage
from amflow.locale import _
from amflow.playbooks.titles import titles_by_key

if TYPE_CHECKING:
    from amflow.desk import Desk

FIELDS = (
    ("name", "name"), ("salutation", "salutation"), ("phone", "phone"), ("email", "email"), ("address", "address"),
    ("birthday", "birthday"), ("organisation", "organisation_id"), ("role", "role"), ("tier", "tier"), ("intent", "intent"),
    ("source", "source"), ("signal", "signal"), ("segment", "segment"), ("referrer", "referrer_id"),
    ("impression", "impression"), ("assets", "assets_minor"), ("no_contact", "no_contact"), ("no_call", "no_call"),
    ("quiet_hours", "quiet_hours"), ("language", "language"), ("line", "line"), ("stop", "stop"),
    ("key", "external_key"), ("main_contact", "contact_id"),
)  # fmt: skip
"""The lines of the page and the columns they stand for, in this order."""

FLAGS = ("no_contact", "no_call")

Result = TypeVar("Result")

Ask = Callable[[str, str], str]
"""Shows a page with the problem it has (empty at first), gives it as it comes back. Raises Refused to give up."""


def edit(desk: "Desk", text: str, ask: Ask) -> tuple[int, bool]:
    """Let somebody be edited as a page: their number, and whether anything was different. Raises NotFound, Ambiguous,
    Refused."""
    row = customers.find(desk.book, text)
    before = written(desk, row)
    given, profile = asked_until_right(ask, before, lambda page: read(desk, page, before))
    new = False
    if given or profile is not None:
        extra = {} if profile is None else {"profile": profile}
        if profile is not None:
            extra = dated(extra, row["profile"], row["profile_on"], desk.today.isoformat())
        new = customer_changes.put(desk, row, {**given, **extra})
    return int(row["id"]), new


def asked_until_right(ask: Ask, page: str, understood: Callable[[str], Result]) -> Result:
    """What a page says once it is without a mistake: it is shown again with each that it has. Raises Refused."""
    problem = ""
    while True:
        page = ask(page, problem)
        try:
            return understood(page)
        except AmflowError as mistake:
            problem = "\n".join(part for part in (mistake.message, *mistake.lines, mistake.hint) if part)


def tables_of(page: str) -> dict[str, Any]:
    """What a page of TOML holds. Raises Usage."""
    from tomllib import TOMLDecodeError

    from amflow.toml import loads

    try:
        return loads(page)
    except TOMLDecodeError as error:
        raise Usage(_("the page is not TOML: {why}").format(why=error), _("texts stand in quotes")) from error


def written(desk: "Desk", row: Any) -> str:
    """The page of a customer."""
    from json import loads

    told = _("c{id}: change, save, close; an empty text takes the field out").format(id=row["id"])
    lines = [f"# {told}"]
    for name, column in FIELDS:
        if name == "birthday" and row["kind"] == "organisation" and not row[column]:
            continue
        lines.append(f"{name} = {_value(desk, row, name, column)}")
    lines += ["", "# " + _("the fields of the playbook"), "[profile]"]
    profile: dict[str, str] = loads(row["profile"])
    fields = [field for field in desk.playbook.fields if field.whom in (row["kind"], "both")]
    keys = [field.key for field in fields if field.key not in customer_changes.COLUMNS]
    titles = titles_by_key(desk.playbook.fields)
    answered = known.of(desk.book, desk.playbook, row)
    for key in dict.fromkeys([*keys, *profile]):
        if key in answered and key not in profile:
            # What a record says is shown, and not typed once more.
            lines.append(f"# {titles.get(key, key)}: {answered[key]}")
            continue
        lines.append(f"{bare(key)} = {quoted(profile.get(key, ''))}  # {titles.get(key, key)}")
    return "\n".join(lines) + "\n"


def _value(desk: "Desk", row: Any, name: str, column: str) -> str:
    if name in FLAGS:
        return "true" if row[column] else "false"
    if name == "quiet_hours":
        return quoted(f"{row['quiet_from']}-{row['quiet_until']}" if row["quiet_from"] else "")
    if name == "assets":
        amount = money_of(row, column)
        return quoted(amount.plain() if amount else "")
    if column.endswith("_id"):
        return quoted(f"c{row[column]}" if row[column] else "") + _named(desk, row[column])
    return quoted("" if row[column] is None else str(row[column]))


def _named(desk: "Desk", number: int | None) -> str:
    other = desk.book.get("customer", number) if number else None
    return f"  # {other['name']}" if other is not None else ""


def quoted(value: str) -> str:
    """The text as TOML writes it."""
    from json import dumps

    # A JSON string is a TOML string but for DEL, which no text of the book holds.
    return dumps(value, ensure_ascii=False)


def bare(key: str) -> str:
    """The key as TOML writes it."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else quoted(key)


def read(desk: "Desk", page: str, before: str) -> tuple[dict[str, Any], str | None]:
    """What the page changes: columns, and the profile where it is another. Raises Usage, NotFound with the line."""
    from json import dumps

    now, was = tables_of(page), tables_of(before)
    columns = dict(FIELDS)
    given: dict[str, Any] = {}
    for name, value in now.items():
        if name == "profile":
            continue
        if name not in columns:
            raise unknown_field(page, name)
        if value != was.get(name):
            given |= _checked(desk, page, name, columns[name], value)
    profile = now.get("profile", {})
    if profile == was.get("profile", {}):
        return given, None
    for key, value in profile.items():
        if not isinstance(value, str):
            raise not_quoted(page, key)
    return given, dumps({key: value for key, value in profile.items() if value.strip()}, ensure_ascii=False)


def _checked(desk: "Desk", page: str, name: str, column: str, value: Any) -> dict[str, Any]:
    wanted = bool if name in FLAGS else str
    if not isinstance(value, wanted):
        kind = _("true or false") if name in FLAGS else _("a text in quotes")
        raise Usage(
            _("line {n}: {name} is {kind}"), _("mend the line it names"), n=line_of(page, name), name=name, kind=kind
        )
    return blamed(page, name, lambda: customer_changes.checked(desk, {column: value}))


def unknown_field(page: str, name: str) -> Usage:
    """The refusal of a line that stands for nothing."""
    return _in_line(page, name, _("line {n}: there is no field “{name}”"))


def not_quoted(page: str, name: str) -> Usage:
    """The refusal of a value that is no text."""
    return _in_line(page, name, _("line {n}: “{name}” is a text in quotes"))


def _in_line(page: str, name: str, told: str) -> Usage:
    return Usage(told, _("mend the line it names"), n=line_of(page, name), name=name)


def blamed(page: str, name: str, work: Callable[[], Result]) -> Result:
    """What comes of a line. Raises Usage, Ambiguous with the line that was to blame."""
    try:
        return work()
    except AmflowError as error:
        told = _("line {n}: {why}").format(n=line_of(page, name), why=error.message)
        raise (Ambiguous if isinstance(error, Ambiguous) else Usage)(told, error.hint, error.lines) from error


def line_of(page: str, name: str) -> int:
    """The number of the line that a field stands on; 1 where it cannot be found."""
    pattern = rf'^\s*"?{re.escape(name)}"?\s*='
    return next((at for at, line in enumerate(page.splitlines(), 1) if re.match(pattern, line)), 1)
