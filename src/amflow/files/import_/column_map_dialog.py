"""Being told column by column what a file says."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from amflow import registry
from amflow.book.values import folded
from amflow.errors import Usage
from amflow.files.forms import units
from amflow.files.forms.detect import FoundForm
from amflow.files.forms.table import FileTable
from amflow.files.import_ import crm_stages, day_orders, days, spellings, stand_ins, words
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

Ask = Callable[[str, str], str]
"""Asks a question, with the answer that Enter alone gives."""

_LEAVE = "-"
_HELP = ("?", "？")
"""Asks what can be answered; the questions about words and days say it to any answer that is none of them."""

_SAMPLES = 3
"""So many are shown of a column."""

_LOOKED = 300
"""So many different values of it are looked at: the first three days of a file may be read in two ways, the next one not."""
_FORMS = ("year-month-day", "month/day/year", "day.month.year", "day/month/year", "excel")


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
    samples = dict(zip(table.heading, _samples(found), strict=True))
    talk = _Talk(kind, playbook, samples, question, say, table)
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
    # What a record cannot do without comes first: where nobody can say it, nothing else is worth an answer.
    for keys in [*lacking(kind, talk.rules), *((one,) for one in kind.asked if one not in talk.rules)]:
        if not talk.is_proposed(keys, [heading for heading in table.heading if heading not in asked]):
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


class _Talk:
    """What was answered so far, and what can be answered."""

    def __init__(
        self,
        kind: RecordKind,
        playbook: "Playbook | None",
        samples: dict[str, list[str]],
        question: Ask,
        say: Callable[[str], None],
        table: FileTable,
    ) -> None:
        self._kind = kind
        self._playbook = playbook
        self._samples = samples
        self._question = question
        self._say = say
        self._table = table
        self._beside = profile_headings(kind, playbook)
        self.rules: dict[str, FieldRule] = {}
        self.titles = titles_of(kind, playbook)
        """The fields that can be answered, with what they are called."""

    def free(self) -> list[str]:
        """What is still to be had, but for the playbook's own fields, which are many."""
        usual = [key for key in self.titles if self._kind.field(key) or key in BESIDE]
        return [self.titles[key] for key in usual if key not in self.rules]

    def field(self, heading: str) -> ImportField | None:
        """What a column is: a field, the key, or nothing."""
        proposed = self._meant(heading)
        shown = listed([sample[:20] for sample in self._samples[heading][:_SAMPLES]]) or _("blank")
        likely = _LEAVE if proposed is None else key_word() if proposed is KEY else self.titles[proposed.key]
        while True:
            answer = self._question(f"{heading} ({shown})", likely).strip() or likely
            if answer == _LEAVE:
                return None
            if answer in _HELP:
                self._say(_("it may be: {fields}").format(fields=listed(self.free())))
                continue
            found = proposed if answer == likely else self._meant(answer) or self._begun(answer)
            if found is not None:
                return found
            self._say(_("“{text}” is no field, or is taken: {fields}").format(text=answer, fields=listed(self.free())))

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
        while True:
            words = _("{field}: which column says it, or = and what it is in every row").format(field=name)
            answer = self._question(words, "").strip()
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
        if field.type in ("date", "birthday") and not _is_day(text, ""):
            self._say(_("such as {example}").format(example="2026-10-08"))
            return ""
        if field.type == "word" and self._playbook is not None:
            known, titles = words.choices(field, self._kind, self._playbook, self._pipelines())
            if words.begun(known, text) is None:
                self._say(_("one of: {choices}").format(choices=listed(list(titles.values()))))
                return ""
            return words.begun(known, text) or ""
        return text

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

    def settled(self, rule: FieldRule) -> FieldRule:
        """The rule with how its days are written, and with what its words mean that nobody knows: each is asked once."""
        samples = self._samples.get(rule.column, [])
        if rule.field.type == "birthday":
            figures = [text for text in samples if days.in_figures(text)]
            by_moon = [text for text in samples if days.is_moon(text)]
            if figures and not rule.lunar and not day_orders.is_of_moon(rule.column):
                rule = rule._replace(lunar=self._calendar(rule.column, figures[0], by_moon))
            # What has no year, or is of the other calendar, has no order.
            samples = [text for text in samples if text not in (*figures, *by_moon) and not days.without_year(text)]
        if rule.field.type in ("date", "birthday") and not rule.date and not all(_is_day(text, "") for text in samples):
            return rule._replace(date=self._form(rule.column, samples))
        if rule.field.type in spellings.NUMBERS and not rule.decimal:
            doubtful = spellings.in_doubt(samples, self._table)
            return rule._replace(decimal=self._sign(rule.column, doubtful)) if doubtful else rule
        if rule.field.type != "word" or not rule.column or rule.otherwise or self._playbook is None:
            return rule
        known, titles = words.choices(rule.field, self._kind, self._playbook, self._pipelines())
        meant = stand_ins.meaning(rule)
        strange = [text for text in samples if meant(text) and words.word_in(known, meant(text)) is None]
        if not known or not strange:
            return rule
        self._say(
            _("{name}: {choices}; - leaves a word out").format(name=rule.column, choices=listed(list(titles.values())))
        )
        answers = {text: self._meaning(rule.column, text, known, titles) for text in strange}
        self._ended(rule, answers)
        ends = {text: "" for text, word in answers.items() if word in words.ENDS}
        return rule._replace(values={**rule.values, **answers, **ends})

    def _pipelines(self) -> set[str]:
        """The pipelines that the file names."""
        rule = self.rules.get("pipeline")
        if rule is None or self._playbook is None:
            return set()
        known, meant = words.of_field(rule.field, self._playbook), stand_ins.meaning(rule)
        named = {words.word_in(known, meant(text)) for text in self._samples.get(rule.column, [])}
        return {key for key in named if key}

    def _ended(self, rule: FieldRule, answers: dict[str, str]) -> None:
        """A stage that is the end of a deal says its state as well."""
        ends = {text: word for text, word in answers.items() if word in words.ENDS}
        state = self._kind.field("state") if rule.field.key == "stage" and ends else None
        if state is not None and "state" not in self.rules:
            self.rules["state"] = FieldRule(state, column=rule.column, values=ends, otherwise="open")

    def _meaning(self, name: str, text: str, known: dict[str, str], titles: dict[str, str]) -> str:
        pipelines = self._playbook.pipelines if self._playbook else ()
        elsewhere = crm_stages.meant(text, pipelines[0]) if pipelines else ""
        near = elsewhere if elsewhere in titles else words.nearest_of(known, text)
        proposed = titles.get(near, _LEAVE)
        while True:
            answer = self._question(_("{name}: “{text}” means").format(name=name, text=text), proposed).strip()
            answer = answer or proposed
            meaning = "" if answer == _LEAVE else words.begun(known, answer)
            if meaning is not None:
                return meaning
            self._say(_("one of: {choices}").format(choices=listed(list(titles.values()))))

    def _calendar(self, heading: str, text: str, by_moon: list[str]) -> str:
        """Of which calendar days in Chinese figures are: nobody can see it, unless others of the column say theirs."""
        answers = {_("lunar"): "figures", "lunar": "figures", _("solar"): "never", "solar": "never"}
        words = _("{name}: is “{text}” a day of the lunar or of the solar calendar").format(name=heading, text=text)
        while True:
            answer = self._question(words, _("lunar") if by_moon else "").strip()
            meant = {key for word, key in answers.items() if answer and word.startswith(answer)}
            if by_moon and not answer:
                return "figures"
            if len(meant) == 1:
                return meant.pop()
            self._say(_("one of: {choices}").format(choices=listed([_("lunar"), _("solar")])))

    def _sign(self, heading: str, text: str) -> str:
        """Which sign stands before the decimals of a column: nobody but the person knows, and an answer is waited for."""
        sign = "," if "," in text else "."
        whole, fine = text.replace(sign, ""), text.replace(sign, ".")
        while True:
            answer = self._question(
                _("{name}: is “{text}” {whole} or {fine}").format(name=heading, text=text, whole=whole, fine=fine), ""
            ).strip()
            if answer in (whole, fine):
                return sign if answer == fine else ",."[sign == ","]
            self._say(_("one of: {choices}").format(choices=listed([whole, fine])))

    def _form(self, heading: str, samples: list[str]) -> str:
        """How the days of a column are written: proposed is the form that most of them have. Where two fit as well
        (12/03/2024) nobody but the person knows, and an answer is waited for."""
        fits = {form: sum(_is_day(text, days.format_of(form)) for text in samples) for form in _FORMS}
        most = max(fits.values())
        # Of two that differ only in what stands between the figures it is the one as the column has it.
        other = "day/month/year" if any("." in text for text in samples) else "day.month.year"
        likely = [days.called(form) for form in _FORMS if fits[form] == most and form != other]
        # With the year in front a day is read in every form.
        proposed = likely[0] if len(likely) == 1 or fits[_FORMS[0]] == most else ""
        if not proposed:
            self._say(_("{name}: its days may be read as {forms}").format(name=heading, forms=_(" or ").join(likely)))
        while True:
            answer = self._question(_("{name}: how are its days written").format(name=heading), proposed).strip()
            with suppress(ValueError):
                form = days.format_of(answer or proposed)
                # `day/month` would be none of days with a year.
                if not most or any(_is_day(text, form) for text in samples):
                    return form
            self._say(_("such as {example}").format(example=listed([days.called(form) for form in _FORMS])))


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
        if lines and 0 not in lines:
            raise OtherHeading(lines)
        say(_("such as {example}").format(example="3, 3-4"))


def _kind(question: Ask) -> RecordKind:
    titles = {name: _(called) for name, called in names().items()}
    likely = titles["customer"]
    return kind_of(
        question(_("a row is: {kinds}").format(kinds=listed(list(titles.values()))), likely).strip() or likely
    )


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


def _is_day(text: str, form: str) -> bool:
    if not form and text.startswith("--"):
        return True
    if not form and days.by_itself(text):
        # What may stand in an order of its own is asked about, however plain.
        return False
    try:
        days.a_day(text, form)
    except ValueError:
        return False
    return True
