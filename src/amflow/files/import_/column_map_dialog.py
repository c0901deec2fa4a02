"""Being told column by column what a file says."""

import re
from collections.abc import Callable

from amflow import registry
from amflow.errors import Usage
from amflow.files.forms.detect import FoundForm
from amflow.files.forms.table import FileTable
from amflow.files.import_ import days
from amflow.files.import_.column_map import FieldRule, Map, kind_of, with_names
from amflow.files.import_.fields import NAME_PARTS, ImportField, RecordKind, by_heading, is_key
from amflow.files.import_.words import word_in
from amflow.locale import _, listed

Ask = Callable[[str, str], str]
"""Asks a question, with the answer that Enter alone gives."""

_LEAVE = "-"


def _none(_field: ImportField) -> dict[str, str]:
    return {}


_SAMPLES = 3
"""So many are shown of a column."""

_LOOKED = 300
"""So many different values of it are looked at: the first three days of a file may be read in two ways, the next one not."""
_FORMS = ("month/day/year", "day.month.year", "day/month/year", "excel")


class OtherHeading(Exception):
    """The heading stands in other lines than it was found in: the file is to be opened again."""

    def __init__(self, lines: tuple[int, ...]) -> None:
        super().__init__()
        self.lines = lines


def ask(
    found: FoundForm, question: Ask, say: Callable[[str], None], words: Callable[[ImportField], dict[str, str]] = _none
) -> Map:
    """The map that the answers make; `words` are those that a field takes, with their meaning.

    Raises Usage for a file in which nothing is what a record needs, OtherHeading.
    """
    table = found.table
    _heading(table, question, say)
    kind = found.kind or _kind(question)
    samples = _samples(found)
    keys = [field.key for field in kind.fields]
    say(_("{kind}: {fields}").format(kind=kind.name, fields=listed(keys)))
    say(_("Enter takes what is proposed, - leaves the column out, key names the record in the other program"))
    rules: dict[str, FieldRule] = {}
    key: list[str] = []
    for place, heading in enumerate(table.heading):
        if not heading:
            continue
        answer = _field(kind, heading, samples[place], rules, question, say)
        if answer == "key":
            key.append(heading)
        elif answer != _LEAVE:
            field = kind.field(answer)
            assert field is not None
            rules[answer] = _rule(field, heading, samples[place], question, say)
            rules[answer] = _meanings(rules[answer], samples[place], words(field), question, say)
    if not set(rules) & {*kind.needs, *NAME_PARTS}:
        raise Usage(
            _("no column is {fields}").format(fields=_(" or ").join(kind.needs)),
            _("one of them is needed; nothing was done"),
        )
    source = question(_("the program that the file comes from"), "file") if key else "file"
    lines = table.heading_lines if table.heading_lines[:1] != (1,) else ()
    return with_names(Map(kind, source, tuple(key), "", tuple(rules.values()), (), heading=lines))


def _heading(table: FileTable, question: Ask, say: Callable[[str], None]) -> None:
    """Ask where the heading is, where other lines stand above it. Raises OtherHeading."""
    if table.heading_lines in ((), (1,)):
        return
    found = "-".join(map(str, table.heading_lines))
    while True:
        answer = question(
            _("the heading is in line ({columns})").format(columns=listed(table.heading[:4])), found
        ).strip()
        lines = tuple(int(line) for line in re.findall(r"\d+", answer or found))
        if lines == table.heading_lines:
            return
        if 0 < len(lines) <= 2 and 0 not in lines:
            raise OtherHeading(lines)
        say(_("such as {example}").format(example="3, 3-4"))


def _meanings(
    rule: FieldRule, samples: list[str], words: dict[str, str], question: Ask, say: Callable[[str], None]
) -> FieldRule:
    """The rule with what the words of the column mean that nobody knows: each is asked about once."""
    kept: dict[str, str] = {}
    if not words:
        return rule
    choices = listed(list(dict.fromkeys(words.values())))
    for text in samples:
        if word_in(words, text) is not None:
            continue
        if not kept:
            say(_("{name}: {choices}; - leaves a word out").format(name=rule.column, choices=choices))
        while True:
            answer = question(_("{name}: “{text}” means").format(name=rule.column, text=text), _LEAVE).strip() or _LEAVE
            meaning = "" if answer == _LEAVE else word_in(words, answer)
            if meaning is not None:
                kept[text] = meaning
                break
            say(_("one of: {choices}").format(choices=choices))
    return rule._replace(values=kept) if kept else rule


def _kind(question: Ask) -> RecordKind:
    return kind_of(question(_("a row is: {kinds}").format(kinds=", ".join(registry.importing())), "customer").strip())


def _samples(found: FoundForm) -> list[list[str]]:
    """The first different values of each column."""
    width = len(found.table.heading)
    kept: list[list[str]] = [[] for _column in range(width)]
    for number, record in enumerate(found.table.rows()):
        if number >= 10 * _LOOKED:
            break
        if record.aside:
            continue
        for column, cell in zip(kept, record.cells, strict=False):
            text = cell.strip()
            if text and len(column) < _LOOKED and text not in column:
                column.append(text)
    return kept


def _field(
    kind: RecordKind,
    heading: str,
    samples: list[str],
    taken: dict[str, FieldRule],
    question: Ask,
    say: Callable[[str], None],
) -> str:
    """What a column is: a field, `key`, or `-`."""
    known = by_heading(kind, heading)
    free = known is not None and known.key not in taken
    proposed = "key" if is_key(kind, heading) else known.key if known and free else _LEAVE
    shown = listed([sample[:20] for sample in samples[:_SAMPLES]]) or _("blank")
    while True:
        answer = question(f"{heading} ({shown})", proposed).strip() or proposed
        if answer in (_LEAVE, "key") or (kind.field(answer) and answer not in taken):
            return answer
        by_word = by_heading(kind, answer)
        if by_word and by_word.key not in taken:
            return by_word.key
        say(
            _("“{text}” is no field, or is taken: {fields}").format(
                text=answer, fields=listed([field.key for field in kind.fields if field.key not in taken])
            )
        )


def _rule(field: ImportField, heading: str, samples: list[str], question: Ask, say: Callable[[str], None]) -> FieldRule:
    form = ""
    if field.type in ("date", "birthday") and not all(_is_day(text, "") for text in samples):
        form = _form(heading, samples, question, say)
    unknown = (
        "create" if field.type in ("customer", "product") and field.key in ("organisation", "product") else "refuse"
    )
    kind = "organisation" if field.key == "organisation" else "person"
    return FieldRule(field, column=heading, date=form, unknown=unknown, kind=kind)


def _form(heading: str, samples: list[str], question: Ask, say: Callable[[str], None]) -> str:
    """How the days of a column are written: proposed is the form that most of them have. Where two fit as well (12/03/2024)
    nobody but the person knows, and an answer is waited for."""
    fits = {form: sum(_is_day(text, days.format_of(form)) for text in samples) for form in _FORMS}
    likely = [form for form in _FORMS if fits[form] == max(fits.values())]
    proposed = likely[0] if len(likely) == 1 else ""
    if not proposed:
        say(_("{name}: its days may be read as {forms}").format(name=heading, forms=_(" or ").join(likely)))
    while True:
        words = question(_("{name}: how are its days written").format(name=heading), proposed).strip() or proposed
        try:
            return days.format_of(words)
        except ValueError:
            say(_("such as {example}").format(example=listed(_FORMS)))


def _is_day(text: str, form: str) -> bool:
    if not form and text.startswith("--"):
        return True
    try:
        days.a_day(text, form)
    except ValueError:
        return False
    return True
