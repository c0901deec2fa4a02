"""Being told column by column what a file says."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from amflow import registry
from amflow.asking import again
from amflow.book.values import folded
from amflow.errors import Usage
from amflow.files.forms import units
from amflow.files.forms.detect import FoundForm
from amflow.files.forms.table import FileTable
from amflow.files.import_ import likely, words
from amflow.files.import_.column_map import (
    TWICE,
    FieldRule,
    Map,
    columns_of,
    kind_of,
    lacking,
    names,
    names_in,
    profile_headings,
    titles_of,
    with_names,
)
from amflow.files.import_.dialog.contents import LEAVE, Ask, Subject, Values, is_day
from amflow.files.import_.fields import (
    NAME_PARTS,
    ImportField,
    RecordKind,
    bare_heading,
    by_heading,
    called,
    is_key,
    key_word,
)
from amflow.locale import _, listed
from amflow.playbooks.customer_model import BESIDE

if TYPE_CHECKING:
    from amflow.playbooks.model import Playbook

_HELP = ("?", "？")
"""Asks what can be answered; the questions about words and days say it to any answer that is none of them."""

_SAMPLES = 3
"""So many are shown of a column."""


class OtherHeading(Exception):
    """The heading stands in other lines than it was found in: the file is to be opened again."""

    def __init__(self, lines: tuple[int, ...]) -> None:
        super().__init__()
        self.lines = lines


def ask(
    found: FoundForm,
    question: Ask,
    say: Callable[[str], None],
    playbook: "Playbook | None" = None,
    known: Map | None = None,
) -> Map:
    """The map that the answers make; of the columns that are `known` by a map nothing is asked.

    Raises Usage for a file in which nothing is what a record needs, OtherHeading.
    """
    table = found.table
    _heading(table, question, say)
    kind = known.kind if known else found.kind or _kind(question)
    samples = likely.samples(table)
    talk = _Talk(Subject(kind, playbook, samples, question, say, table))
    say(_("{kind}: {fields}").format(kind=_(registry.called(kind.name)), fields=listed(talk.free())))
    say(
        _(
            "Enter takes what is proposed, - leaves the column out, ? says what it may be, {key} names the record in the"
            " other program"
        ).format(key=key_word())
    )
    key = list(known.key) if known else []
    asked = set(key)
    for rule in (*known.rules, *known.profile) if known else ():
        columns = {*columns_of(rule), *names_in(rule.text)}
        asked |= columns
        talk.rules[rule.field.key] = talk.settled(rule)
    put: list[tuple[str, ...]] = []
    # What a record cannot do without comes first: where nobody can say it, nothing else is worth an answer.
    owed = [*lacking(kind, talk.rules), *((one,) for one in kind.asked if one not in talk.rules)]
    # Twice: a column that one was to be may say another by now, as the name in a list of customers says whose a row is.
    for keys in [*owed, *owed]:
        free = [heading for heading in table.heading if heading not in asked]
        if keys not in put and not talk.said(keys) and not talk.is_proposed(keys, free):
            put.append(keys)
            asked |= talk.needed(keys, kind.asked)
    for heading in table.heading:
        if heading and heading not in asked:
            field = talk.field(heading)
            if field is KEY:
                key.append(heading)
            elif field is not None:
                talk.take(field, heading)
    for keys in lacking(kind, talk.rules):
        talk.needed(keys)
    lines = table.heading_lines if table.heading_lines[:1] != (1,) else ()
    rules = tuple(rule for name, rule in talk.rules.items() if kind.field(name))
    profile = tuple(rule for name, rule in talk.rules.items() if not kind.field(name))
    if known:
        return with_names(known._replace(rules=rules, profile=profile, heading=lines))
    source = question(_("the program that the file comes from"), "file") if key else "file"
    return with_names(Map(kind, source, tuple(key), "", rules, profile, heading=lines))


KEY = ImportField("key", "")
"""What names the record in the other program."""


class _Talk(Values):
    """What was answered so far, and what can be answered."""

    def __init__(self, about: Subject) -> None:
        super().__init__(about)
        kind, playbook, samples = about.kind, about.playbook, about.samples
        self._beside = profile_headings(kind, playbook)
        self.titles = titles_of(kind, playbook)
        """The fields that can be answered, with what they are called."""
        meant = {heading: self._meant(heading) for heading in samples if heading}
        self._said = {field.key for field in meant.values() if field}
        """The fields that a heading says by itself."""
        self._elsewhere = likely.elsewhere(kind, [heading for heading, field in meant.items() if field is None])

    def free(self) -> list[str]:
        """What is still to be had, but for the playbook's own fields, which are many."""
        usual = [key for key in self.titles if self._kind.field(key) or key in BESIDE]
        return [self.titles[key] for key in usual if key not in self.rules]

    def field(self, heading: str) -> ImportField | None:
        """What a column is: a field, the key, or nothing."""
        proposed = self._meant(heading) or self._likely(heading)
        shown = listed([sample[:20] for sample in self._samples[heading][:_SAMPLES]]) or _("blank")
        offered = LEAVE if proposed is None else key_word() if proposed is KEY else self.titles[proposed.key]
        if proposed is None:
            for name, columns in self._elsewhere.items():
                if heading in columns:
                    self._say(likely.then(name, [heading], self._table.name))
        asked = f"{heading} ({shown})"
        while True:
            answer = self._question(asked, offered).strip() or offered
            asked = again(asked)
            if answer == LEAVE:
                return None
            if answer in _HELP:
                self._say(_("it may be: {fields}").format(fields=listed(self.free())))
                continue
            found = proposed if answer == offered else self._meant(answer) or self._begun(answer)
            if found is not None:
                return found
            self._say(_("“{text}” is no field, or is taken: {fields}").format(text=answer, fields=listed(self.free())))

    def said(self, keys: tuple[str, ...]) -> bool:
        """Whether one of these fields is fed by now."""
        return any(key in self.rules for key in keys)

    def is_proposed(self, keys: tuple[str, ...], headings: list[str]) -> bool:
        """Whether a column is one of the fields by its heading, so that it will be asked about."""
        found = [self._meant(heading) for heading in headings if heading]
        return any(field is not None and field.key in (*keys, *NAME_PARTS * ("name" in keys)) for field in found)

    def needed(self, keys: tuple[str, ...], asked: tuple[str, ...] = ()) -> set[str]:
        """Ask what says one of these fields, a column or the same for every row; give the columns that were named. Raises
        Usage where nobody can say it, but for a field that is only `asked`."""
        field = self._kind.field(keys[0])
        assert field is not None
        name = called(self._kind, *keys)
        offered = next((one for one in self._samples if (meant := self._likely(one)) and meant.key in keys), "")
        put = _("{field}: which column says it, or = and what it is in every row").format(field=name)
        while True:
            answer = self._question(put, offered).strip() or offered
            put = again(put)
            if not answer and keys[0] in asked:
                return set()
            if not answer:
                raise Usage(
                    _("no column is {fields}").format(fields=name), _("one of them is needed; nothing was done")
                )
            if answer[0] in "=＝":
                always = self._constant(field, answer[1:].strip())
                if always:
                    self.rules[field.key] = FieldRule(field, always=always)
                    return set()
                continue
            found = [heading for heading in self._samples if heading and folded(heading).startswith(folded(answer))]
            found = [heading for heading in found if folded(heading) == folded(answer)] or found
            if len(found) == 1:
                meant = self._meant(found[0])
                self.take(meant if meant and meant.key in keys else field, found[0])
                return {found[0]}
            self._say(_("one of: {choices}").format(choices=listed(found or [one for one in self._samples if one])))

    def _constant(self, field: ImportField, text: str) -> str:
        """What stands for the field in every row, empty where it cannot."""
        if field.type in ("date", "birthday") and not is_day(text, ""):
            self._say(_("such as {example}").format(example="2026-10-08"))
            return ""
        if field.type == "word" and self._playbook is not None:
            known, titles = words.choices(field, self._kind, self._playbook, self._pipelines())
            if words.begun(known, text) is None:
                self._say(_("one of: {choices}").format(choices=listed(list(titles.values()))))
                return ""
            return words.begun(known, text) or ""
        return text

    def _likely(self, heading: str) -> ImportField | None:
        """The field that the column most probably is though its heading says none, and that no other heading says."""
        free = [key for key in self.titles if key not in self.rules and key not in self._said]
        key = likely.field(self._kind, free, self._beside, heading, self._samples[heading]) if heading else ""
        return (self._kind.field(key) or ImportField(key, "")) if key else None

    def _meant(self, text: str) -> ImportField | None:
        """The field that a heading or an answer means and that is not taken; a second phone is `phone2`."""
        if is_key(self._kind, text):
            return KEY
        bare = bare_heading(text)
        named = next((key for key, name in self.titles.items() if bare == name.casefold()), "")
        found = self._kind.field(named) if named else by_heading(self._kind, text)
        if found is not None and found.key in self.rules and found.key in TWICE:
            found = ImportField(TWICE[found.key], "")
        if found is None and (key := self._beside.get(bare)):
            found = ImportField(key, "")
        return None if found is None or found.key in self.rules else found

    def _begun(self, text: str) -> ImportField | None:
        """The one field whose title begins so."""
        keys = [key for key, name in self.titles.items() if name.startswith(text) and key not in self.rules]
        return (self._kind.field(keys[0]) or ImportField(keys[0], "")) if len(keys) == 1 else None

    def take(self, field: ImportField, heading: str) -> None:
        """Let the column feed the field, and ask what must be known for that."""
        unknown = "create" if field.type == "product" else ""
        # The line above the heading is not there in the next file, or in that of the refused rows.
        own = units.of_heading(heading)[1].words
        unit = self._table.unit if field.type == "money" and not own else units.UNKNOWN
        rule = FieldRule(field, column=heading, unknown=unknown, unit=unit)
        self.rules[field.key] = self.settled(rule)


def _heading(table: FileTable, question: Ask, say: Callable[[str], None]) -> None:
    """Ask where the heading is, where other lines stand above it. Raises OtherHeading."""
    if table.heading_lines in ((), (1,)):
        return
    found = "-".join(map(str, table.heading_lines))
    asked = _("the heading is in line ({columns})").format(columns=listed(table.heading[:4]))
    while True:
        answer = question(asked, found).strip()
        asked = again(asked)
        lines = tuple(int(line) for line in re.findall(r"\d+", answer or found))
        if lines == table.heading_lines:
            return
        if lines and 0 not in lines:
            raise OtherHeading(lines)
        say(_("such as {example}").format(example="3, 3-4"))


def _kind(question: Ask) -> RecordKind:
    titles = {name: _(called) for name, called in names().items()}
    likely = titles["customer"]
    return kind_of(
        question(_("a row is: {kinds}").format(kinds=listed(list(titles.values()))), likely).strip() or likely
    )
