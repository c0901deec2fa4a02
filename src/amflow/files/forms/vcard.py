"""Cards of people (vCard 2.1, 3.0, 4.0) as phones and mail programs write them: each card a row.

Read card by card and property by property (`card_lines.py`), so that what is broken costs itself alone, and is said.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

from amflow.book import values
from amflow.errors import Unusable, Usage
from amflow.files.forms.card_lines import Card, Parts, Property, cards, charset_said
from amflow.files.forms.encoding import decoded
from amflow.files.forms.table import TableInMemory, TableRow
from amflow.files.import_.column_map import FieldRule, Map, kind_of
from amflow.files.import_.fields import ImportField, RecordKind
from amflow.locale import _, listed, ngettext
from amflow.playbooks.customer_model import BESIDE

NAMED = 5
"""So many of those from whose cards something was left out are named."""
COLUMNS = (
    "uid", "name", "kind", "salutation", "phone", "email", "address", "organisation", "role", "segment", "impression",
    "birthday", *BESIDE,
)  # fmt: skip
_EASTERN = "[\u2e80-\u9fff\uac00-\ud7af]"


def read(path: Path, name: str, encoding: str, today: str) -> tuple[TableInMemory, RecordKind, Map]:
    """The cards of a file, what they are and how they are read. Raises Unusable where there is none."""
    data = path.read_bytes()
    encoding = encoding or charset_said(data)
    text = data.decode(encoding, "replace") if encoding else decoded(data)
    left: dict[str, list[str]] = {}
    records, groups, agents = list[TableRow](), 0, 0
    for card in cards(text):
        agents += card.agents
        if not card.wrong and _kind(card.parts) == "group":
            groups += 1
            continue
        records.append(_record(card, today, left))
    if not records and not groups:
        raise Unusable(
            _("{file} holds no card").format(file=name), _("a card stands between BEGIN:VCARD and END:VCARD")
        )
    kind = kind_of("customer")
    rules = tuple(
        # A card's categories are its owner's own words: a segment is only what the playbook calls one.
        FieldRule(field, column=field.key, unknown="leave out" if field.key == "segment" else "")
        for key in COLUMNS[1:]
        if (field := kind.field(key))
    )
    profile = tuple(FieldRule(ImportField(key, ""), column=key) for key in BESIDE)
    table = TableInMemory(name, list(COLUMNS), records, tuple(_notes(left, groups, agents)))
    return table, kind, Map(kind, "vcard", ("uid",), "", rules, profile, True)


def _notes(left: dict[str, list[str]], groups: int, agents: int) -> Iterator[str]:
    """What a person should know of what was not taken."""
    for key, whose in left.items():
        yield ngettext(
            "{n} card came without its {field}, which cannot be kept as it stands: {cards}",
            "{n} cards came without their {field}, which cannot be kept as it stands: {cards}",
            len(whose),
        ).format(field=_(key), cards=listed(whose[:NAMED]) + ("…" if len(whose) > NAMED else ""))
    if groups:
        yield ngettext(
            "{n} card is a list of people and no person: left out",
            "{n} cards are lists of people and no persons: left out",
            groups,
        )
    if agents:
        yield ngettext(
            "{n} card stood inside another, that of an assistant: left out",
            "{n} cards stood inside others, those of assistants: left out",
            agents,
        )


def _record(card: Card, today: str, left: dict[str, list[str]]) -> TableRow:
    wrong = card.wrong
    found = {} if wrong else _fields(card.parts)
    whose = found.get("name", "")
    if not wrong and not whose:
        wrong = _("a card without a name")
    for key in [] if wrong else COLUMNS[2:]:
        # Of a person whose birthday nobody understands the phone is worth no less.
        if found.get(key) and not _can_be_kept(key, found[key], today):
            left.setdefault(key, []).append(f"{whose} ({found[key][:40]})")
            found[key] = ""
    for name in card.broken:
        left.setdefault(name, []).append(whose)
    return TableRow(card.line, [found.get(column, "") for column in COLUMNS], wrong)


def _can_be_kept(key: str, text: str, today: str) -> bool:
    from amflow.files.import_ import days

    field = kind_of("customer").field(key)
    if field is None or field.type in ("word", "customer"):
        return True
    try:
        if field.type == "birthday":
            if text.startswith("--"):
                return bool(values.a_birthday(text))
            return _is_lunar(text) or days.a_day(text, "") <= today
        (values.long_text if field.type == "long" else values.plain_text)(text)
    except (ValueError, Usage):
        return False
    return True


def _is_lunar(text: str) -> bool:
    """Raises Usage for a day that the lunar calendar does not have."""
    from amflow.dates import lunar

    return lunar.read(text) is not None


def _kind(parts: Parts) -> str:
    """`individual`, `org`, `group` …, as the standard, macOS and iOS say it."""
    said = _first(parts, "KIND") or _first(parts, "X-ADDRESSBOOKSERVER-KIND")
    return said.casefold() or ("org" if _first(parts, "X-ABSHOWAS").casefold() == "company" else "")


def _fields(parts: Parts) -> dict[str, str]:
    phones, faxes = _phones(parts)
    mails = _texts(parts, "EMAIL")
    company = parts["ORG"][0].fields(1)[0] if "ORG" in parts else ""
    name = _name(parts)
    is_company = bool(company) and (_kind(parts) == "org" or not name or name == company)
    courtesy, name = ("", name) if is_company else _addressed(parts, name)
    return {
        "uid": _first(parts, "UID").removeprefix("urn:uuid:"),
        "name": company if is_company else name or (mails or phones or [""])[0],
        "kind": "organisation" if is_company else "person",
        "salutation": {"M": "mr", "F": "ms"}.get(_first(parts, "GENDER").strip().upper()[:1], courtesy),
        "phone": _nth(phones, 0),
        "phone2": _nth(phones, 1),
        "phone3": " / ".join(phones[2:]),
        "fax": " / ".join(faxes),
        "email": _nth(mails, 0),
        "email2": " / ".join(mails[1:]),
        "address": _address(parts),
        "organisation": "" if is_company else company,
        "role": _first(parts, "TITLE") or _first(parts, "ROLE"),
        "segment": ", ".join(dict.fromkeys(_words(parts, "CATEGORIES"))),
        "impression": "\n".join(_texts(parts, "NOTE")),
        "birthday": _first(parts, "X-AMFLOW-BIRTHDAY") or birthday(_first(parts, "BDAY")) or _by_moon(parts),
        "website": _first(parts, "URL"),
        "chat": ", ".join(_chats(parts)),
        "dates": ", ".join(_dates(parts)) if "X-AMFLOW-BIRTHDAY" not in parts else "",
    }


def _phones(parts: Parts) -> tuple[list[str], list[str]]:
    """The phones, the preferred one first, and the numbers that nobody should call."""
    labels = _labels(parts)
    found: dict[bool, list[str]] = {False: [], True: []}
    for part in sorted(parts.get("TEL", ()), key=lambda part: not _preferred(part)):
        types = part.params.get("TYPE", ())
        label = labels.get(part.group, "").casefold()
        fax = ("FAX" in types and not {"CELL", "VOICE"} & set(types)) or "fax" in label or "传真" in label
        number = _number(part.text())
        if number and number not in found[fax]:
            found[fax].append(number)
    return found[False], found[True]


def _number(text: str) -> str:
    """A number as people write it: `tel:` off, and what is dialled after a pause as an extension."""
    extension = re.search(r";\s*ext=([\d-]+)", text, re.IGNORECASE)
    if extension or text[:4].lower() == "tel:":
        number = text.partition(";")[0].removeprefix("tel:").strip()
        return f"{number} x{extension[1]}" if extension else number
    paused = re.fullmatch(r"(\+?[\d\s().-]{7,}?)\s*[,;pPwW]+\s*(\d{1,6})#?", text)
    return f"{paused[1]} x{paused[2]}" if paused else text


def _nth(texts: list[str], place: int) -> str:
    return texts[place] if place < len(texts) else ""


def _texts(parts: Parts, name: str) -> list[str]:
    """The values of a property, the preferred one first, each once."""
    found = parts.get(name, [])
    ordered = sorted(found, key=lambda part: not _preferred(part))
    texts = (part.text().removeprefix("mailto:") for part in ordered)
    return [text for text in dict.fromkeys(texts) if text]


def _words(parts: Parts, name: str) -> Iterator[str]:
    for part in parts.get(name, ()):
        yield from filter(None, part.fields(0, ","))


def _labels(parts: Parts) -> dict[str, str]:
    """What stands beside the properties of a group (`item1.`): `Anniversary`, written `_$!<Anniversary>!$_`."""
    return {part.group: re.sub(r"^_\$!<(.*)>!\$_$", r"\1", part.text()) for part in parts.get("X-ABLABEL", ())}


def _preferred(part: Property) -> bool:
    return "PREF" in part.params.get("TYPE", ()) or "1" in part.params.get("PREF", ())


def _first(parts: Parts, name: str) -> str:
    return _nth(_texts(parts, name), 0)


def _name(parts: Parts) -> str:
    """The name as it is shown, else put together: Chinese and the like without a space, family name in front."""
    shown = _first(parts, "FN")
    if "N" not in parts:
        return shown or _first(parts, "NICKNAME")
    family, given, additional, *_more = parts["N"][0].fields(3)
    # Programs of the West show 敏 张 for 张敏.
    if shown and not (shown == f"{given} {family}" and re.search(_EASTERN, family)):
        return shown
    if re.search(_EASTERN, family + given):
        return family + given
    return " ".join(filter(None, (given, additional, family)))


def _addressed(parts: Parts, name: str) -> tuple[str, str]:
    """How somebody is addressed by what stands in front of their name (`Ms. Charlotte Bennett`), and the name without it; what
    is no courtesy (Dr.) is part of the name."""
    family, given, _additional, prefix = parts["N"][0].fields(4)[:4] if "N" in parts else ("", "", "", "")
    first, _space, rest = name.partition(" ")
    said = next((word for word in (prefix, first) if word in _courtesies()), "")
    if said and rest and first == said and (prefix == said or {family, given} & {*rest.split(), rest}):
        name = rest
    return (_courtesies()[said], name) if said and (said == prefix or name == rest) else ("", name)


@cache
def _courtesies() -> dict[str, str]:
    """What may stand in front of a name, as a file's column of salutations knows it, but for single letters."""
    field = kind_of("customer").field("salutation")
    words = {word: meant for word, meant in field.words if len(word) > 1} if field else {}
    return words | {word.title(): meant for word, meant in words.items()}


def _address(parts: Parts) -> str:
    if "ADR" not in parts:
        return ""
    box, extended, street, city, region, code, country, *_more = parts["ADR"][0].fields(7)
    found = (country, region, city, street, extended, box, code)
    if re.search(_EASTERN, "".join(found)):
        return " ".join(filter(None, found))
    return ", ".join(filter(None, (street, extended, box, code, city, region, country)))


def _by_moon(parts: Parts) -> str:
    """The birthday of the Chinese calendar, as iPhones write it beside the other: cycle, year of the cycle, month, day.
    Programs disagree about the years; month and day stand last in all of them."""
    for part in parts.get("X-ALTBDAY", ()):
        match = re.fullmatch(r"[\d-]*?(\d\d)-?(\d\d)", part.text())
        if match and "CHINESE" in part.params.get("CALSCALE", ()):
            return f"lunar {match[1]}-{match[2]}"
    return ""


def _chats(parts: Parts) -> Iterator[str]:
    """The names in chat programs: `WeChat wxid_1`, `QQ 10001`."""
    for part in parts.get("IMPP", ()):
        service = part.said("X-SERVICE-TYPE")
        scheme, _colon, name = part.text().rpartition(":")
        yield f"{service or scheme} {name}".strip()
    for key, service in (("X-QQ", "QQ"), ("X-WECHAT", "WeChat"), ("X-SKYPE", "Skype"), ("X-SKYPE-USERNAME", "Skype")):
        yield from (f"{service} {text}" for text in _texts(parts, key))


def _dates(parts: Parts) -> Iterator[str]:
    """Other days that matter, with what they are: `2015-05-20 Anniversary`."""
    labels = _labels(parts)
    for part in parts.get("X-ABDATE", ()):
        yield f"{part.text()[:10]} {labels.get(part.group, '')}".strip()
    for key in ("ANNIVERSARY", "X-ANNIVERSARY"):
        yield from (f"{birthday(text)} Anniversary" for text in _texts(parts, key))
    for text in _texts(parts, "X-ANDROID-CUSTOM"):
        # Kind, day, what it is: 1 an anniversary, 3 a birthday, 0 a word of one's own behind it.
        kind, day, sort, label = (*text.split(";"), "", "", "")[:4]
        if kind.endswith("contact_event") and sort != "3":
            yield f"{birthday(day)} {label or ('Anniversary' if sort == '1' else '')}".strip()


def birthday(text: str) -> str:
    """A birthday of a card: `19851015`, `1985-10-15`, `--1015`, and 1604 for a year that is not known; of an instant the day
    that it is here; anything else as it stands, without the day that we write behind words."""
    text = re.sub(r"\s*\(\d{4}-\d\d-\d\d\)$", "", text.strip())
    match = re.fullmatch(
        r"(\d{4}|--)-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d):?(\d\d)?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?", text
    )
    if match is None:
        return text
    year, month, day, hour, minute, second, zone = match.groups()
    # Apple writes 1604 where the year is not known.
    if year in ("--", "1604"):
        return f"--{month}-{day}"
    # Exchange writes the midnight of its own place in UTC; a midnight in UTC is what others write who mean the day.
    if zone and (hour, minute) != ("00", "00"):
        zone = "+00:00" if zone == "Z" else zone
        try:
            moment = datetime.fromisoformat(f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{zone}")
            return moment.astimezone().date().isoformat()
        except (ValueError, OverflowError):
            return text
    return f"{year}-{month}-{day}"
