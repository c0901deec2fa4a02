"""Being told what stands in a column: what the words mean that nobody knows, in which order its days are written, and which sign
stands before its decimals."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from amflow.asking import again
from amflow.files.forms.table import FileTable
from amflow.files.import_ import crm_stages, day_orders, days, spellings, stand_ins, words
from amflow.files.import_.column_map import FieldRule
from amflow.files.import_.fields import RecordKind
from amflow.locale import _, listed
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.playbooks.model import Playbook

Ask = Callable[[str, str], str]
"""Asks a question, with the answer that Enter alone gives."""

LEAVE = "-"
_FORMS = ("year-month-day", "month/day/year", "day.month.year", "day/month/year", "excel")


class Subject(NamedTuple):
    """What is asked about, and how it is asked."""

    kind: RecordKind
    playbook: "Playbook | None"
    samples: dict[str, list[str]]
    """What stands in each column, by its heading."""
    question: Ask
    say: Callable[[str], None]
    table: FileTable


class Values:
    """What was answered so far of what stands in the columns."""

    def __init__(self, about: Subject) -> None:
        self._kind, self._playbook, self._samples, self._question, self._say, self._table = about
        self.rules: dict[str, FieldRule] = {}

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
        if rule.field.type in ("date", "birthday") and not rule.date and not all(is_day(text, "") for text in samples):
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
        proposed = titles.get(near, LEAVE)
        asked = _("{name}: “{text}” means").format(name=name, text=text)
        while True:
            answer = self._question(asked, proposed).strip() or proposed
            asked = again(asked)
            meaning = "" if answer == LEAVE else words.begun(known, answer)
            if meaning is not None:
                return meaning
            self._say(_("one of: {choices}").format(choices=listed(list(titles.values()))))

    def _calendar(self, heading: str, text: str, by_moon: list[str]) -> str:
        """Of which calendar days in Chinese figures are: nobody can see it, unless others of the column say theirs."""
        answers = {_("lunar"): "figures", "lunar": "figures", _("solar"): "never", "solar": "never"}
        words = _("{name}: is “{text}” a day of the lunar or of the solar calendar").format(name=heading, text=text)
        while True:
            answer = self._question(words, _("lunar") if by_moon else "").strip()
            words = again(words)
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
        asked = _("{name}: is “{text}” {whole} or {fine}").format(name=heading, text=text, whole=whole, fine=fine)
        while True:
            answer = self._question(asked, "").strip()
            asked = again(asked)
            if answer in (whole, fine):
                return sign if answer == fine else ",."[sign == ","]
            self._say(_("one of: {choices}").format(choices=listed([whole, fine])))

    def _form(self, heading: str, samples: list[str]) -> str:
        """How the days of a column are written: proposed is the form that most of them have. Where two fit as well
        (12/03/2024) nobody but the person knows, and an answer is waited for."""
        fits = {form: sum(is_day(text, days.format_of(form)) for text in samples) for form in _FORMS}
        most = max(fits.values())
        # Of two that differ only in what stands between the figures it is the one as the column has it.
        other = "day/month/year" if any("." in text for text in samples) else "day.month.year"
        likely = [days.called(form) for form in _FORMS if fits[form] == most and form != other]
        # With the year in front a day is read in every form.
        proposed = likely[0] if len(likely) == 1 or fits[_FORMS[0]] == most else ""
        if not proposed:
            self._say(_("{name}: its days may be read as {forms}").format(name=heading, forms=_(" or ").join(likely)))
        asked = _("{name}: how are its days written").format(name=heading)
        while True:
            answer = self._question(asked, proposed).strip()
            asked = again(asked)
            with suppress(ValueError):
                form = days.format_of(answer or proposed)
                # `day/month` would be none of days with a year.
                if not most or any(is_day(text, form) for text in samples):
                    return form
            self._say(_("such as {example}").format(example=listed([days.called(form) for form in _FORMS])))


def is_day(text: str, form: str) -> bool:
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
