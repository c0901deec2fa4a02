"""Putting people into the book and changing what is known of them: every field checked, namesakes never by accident."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from amflow.book import derived_columns, values
from amflow.book.change import dated
from amflow.customers import birthdays, circle, contact_preferences, filters
from amflow.customers.identity import firms, same
from amflow.customers.records import find
from amflow.customers.tiers import records as tiers
from amflow.errors import Refused, Usage
from amflow.locale import N_, Text, _, listed, ngettext
from amflow.playbooks.model import Playbook
from amflow.playbooks.titles import as_typed, known_key

if TYPE_CHECKING:
    from amflow.book.store import Book, Change, Row
    from amflow.desk import Desk


COLUMNS = ("phone", "birthday", "line")
"""Fields of the playbook's file that the book keeps in a column of their own."""


def checked(desk: "Desk", given: dict[str, Any]) -> dict[str, Any]:
    """The fields a person gave, each as the book keeps it: texts harmless, keys of the playbook known, money in minor
    units. What was not given (None) is left out. Raises Usage with the nearest word."""
    kept: dict[str, Any] = {}
    if given.get("quiet_hours") is not None:
        given = {
            **given,
            **dict(zip(("quiet_from", "quiet_until"), contact_preferences.hours(given["quiet_hours"]), strict=True)),
        }
    for name, value in given.items():
        if value is None or name == "quiet_hours":
            continue
        kept[name] = _checked(desk, name, value)
    if "external_key" in kept:
        kept |= _key_in_list(desk.book, kept["external_key"])
    if "assets_minor" in kept:
        kept["currency"] = desk.settings.currency
    return derived_columns.of_customer(kept)


def _checked(desk: "Desk", name: str, value: Any) -> Any:
    if name == "name":
        return values.line(value, _("the name"))
    if name in filters.KEYS:
        return known_key(value, filters.known_keys(desk.playbook)[name], _(filters.KEYS[name]))
    if name == "language":
        return known_key(value, LANGUAGES, _("language"), SPOKEN)
    if name == "birthday":
        return birthdays.checked(value, desk.today, desk.manner())
    if name == "assets_minor":
        from amflow.book.money import amount

        return amount(value, desk.settings.currency) if value else None
    if name == "stop":
        return _stop(value)
    if name in ("organisation_id", "referrer_id", "contact_id"):
        return find(desk.book, value)["id"] if value else None
    if isinstance(value, str) and name != "profile":
        return values.line(value, name) if value else ""
    return value


def _key_in_list(book: "Book", key: str) -> dict[str, str | None]:
    """The columns of a key that is typed: it is one of the list that the customers were imported from. Raises Usage where
    there is no list, or where it is somebody else's."""
    if not key:
        return {"external_source": None, "external_key": None}
    rows = book.all("SELECT DISTINCT external_source AS source FROM customer WHERE external_source IS NOT NULL LIMIT 2")
    if len(rows) != 1:
        # Of which of several lists it is only an import can say.
        raise Usage(
            _("a number in a list needs one list that was imported"), _("amflow import FILE --as customer keeps it")
        )
    return {"external_source": rows[0]["source"], "external_key": key}


LANGUAGES = {"en": N_("English"), "zh": N_("Chinese")}
SPOKEN = {"zh": "中文 汉语 普通话"}


def _stop(text: str) -> int | None:
    """A place in the order of a line: 1, 2, …; empty is none. Raises Usage."""
    if not text.strip():
        return None
    if not text.strip().isdecimal() or not 1 <= int(text) <= 9999:
        raise Usage(_("“{text}” is not a place on a line").format(text=text), _("a whole number from 1 on"))
    return int(text)


def prepare(desk: "Desk", fields: dict[str, Any], row: "Row | None") -> None:
    """Hold what is said of somebody to the rules, before anything is written. `fields` by column, as the book keeps them,
    `row` the customer as they were. Raises Usage."""
    if fields.get("birthday"):
        birthdays.checked(fields["birthday"], desk.today)
    if fields.get("stop") is not None:
        _stop(str(fields["stop"]))
    if "quiet_from" in fields or "quiet_until" in fields:
        begin, end = (fields.get(name, row[name] if row is not None else "") for name in ("quiet_from", "quiet_until"))
        contact_preferences.hours(f"{begin}-{end}" if begin or end else "")
    if row is not None and row["id"] in (fields.get(name) for name in ("organisation_id", "referrer_id", "contact_id")):
        raise not_their_own(row["name"])
    _prepare_circle(desk.book, fields, row)


def _prepare_circle(book: "Book", fields: dict[str, Any], row: "Row | None") -> None:
    """Hold what is said of who belongs to whom to the rules. Raises Usage."""
    kind = fields.get("kind") or (row["kind"] if row is not None else "person")
    one = book.get("customer", fields["contact_id"]) if fields.get("contact_id") else None
    if one is not None and (kind == "person" or row is None or not circle.belongs(book, one, row["id"])):
        raise Usage(
            _("{name} does not belong to it").format(name=f"{one['name']} (c{one['id']})"),
            _("amflow customer link PERSON ORGANISATION ROLE says so"),
        )
    if row is not None and row["kind"] == "organisation" and kind == "person":
        there = book.one(f"SELECT id FROM customer WHERE id IN ({circle.AT_FIRM.format(firm='?1')})", row["id"])
        if there is not None:
            raise Usage(
                _("{name} has people who belong to it").format(name=row["name"]),
                f"amflow customer unlink c{there['id']} c{row['id']}",
            )
        fields["contact_id"] = None
    elif row is not None and row["kind"] == "person" and kind == "organisation":
        # A firm has neither; what was open with the person's own firm is looked at where it is written.
        fields |= {"salutation": "", "birthday": "", "birthday_md": ""}


def refuse_taken_key(book: "Book", fields: dict[str, Any], customer_id: int) -> None:
    """Say no to a key of the old list that is another customer's. Raises Usage."""
    if not fields.get("external_key"):
        return
    other = book.one(
        "SELECT id, name FROM customer WHERE external_source = ? AND external_key = ? AND id <> ?",
        fields["external_source"],
        fields["external_key"],
        customer_id,
    )
    if other is not None:
        whose = _("{key} is the number of {name} (c{id})")
        raise Usage(
            whose.format(key=fields["external_key"], name=other["name"], id=other["id"]),
            _("each has a number of their own"),
        )


def not_their_own(name: str) -> Usage:
    """The refusal of somebody who is named as their own organisation or referrer."""
    return Usage(_("{name} cannot be named as their own").format(name=name), _("name somebody else"))


def add(desk: "Desk", change: "Change", fields: dict[str, Any]) -> int:
    """Put a customer or lead into the book and give the number. `fields` as `checked` made them."""
    added_on = fields.get("added_on") or desk.today.isoformat()
    return change.insert("customer", **{"added_on": added_on, "quiet_since": added_on, **fields})


def write(desk: "Desk", change: "Change", row: "Row", fields: dict[str, Any]) -> bool:
    """Write what was changed of somebody, a move between tiers with it; whether anything was different."""
    tiers.record_move(desk, change, row, fields.get("tier", row["tier"]))
    new = change.update("customer", row["id"], **fields)
    if fields.get("kind", row["kind"]) != row["kind"]:
        # A file may have said of people that they belong to it, before it was one.
        for one in desk.book.all("SELECT id FROM customer WHERE organisation_id = ?", row["id"]):
            circle.joined(desk.book, change, one["id"], row["id"])
        for firm in desk.book.all("SELECT id FROM customer WHERE contact_id = ?", row["id"]):
            change.update("customer", firm["id"], contact_id=None)
    if fields.get("organisation_id") not in (None, row["organisation_id"]):
        circle.joined(desk.book, change, row["id"], fields["organisation_id"])
    return new


def merged_profile(text: str, desk: "Desk", pairs: list[str]) -> str:
    """The customer's profile with `key=value` pairs set; an empty value takes a field out. Raises Usage."""
    from json import dumps, loads

    profile: dict[str, str] = loads(text)
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip():
            raise Usage(_("“{text}” is not KEY=VALUE").format(text=pair), _('such as --field employer="Acme Ltd"'))
        key = known_key(name.strip(), desk.playbook.fields, _("field"))
        if key in COLUMNS:
            shown = as_typed(value) if value.strip() else '""'
            raise Usage(_("{name} has an option of its own").format(name=key), f"--{key} {shown}")
        profile.pop(key, None)
        if value.strip():
            said = field_value(desk.playbook, key, values.line(value, key))
            is_day = any(one.key == key and one.type == "date" for one in desk.playbook.fields)
            profile[key] = desk.day(said).isoformat() if is_day else said
    return dumps(profile, ensure_ascii=False)


def field_value(playbook: Playbook, key: str, value: str) -> str:
    """The value as the field keeps it: yes or no, one of its choices by key or by what is shown for it. A field that the
    playbook does not have keeps any. Raises Usage."""
    field = next((field for field in playbook.fields if field.key == key), None)
    if field is not None and field.type == "yes-no":
        from amflow.customers.needs import answer_values

        return answer_values.yes_or_no(value)
    if field is None or not field.choices:
        return value
    shown: dict[str, Text | str] = dict(zip(field.choices, field.labels or field.choices, strict=True))
    return known_key(value, shown, str(field.title))


def with_kind(given: dict[str, Any]) -> dict[str, Any]:
    """What was typed of somebody new; who has the name of a firm is an organisation, as in files, where nothing is said
    that makes a person of them."""
    is_person = any(given.get(name) for name in ("kind", "organisation_id", "role", "salutation", "birthday"))
    return given if is_person or not firms.is_firm(given["name"]) else {**given, "kind": "organisation"}


def new_customer(desk: "Desk", given: dict[str, Any], pairs: list[str], *, anyway: bool) -> int:
    """Put a customer into the book and give the number. Raises Usage, NotFound; Refused where the same person seems
    to be there already, unless `anyway`."""
    fields = checked(desk, with_kind(given))
    prepare(desk, fields, None)
    circle.refuse_no_firm(desk.book.get("customer", fields.get("organisation_id") or 0))
    refuse_taken_key(desk.book, fields, 0)
    if not anyway:
        refuse_same(desk.book, fields)
    if pairs:
        fields["profile"] = merged_profile("{}", desk, pairs)
        fields = dated(fields, "{}", "{}", desk.today.isoformat())
    with desk.book.change("customer add") as change:
        number = add(desk, change, fields)
        change.summary = f"{fields['name']} (c{number})"
    return number


def described(fields: dict[str, Any]) -> same.Described:
    """Somebody by the columns that say who it is."""
    known = {name: fields.get(name) for name in same.Described._fields}
    return same.Described(**{name: value for name, value in known.items() if value is not None})


def refuse_same(book: "Book", fields: dict[str, Any], *, heard: bool = False) -> None:
    """Say no to somebody who seems to be there already (`same.look_for`). Raises Refused."""
    who = described(fields)
    same.refuse(book, who, same.look_for(book, who, heard=heard).maybe)


def edit(desk: "Desk", text: str, given: dict[str, Any], pairs: list[str], *, along: bool = False) -> tuple[int, bool]:
    """Change what is known of somebody; None leaves a field as it is. Gives their number, and whether anything was
    different. Raises NotFound, Ambiguous, Usage; Refused for who leaves a firm with what is open, unless it goes `along`."""
    row = find(desk.book, text)
    fields = checked(desk, given)
    prepare(desk, fields, row)
    circle.refuse_no_firm(desk.book.get("customer", fields.get("organisation_id") or 0))
    if pairs:
        fields |= told(desk, row, pairs)
    if not fields:
        raise Usage(_("nothing to change was named"), _("amflow customer edit --help lists what can be"))
    return int(row["id"]), put(desk, row, fields, along=along)


def told(desk: "Desk", row: Any, pairs: list[str]) -> dict[str, Any]:
    """The columns of somebody's file with these `key=value` in it; what is said again is as good as new. Raises Usage."""
    again = [known_key(pair.partition("=")[0].strip(), desk.playbook.fields, _("field")) for pair in pairs]
    fields = {"profile": merged_profile(row["profile"], desk, pairs)}
    return dated(fields, row["profile"], row["profile_on"], desk.today.isoformat(), again)


def tell(desk: "Desk", change: "Change", number: int, pair: str) -> None:
    """Write a field of somebody's file, `key=value`, as part of a change; said again it is as good as new. Raises Usage."""
    row = desk.book.get("customer", number)
    assert row is not None
    write(desk, change, row, told(desk, row, [pair]))


def put(desk: "Desk", row: "Row", fields: dict[str, Any], *, along: bool = False) -> bool:
    """Write what was changed of somebody as a change of its own; whether anything was different."""
    becomes = fields.get("kind", row["kind"]) == "organisation" != row["kind"]
    if not along and (becomes or fields.get("organisation_id", row["organisation_id"]) != row["organisation_id"]):
        from amflow.customers.identity import leaving

        leaving.refuse_open(desk.book, row, row["organisation_id"])
    refuse_taken_key(desk.book, fields, row["id"])
    with desk.book.change("customer edit", f"{fields.get('name', row['name'])} (c{row['id']})") as change:
        write(desk, change, row, fields)
        if along:
            circle.taken_along(desk.book, change, row["id"])
        return not change.empty


def remove(desk: "Desk", text: str, end_plan_lines: Callable[..., int]) -> int:
    """Take somebody out of every list; the history stays. Their planned lines are ended by `plan_ledger`, which stands above
    customers. Raises Refused where something open still hangs on them."""
    row = find(desk.book, text)
    deals = desk.book.number("SELECT count(*) FROM deal WHERE customer_id = ? AND state = 'open'", row["id"])
    tasks = desk.book.number("SELECT count(*) FROM task WHERE customer_id = ? AND state = 'open'", row["id"])
    if deals or tasks:
        open_things = [
            *([ngettext("{n} open deal", "{n} open deals", deals).format(n=deals)] if deals else []),
            *([ngettext("{n} open task", "{n} open tasks", tasks).format(n=tasks)] if tasks else []),
        ]
        raise Refused(
            _("{name} still has {what}").format(name=row["name"], what=listed(open_things)),
            _("finish or drop them first: amflow show {ref}").format(ref=f"c{row['id']}"),
        )
    with desk.book.change("customer remove", f"{row['name']} (c{row['id']})") as change:
        change.update("customer", row["id"], status="removed")
        end_plan_lines(desk, change, "skipped", customer_id=row["id"])
    return int(row["id"])
