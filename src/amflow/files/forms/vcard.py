"""Cards of people (vCard 2.1, 3.0, 4.0) as phones and mail programs write them: each card a row.

Read card by card, so that one that is broken costs itself alone.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from amflow.errors import Unusable
from amflow.files.forms.csv import TableInMemory, TableRow, decoded
from amflow.files.import_.column_map import FieldRule, Map, kind_of
from amflow.files.import_.fields import ImportField, RecordKind
from amflow.locale import _
from amflow.playbooks.customer_model import BESIDE

LONGEST_CARD = 200_000
"""Characters of a card without its pictures."""
COLUMNS = (
    "uid", "name", "kind", "salutation", "phone", "email", "address", "organisation", "role", "segment", "impression",
    "birthday", *BESIDE,
)  # fmt: skip
_PROPERTY = re.compile(r"[A-Za-z0-9.-]+(?:;[^:]*)?:")
_BINARY = re.compile(r"(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY|X-[\w-]*PHOTO[\w-]*)[;:]", re.IGNORECASE)


def read(path: Path, name: str, encoding: str) -> tuple[TableInMemory, RecordKind, Map]:
    """The cards of a file, what they are and how they are read. Raises Unusable where there is none."""
    data = path.read_bytes()
    text = data.decode(encoding, "replace") if encoding else decoded(data)
    records = [_record(line, lines) for line, lines in _cards(text)]
    if not records:
        raise Unusable(
            _("{file} holds no card").format(file=name), _("a card stands between BEGIN:VCARD and END:VCARD")
        )
    kind = kind_of("customer")
    rules = tuple(
        FieldRule(field, column=field.key, unknown="create", kind="organisation")
        if field.key == "organisation"
        # A card's categories are its owner's own words: a segment is only what the playbook calls one.
        else FieldRule(field, column=field.key, unknown="leave out" if field.key == "segment" else "refuse")
        for key in COLUMNS[1:]
        if (field := kind.field(key))
    )
    profile = tuple(FieldRule(ImportField(key, ""), column=key) for key in BESIDE)
    table = TableInMemory(name, list(COLUMNS), records)
    return table, kind, Map(kind, "vcard", ("uid",), "", rules, profile, True)


def _cards(text: str) -> Iterator[tuple[int, list[str] | None]]:
    """The lines between BEGIN and END of each card with the line it begins in; None for a card without an end."""
    begun, lines = 0, list[str]()
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        word = line.strip().upper()
        if word == "BEGIN:VCARD":
            if begun:
                yield begun, None
            begun, lines = number, []
        elif word == "END:VCARD" and begun:
            yield begun, lines
            begun = 0
        elif begun:
            lines.append(line)
    if begun:
        yield begun, None


def _record(line: int, lines: list[str] | None) -> TableRow:
    if lines is None:
        return TableRow(line, [""] * len(COLUMNS), _("the card has no end"))
    kept = _mended(lines)
    if sum(map(len, kept)) > LONGEST_CARD:
        return TableRow(line, [""] * len(COLUMNS), _("a card longer than {n} characters").format(n=LONGEST_CARD))
    try:
        found = _fields("\r\n".join(("BEGIN:VCARD", *kept, "END:VCARD", "")))
    except Exception as error:  # noqa: BLE001 - the reader raises whatever comes; a card is refused, the rest goes in
        return TableRow(line, [""] * len(COLUMNS), _("not a card: {why}").format(why=str(error)[:100]))
    wrong = "" if found.get("name") else _("a card without a name")
    return TableRow(line, [found.get(column, "") for column in COLUMNS], wrong)


def _mended(lines: list[str]) -> list[str]:
    """The lines without pictures; one that is no property goes on with the one above, as badly folded cards do."""
    kept: list[str] = []
    skipping = quoted = False
    for line in lines:
        if quoted:
            kept.append(line)
            quoted = line.endswith("=")
        elif line[:1] in (" ", "\t") or not _PROPERTY.match(line):
            if not skipping and kept and line.strip():
                kept.append(line if line[:1] in (" ", "\t") else f"  {line}")
        else:
            skipping = bool(_BINARY.match(line))
            if not skipping:
                kept.append(line)
                quoted = "QUOTED-PRINTABLE" in line.partition(":")[0].upper() and line.endswith("=")
    return kept


def _fields(card: str) -> dict[str, str]:
    import logging

    import vobject

    # It tells the log about every line that it skips; the row says it already.
    logging.getLogger("vobject").setLevel(logging.CRITICAL)
    parsed = vobject.readOne(card, allowQP=True, ignoreUnreadable=True)
    parts: dict[str, list[Any]] = {}
    for part in parsed.getChildren():
        parts.setdefault(part.name.upper(), []).append(part)
    phones, mails = _texts(parts, "TEL"), _texts(parts, "EMAIL")
    company = _company(parts)
    name = _name(parts)
    is_company = bool(company) and (_first(parts, "KIND").casefold() == "org" or not name or name == company)
    notes = "\n".join(_texts(parts, "NOTE"))
    return {
        "uid": _first(parts, "UID").removeprefix("urn:uuid:"),
        "name": company if is_company else name or (mails or phones or [""])[0],
        "kind": "organisation" if is_company else "person",
        "salutation": {"M": "mr", "F": "ms"}.get(_first(parts, "GENDER").strip().upper()[:1], ""),
        "phone": _nth(phones, 0),
        "phone2": _nth(phones, 1),
        "phone3": " / ".join(phones[2:]),
        "email": _nth(mails, 0),
        "email2": " / ".join(mails[1:]),
        "address": _address(parts),
        "organisation": "" if is_company else company,
        "role": _first(parts, "TITLE") or _first(parts, "ROLE"),
        "segment": ", ".join(dict.fromkeys(_texts(parts, "CATEGORIES"))),
        "impression": notes,
        "birthday": _first(parts, "X-AMFLOW-BIRTHDAY") or birthday(_first(parts, "BDAY")) or _by_moon(parts),
        "website": _first(parts, "URL"),
        "chat": ", ".join(_chats(parts)),
        "dates": ", ".join(_dates(parts)) if "X-AMFLOW-BIRTHDAY" not in parts else "",
    }


def _nth(texts: list[str], place: int) -> str:
    return texts[place] if place < len(texts) else ""


def _flat(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(_flat, value)))
    return str(value).strip()


def _texts(parts: dict[str, list[Any]], name: str) -> list[str]:
    """The values of a property, the preferred one first, each once."""
    found = parts.get(name, [])
    ordered = sorted(found, key=lambda part: not _preferred(part))
    texts = (_flat(part.value).removeprefix("tel:").removeprefix("mailto:") for part in ordered)
    return [text for text in dict.fromkeys(texts) if text]


def _preferred(part: Any) -> bool:
    words = [str(word).upper() for word in getattr(part, "singletonparams", [])]
    for key, values in part.params.items():
        words += [str(value).upper() for value in values] if key.upper() == "TYPE" else []
        if key.upper() == "PREF" and "1" in values:
            return True
    return "PREF" in words


def _first(parts: dict[str, list[Any]], name: str) -> str:
    return _nth(_texts(parts, name), 0)


def _name(parts: dict[str, list[Any]]) -> str:
    """The name as it is shown, else put together: Chinese and the like without a space, family name in front."""
    shown = _first(parts, "FN")
    if "N" not in parts:
        return shown or _first(parts, "NICKNAME")
    value = parts["N"][0].value
    family, given = _flat(getattr(value, "family", "")), _flat(getattr(value, "given", ""))
    # Programs of the West show 敏 张 for 张敏.
    if shown and not (shown == f"{given} {family}" and re.search("[\u2e80-\u9fff]", family)):
        return shown
    if re.search("[\u2e80-\u9fff\uac00-\ud7af]", family + given):
        return family + given
    return " ".join(filter(None, (given, _flat(getattr(value, "additional", "")), family)))


def _company(parts: dict[str, list[Any]]) -> str:
    value = parts["ORG"][0].value if parts.get("ORG") else ""
    return _flat(value[0] if isinstance(value, list | tuple) and value else value)


def _address(parts: dict[str, list[Any]]) -> str:
    if "ADR" not in parts:
        return ""
    value = parts["ADR"][0].value
    if isinstance(value, str):
        return value.replace(";", " ").strip()
    names = ("country", "region", "city", "street", "extended", "box", "code")
    found = {name: _flat(getattr(value, name, "")) for name in names}
    if re.search("[\u2e80-\u9fff]", "".join(found.values())):
        return " ".join(filter(None, found.values()))
    western = ("street", "extended", "box", "code", "city", "region", "country")
    return ", ".join(filter(None, (found[name] for name in western)))


def _by_moon(parts: dict[str, list[Any]]) -> str:
    """The birthday of the Chinese calendar, as iPhones write it beside the other: cycle, year of the cycle, month, day.
    Programs disagree about the years; month and day stand last in all of them."""
    for part in parts.get("X-ALTBDAY", ()):
        match = re.fullmatch(r"[\d-]*?(\d\d)-?(\d\d)", _flat(part.value))
        if match and "chinese" in [word.lower() for word in part.params.get("CALSCALE", ())]:
            return f"lunar {match[1]}-{match[2]}"
    return ""


def _chats(parts: dict[str, list[Any]]) -> Iterator[str]:
    """The names in chat programs: `WeChat wxid_1`, `QQ 10001`."""
    for part in parts.get("IMPP", ()):
        service = next(iter(part.params.get("X-SERVICE-TYPE", ())), "")
        scheme, _colon, name = _flat(part.value).rpartition(":")
        yield f"{service or scheme} {name}".strip()
    for key, service in (("X-QQ", "QQ"), ("X-WECHAT", "WeChat"), ("X-SKYPE", "Skype"), ("X-SKYPE-USERNAME", "Skype")):
        yield from (f"{service} {text}" for text in _texts(parts, key))


def _dates(parts: dict[str, list[Any]]) -> Iterator[str]:
    """Other days that matter, with what they are: `2015-05-20 Anniversary`."""
    labels = {part.group: re.sub(r"^_\$!<(.*)>!\$_$", r"\1", _flat(part.value)) for part in parts.get("X-ABLABEL", ())}
    for part in parts.get("X-ABDATE", ()):
        yield f"{_flat(part.value)[:10]} {labels.get(part.group, '')}".strip()
    for key in ("ANNIVERSARY", "X-ANNIVERSARY"):
        yield from (f"{birthday(text)} Anniversary" for text in _texts(parts, key))
    for text in _texts(parts, "X-ANDROID-CUSTOM"):
        # Kind, day, what it is: 1 an anniversary, 3 a birthday, 0 a word of one's own behind it.
        kind, day, sort, label = (*text.split(";"), "", "", "")[:4]
        if kind.endswith("contact_event") and sort != "3":
            yield f"{birthday(day)} {label or ('Anniversary' if sort == '1' else '')}".strip()


def birthday(text: str) -> str:
    """A birthday of a card: `19851015`, `1985-10-15T00:00:00Z`, `--1015`, and 1604 for a year that is not known; one in
    words without the day that we write behind it."""
    text = re.sub(r"\s*\(\d{4}-\d\d-\d\d\)$", "", text.strip())
    match = re.match(r"(\d{4}|--)-?(\d\d)-?(\d\d)(?:$|[T ])", text)
    if match is None:
        return text
    year, month, day = match.groups()
    # Apple writes 1604 where the year is not known.
    return f"--{month}-{day}" if year in ("--", "1604") else f"{year}-{month}-{day}"
