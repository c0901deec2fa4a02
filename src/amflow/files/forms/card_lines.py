"""The lines of card files: unfolded first, then told apart into cards and properties, whatever program wrote them."""

import re
from base64 import b64decode
from collections.abc import Iterator
from quopri import decodestring

from amflow.files.forms.encoding import decoded, is_encoding
from amflow.locale import _
from amflow.records import NamedTuple

_LONGEST_PARAMETERS = 2000
LONGEST_CARD = 200_000
"""Characters of a card, of what is read of it."""
READ = {
    "FN", "N", "NICKNAME", "KIND", "X-ADDRESSBOOKSERVER-KIND", "X-ABSHOWAS", "GENDER", "UID", "TEL", "EMAIL", "ADR", "ORG",
    "TITLE", "ROLE", "NOTE", "CATEGORIES", "BDAY", "X-AMFLOW-BIRTHDAY", "X-ALTBDAY", "ANNIVERSARY", "X-ANNIVERSARY",
    "X-ABDATE", "X-ABLABEL", "X-ANDROID-CUSTOM", "URL", "IMPP", "X-QQ", "X-WECHAT", "X-SKYPE", "X-SKYPE-USERNAME",
}  # fmt: skip
"""The properties that somebody asks for: no other, such as a picture, is looked into."""
_PROPERTY = re.compile(
    r"""(?:(?P<group>[\w-]+)\.)?(?P<name>[A-Za-z][\w-]*)(?P<params>(?:;(?:[^":]|"[^"]*")*)?):(?P<value>.*)""",
    re.DOTALL | re.ASCII,
)
_NEWLINE = {"n": "\n", "N": "\n"}


class Property(NamedTuple):
    """A line of a card."""

    group: str
    params: dict[str, list[str]]
    """In capitals, `TYPE` with the words that vCard 2.1 writes bare."""
    value: str
    """As it stands, escapes and all."""
    raw: str
    """The parameters as they are written."""

    def text(self) -> str:
        """The value as one text."""
        return _plain(self.value)

    def fields(self, least: int, sign: str = ";") -> list[str]:
        """The parts of the value, at least so many."""
        found = [
            _plain(part) for part in re.findall(rf"((?:\\.|[^{sign}\\])*)(?:{sign}|$)", self.value, re.DOTALL)[:-1]
        ]
        return found + [""] * (least - len(found))

    def said(self, name: str) -> str:
        """A parameter as it is written."""
        match = re.search(rf';{name}=("[^"]*"|[^;]*)', self.raw, re.IGNORECASE)
        return match[1].strip('"') if match else ""


Parts = dict[str, list[Property]]
"""The properties of a card by their names in capitals."""


class Card(NamedTuple):
    """A card: the line it begins in, what it says, what is wrong with it, how many cards stood inside it, and the
    properties that cannot be read."""

    line: int
    parts: Parts
    wrong: str = ""
    agents: int = 0
    broken: tuple[str, ...] = ()


def charset_said(data: bytes) -> str:
    """The encoding that a file's properties name for themselves, where it is not UTF-8 and they name but one; else nothing."""
    if data.isascii():
        return ""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        names = {
            name.decode().casefold() for name in re.findall(rb";CHARSET=\"?([A-Za-z0-9_.-]+)", data, re.IGNORECASE)
        }
        others = [name for name in names if name not in ("utf-8", "utf8") and is_encoding(name)]
        return others[0] if len(others) == 1 else ""
    return ""


def cards(text: str) -> Iterator[Card]:
    """The cards of a file; one without an end is wrong."""
    begun, lines, inside, agents = 0, list[str](), 0, 0
    for number, line in _unfolded(text):
        word = line.strip().upper()
        # The card of an assistant stands inside that of whom they work for, behind AGENT: or on its line.
        agent = bool(lines) and re.fullmatch(r"AGENT[^:]*:\s*", lines[-1].strip(), re.IGNORECASE) is not None
        if begun and ((word == "BEGIN:VCARD" and (inside or agent)) or re.fullmatch(r"AGENT[^:]*:BEGIN:VCARD", word)):
            inside, agents = inside + 1, agents + 1
        elif word == "BEGIN:VCARD":
            if begun:
                yield Card(begun, {}, _("the card has no end"))
            begun, lines, agents = number, [], 0
        elif word == "END:VCARD" and inside:
            inside -= 1
            lines.append("")
        elif word == "END:VCARD" and begun:
            yield _card(begun, lines, agents)
            begun = 0
        elif begun and not inside:
            lines.append(line)
    if begun:
        yield Card(begun, {}, _("the card has no end"))


def _card(begun: int, lines: list[str], agents: int) -> Card:
    parts: Parts = {}
    broken = []
    size = 0
    for line in lines:
        match = _PROPERTY.match(line)
        name = match["name"].upper() if match else ""
        if not match or name not in READ:
            continue
        size += len(line)
        if size > LONGEST_CARD:
            return Card(begun, {}, _("a card longer than {n} characters").format(n=LONGEST_CARD))
        params = _params(match["params"])
        try:
            value = _decoded(match["value"], params)
        except ValueError:
            broken.append(name)
        else:
            group = (match["group"] or "").lower()
            parts.setdefault(name, []).append(Property(group, params, value, match["params"]))
    return Card(begun, parts, "", agents, tuple(broken))


def _params(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in re.findall(r';((?:"[^"]*"|[^";])*)', text.upper()):
        name, sign, value = one.partition("=")
        # What stands bare in vCard 2.1 is a type, or how the value is encoded.
        found.setdefault(name.strip() if sign else "TYPE", []).extend(
            word.strip() for word in (value if sign else name).replace('"', "").split(",")
        )
    return found


def _decoded(value: str, params: dict[str, list[str]]) -> str:
    """The value as text, escapes and all. Raises ValueError where it is none."""
    said, charset = {*params.get("ENCODING", ()), *params.get("TYPE", ())}, params.get("CHARSET", [""])[0]
    if "QUOTED-PRINTABLE" in said:
        # Part by part: a semicolon that is encoded parts nothing.
        parts = (_text(decodestring(part.encode()), charset).replace(";", "\\;") for part in value.split(";"))
        return ";".join(parts)
    if said & {"BASE64", "B"}:
        return _text(b64decode(value.strip() + "=="), charset)
    return value


def _text(data: bytes, charset: str) -> str:
    try:
        text = data.decode(charset or "utf-8")
    except (LookupError, UnicodeError):
        text = decoded(data)
    if "\ufffd" in text or "\0" in text:
        raise ValueError(text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Each property on one line, with the number of the line it began in; one that was broken without any sign, as bad
    programs do, goes on with what is no property."""
    begun, pieces = 0, list[str]()
    for number, line in _joined(text):
        if pieces and not _PROPERTY.match(line) and not pieces[0].upper().startswith(("BEGIN:", "END:")):
            pieces.append(line)
            continue
        if pieces:
            yield begun, " ".join(pieces)
        begun, pieces = number, [line]
    if pieces:
        yield begun, " ".join(pieces)


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Lines put together where they were folded: before a blank, or behind the soft break of quoted-printable."""
    begun, pieces, head = 0, list[str](), ""
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if pieces and pieces[-1].endswith("=") and _is_quoted(head):
            pieces[-1] = pieces[-1][:-1]
            pieces.append(line)
        elif pieces and line[:1] in (" ", "\t"):
            pieces.append(line[1:])
            head += line[1:] if len(head) < _LONGEST_PARAMETERS else ""
        elif line.strip():
            if pieces:
                yield begun, "".join(pieces)
            begun, pieces, head = number, [line], line[:_LONGEST_PARAMETERS]
    if pieces:
        yield begun, "".join(pieces)


def _is_quoted(line: str) -> bool:
    match = _PROPERTY.match(line)
    return match is not None and "QUOTED-PRINTABLE" in match["params"].upper()


def _plain(value: str) -> str:
    return re.sub(r"\\([\\,;:nN])", lambda match: _NEWLINE.get(match[1], match[1]), value).strip()
