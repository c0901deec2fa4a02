"""The Chinese catalogue: gathers every text a person sees, keeps locale/zh.po up to date, compiles zh.mo, checks both.

tools/catalogue.py update     put new texts into zh.po, drop those that are gone, keep every translation
tools/catalogue.py compile    zh.po → zh.mo
tools/catalogue.py check      fail and name what is missing, fuzzy, has other placeholders, or is not compiled
tools/catalogue.py missing    the texts without a translation, as JSON {"text": ""}
tools/catalogue.py fill FILE  put the translations of such a JSON file into zh.po, and compile
"""

import json
import re
import struct
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from amflow.locale import CONTEXT

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "amflow"
PO = SOURCE / "locale" / "zh.po"
MO = PO.with_suffix(".mo")

SENSE = ((1, "c"), 2)
KEYWORDS: dict[str, Any] = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": SENSE, "NP_": SENSE}

HEADER = (
    "Project-Id-Version: amflow\n"
    "Language: zh\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=utf-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=1; plural=0;\n"
)
"""No dates and no versions: the files change when a text does, and only then."""

Text = str | tuple[str, str]
"""A text, or its singular and plural; one of several senses has its context before it, as `locale.CONTEXT` says."""


def texts() -> dict[Text, set[str]]:
    """Every text of the program, and the files it stands in."""
    found: dict[Text, set[str]] = {}
    for path, text in (*in_sources(), *in_templates(), *in_help()):
        # A plural and a singular of the same words are one entry of the catalogue.
        found.setdefault(text, set()).add(path)
    plurals: dict[Text, Text] = {text[0]: text for text in found if isinstance(text, tuple)}
    for text in [text for text in found if isinstance(text, str) and text in plurals]:
        found[plurals[text]] |= found.pop(text)
    return found


def in_sources() -> Iterator[tuple[str, Text]]:
    """The literals given to `_`, `N_` and `ngettext`."""
    for path in sorted(SOURCE.rglob("*.py")):
        for _line, words, _comments, context in extract_from_file("python", path, KEYWORDS):
            yield named(path), as_text(words, context)


def in_templates() -> Iterator[tuple[str, Text]]:
    """The same in the Jinja templates."""
    for path in sorted((SOURCE / "templates").rglob("*")):
        if path.is_file() and b"_(" in path.read_bytes():
            for _line, words, _comments, context in extract_from_file(
                "jinja2.ext:babel_extract", path, KEYWORDS, options={"silent": "false"}
            ):
                yield named(path), as_text(words, context)


def in_help() -> Iterator[tuple[str, Text]]:
    """What help says of each command, a paragraph at a time, and of each of its options."""
    import typer

    from amflow.shell.app import app
    from amflow.shell.command import english

    def walk(command: Any) -> Iterator[Any]:
        yield command
        for inner in getattr(command, "commands", {}).values():
            yield from walk(inner)

    for command in walk(typer.main.get_command(app)):
        callback = getattr(command.callback, "__module__", "amflow.shell.app")
        path = f"src/{callback.replace('.', '/')}.py"
        for paragraph in english(command).split("\n\n"):
            yield path, paragraph
        with typer.Context(command, info_name=command.name) as ctx:
            for parameter in command.get_params(ctx):
                yield "src/amflow/shell/command.py" if not parameter.expose_value else path, english(parameter)


def named(path: Path) -> str:
    """The file, as the catalogue names it."""
    return str(path.relative_to(ROOT))


def as_text(words: Any, context: str | None = None) -> Text:
    """What Babel hands over: a text, perhaps with its context, or singular and plural."""
    if context:
        return context + CONTEXT + (words if isinstance(words, str) else words[-1])
    return words if isinstance(words, str) else (words[0], words[1])


def text_of(message: Message) -> str:
    """What the program looks an entry up by: its context and its text, or its singular."""
    first = message.id if isinstance(message.id, str) else message.id[0]
    return message.context + CONTEXT + first if message.context else str(first)


def found_in(catalog: Catalog, text: str) -> Message | None:
    """The entry that the program looks up by this text."""
    context, _mark, bare = text.rpartition(CONTEXT)
    return catalog.get(bare, context or None)


def read() -> Catalog:
    """The catalogue as it stands."""
    if not PO.exists():
        return Catalog(locale="zh")
    with PO.open("rb") as file:
        return read_po(file, locale="zh")


def write(catalog: Catalog) -> None:
    """Write zh.po: sorted, without line numbers, so that a change of the program changes few of its lines."""
    body = BytesIO()
    write_po(body, catalog, width=110, omit_header=True, sort_output=True, include_lineno=False)
    lines = "".join(f'"{line}\\n"\n' for line in HEADER.splitlines())
    PO.write_bytes(f'msgid ""\nmsgstr ""\n{lines}\n'.encode() + body.getvalue().strip() + b"\n")


def update() -> Catalog:
    """zh.po with exactly the texts of the program. A plural that was a plain text keeps its translation."""
    before = read()
    after = Catalog(locale="zh")
    for text, paths in texts().items():
        first = text if isinstance(text, str) else text[0]
        if not first:
            continue
        old = found_in(before, first)
        plain = "" if old is None or old.fuzzy else translation(old)
        string: Any = plain if isinstance(text, str) else (plain,)
        context, _mark, bare = text.rpartition(CONTEXT) if isinstance(text, str) else ("", "", text)
        after.add(bare, string, locations=[(path, 0) for path in sorted(paths)], context=context or None)
    write(after)
    return after


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as gettext reads it (GNU .mo, little-endian), the same bytes for the same texts."""
    entries = {b"": HEADER.encode()}
    for message in catalog:
        if message.id and not message.fuzzy and translation(message):
            text = text_of(message) if isinstance(message.id, str) else "\0".join(message.id)
            entries[text.encode()] = translation(message).encode()
    keys = sorted(entries)
    start = 28 + 16 * len(keys)
    ids, strings, index = b"", b"", []
    for key in keys:
        index.append((len(key), len(ids), len(entries[key]), len(strings)))
        ids += key + b"\0"
        strings += entries[key] + b"\0"
    table = b"".join(struct.pack("<II", length, start + offset) for length, offset, _size, _place in index)
    table += b"".join(struct.pack("<II", size, start + len(ids) + place) for _length, _offset, size, place in index)
    return struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0) + table + ids + strings


def translation(message: Message) -> str:
    """The Chinese of an entry; Chinese has one form for all numbers."""
    said: Any = message.string
    return str(said if isinstance(said, str) else said[0])


def holes(text: str) -> set[str]:
    """The names in braces."""
    return set(re.findall(r"\{(\w*)[^{}]*\}", text))


def typed(text: str) -> set[str]:
    """The options that a text names: a translation names the same ones, or what it tells to type is refused."""
    return set(re.findall(r"(?<![\w-])--[a-z][\w-]*", text))


HALF = re.compile(r"[\u4e00-\u9fff）」”][,:;!?()]|[,:;!?(][\u4e00-\u9fff（“]|[\u4e00-\u9fff]\.(?:\s|$)")
"""Punctuation of the West beside a Chinese sign."""


def half_width(said: str) -> bool:
    """Whether Chinese text has half-width punctuation; what is typed so (`2027-02-05,holiday,春节`), and
    a bracket behind a space, may."""
    bare = re.sub(r"[\w-]+,\w+,\w+| \([^()]*\)", "X", said)
    return bool(HALF.search(re.sub(r"\{[^}]*\}", "人", bare)))


def problems() -> list[str]:
    """Everything that keeps the Chinese from being whole."""
    catalog = read()
    wanted = {text if isinstance(text, str) else text[0]: text for text in texts()}
    wanted.pop("", None)
    found = [f"missing   {text!r}" for text in wanted if found_in(catalog, text) is None]
    for message in catalog:
        if not message.id:
            continue
        first = text_of(message)
        many = message.id if isinstance(message.id, str) else message.id[1]
        said = translation(message)
        if first not in wanted:
            found.append(f"unused    {first!r}")
        elif message.fuzzy:
            found.append(f"fuzzy     {first!r}")
        elif not said.strip():
            found.append(f"empty     {first!r}")
        elif holes(said) != holes(many):
            found.append(f"braces    {many!r} → {said!r}")
        elif half_width(said):
            found.append(f"half-width {said!r}")
        elif typed(said) != typed(many):
            found.append(f"typed     {many!r} → {said!r}")
    if not MO.exists() or MO.read_bytes() != compiled(catalog):
        found.append("stale     zh.mo: make catalogue")
    return sorted(found)


def fill(path: Path) -> None:
    """Take translations from a JSON file {text: Chinese}."""
    given: dict[str, str] = json.loads(path.read_text("utf-8"))
    catalog = update()
    for text, said in given.items():
        message = found_in(catalog, text)
        if message is None:
            sys.exit(f"{text!r} is not a text of the program")
        if said:
            message.string = said if isinstance(message.id, str) else (said,)
    write(catalog)
    MO.write_bytes(compiled(catalog))


def main(words: list[str]) -> int:
    """Do what was asked; 1 when a check found something."""
    match words:
        case ["update"]:
            update()
        case ["compile"]:
            MO.write_bytes(compiled(read()))
        case ["fill", file]:
            fill(Path(file))
        case ["missing"]:
            texts_left = [text_of(m) for m in update() if m.id and not translation(m)]
            print(json.dumps(dict.fromkeys(texts_left, ""), ensure_ascii=False, indent=1))
        case ["check"]:
            found = problems()
            print("\n".join(found) or "the catalogue is whole")
            if found:
                print(f"{len(found)} left to do: tools/catalogue.py missing, then fill", file=sys.stderr)
            return 1 if found else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
