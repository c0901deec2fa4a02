"""From the text of a cell to the value that the book keeps, or the reason why there is none."""

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from amflow.book import values
from amflow.dates import durations
from amflow.errors import Usage
from amflow.files.forms import encoding, names, units
from amflow.files.import_ import amounts, crm_stages, days, spellings, stand_ins, value_formats, words
from amflow.files.import_.fields import ImportField, RecordKind
from amflow.locale import N_, _, listed
from amflow.playbooks.titles import known_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.files.forms.table import FileTable
    from amflow.files.import_.column_map import FieldRule, Map
    from amflow.playbooks.model import Playbook

WHAT = {
    "tiers": N_("tier"),
    "sources": N_("source"),
    "signals": N_("signal"),
    "intents": N_("intent"),
    "segments": N_("segment"),
    "outcomes": N_("outcome"),
    "services": N_("service"),
    "risks": N_("risk class"),
    "pipelines": N_("pipeline"),
}
"""What the entries of a playbook's parts are called."""
MOST_KNOWN = 20_000
"""Values that are remembered: of a million amounts most are different, and remembering them all would fill the memory."""


class Reject(Exception):
    """A row cannot be taken; the message says why."""


def told_of(column: str, error: Usage, *, hint: bool) -> Reject:
    """The refusal of a cell, with its column, and with what would be right where that is wanted."""
    prefix = _("{name}: {why}").format(name=column, why="")
    words = error.message.removeprefix(prefix)
    return Reject(prefix + (_("; ").join([words, error.hint]) if hint else words))


class RowRead(NamedTuple):
    """A row, read: what the file says, what it says for a new record only, and its name in the other program."""

    line: int
    given: dict[str, Any]
    """By field; references (customer, product, organisation) are still names. None or empty where it erases."""
    fresh: dict[str, Any]
    profile: dict[str, str]
    key: str
    wrong: dict[str, str] = {}  # noqa: RUF012 - never written to
    """Why the row cannot be taken, by field; `key` for its name in the other program."""
    left: tuple[str, ...] = ()
    """Why cells were left out that it can do without."""


class Cells:
    """Turns the rows of one file into what the book keeps, as the map says."""

    def __init__(self, table: "FileTable", the_map: "Map", playbook: "Playbook", currency: str, today: str) -> None:
        self.map = the_map
        self.kind: RecordKind = the_map.kind
        self.currency = currency
        self.today = today
        self._playbook = playbook
        self._known: dict[tuple[Any, ...], Any] = {}
        self._words = {
            field.key: words.of_field(field, playbook) for field in the_map.kind.fields if field.type == "word"
        }
        self._key = [stand_ins.place(table, column) for column in the_map.key]
        rules = (*the_map.rules, *the_map.profile)
        self._spellings = {id(rule): spellings.spelling(rule, table, the_map) for rule in rules}
        self.beside = spellings.beside(the_map, table, playbook, currency)
        """The columns of the customer's file that have a unit: what it is behind their figures, empty where they are taken in
        the field's own."""
        self.rounded = 0
        """How many amounts were finer than their currency; the first of them, as it was and as it is now."""
        self.first_rounded = ("", 0, "")
        self.left_words: Counter[tuple[str, str]] = Counter()
        """The words that were left out because the playbook does not have them, by column."""
        self.strange: dict[tuple[str, str], str] = {}
        """The words that the playbook does not have, by column, and the title that is most like each."""
        self.left: dict[int, list[str]] = {}
        """Why cells of a row were left out that it can do without, by its line."""
        self.covered: dict[str, list[int]] = {}
        """The lines in which a phone or mail was left out because its middle is covered, by column."""
        self._line = 0
        self.in_words: dict[str, list[str]] = {}
        """What stands for a day of the customer's file, is none, and is kept in words; by column."""
        self.errors: dict[str, list[int]] = {}
        """The lines in which a cell holds an error of a spreadsheet, by column."""
        self._heading = table.heading
        self.blank = list(range(len(table.heading)))
        """The columns in which nothing stood so far."""
        self.several: Counter[str] = Counter()
        """How many cells name several where one is wanted, by column, and the first of each."""
        self.first_several: dict[str, str] = {}
        self._serials = table.native and not table.since_1904
        self.serials = 0
        """How many different days were the numbers that a spreadsheet keeps for them, and the first of them."""
        self.first_serial = ""
        several = any(rule.field.key == "pipeline" for rule in the_map.rules)
        self.stages = crm_stages.StageWords(playbook.pipelines if several else playbook.pipelines[:1])
        self._plain = [(rule, stand_ins.place(table, rule.column)) for rule in rules if rule.column]
        self._instead = [(rule.field.key, stand_ins.place(table, rule.instead)) for rule in rules if rule.instead]
        self._texts = [(rule, stand_ins.template(rule.text, table, rules)) for rule in rules if rule.text]
        self._named = [
            (rule, [stand_ins.place(table, part) if part else -1 for part in rule.parts])
            for rule in rules
            if rule.parts
        ]
        self._meanings = {id(rule): stand_ins.meaning(rule) for rule in rules if rule.values or rule.otherwise}
        self._money = [rule.field.key for rule in rules if rule.field.type == "money" and not rule.always]
        self._meant = [rule for rule in rules if rule.column and id(rule) in self._meanings]
        self._other_kinds = [
            (rule.field.key, rule.or_kind, stand_ins.place(table, rule.column), stand_ins.place(table, rule.instead))
            for rule in rules
            if rule.or_kind and rule.column and rule.instead
        ]
        self._always = [rule for rule in rules if rule.always]
        self._profile = {id(rule) for rule in the_map.profile}

    def read(self, line: int, cells: list[str]) -> RowRead:
        """The row as values, with everything that is wrong with it."""
        self._line = line
        cells = self._without_errors(line, cells)
        if self.blank:
            self.blank = [at for at in self.blank if not cells[at].strip()]
        texts = self._row_texts(cells)
        given: dict[str, Any] = {}
        fresh: dict[str, Any] = {}
        profile: dict[str, str] = {}
        wrong: dict[str, str] = {}
        left: list[str] = []
        currency = texts.get("currency") or self.currency
        for rule in (*self.map.rules, *self.map.profile):
            key = rule.field.key
            mine = profile if id(rule) in self._profile else given
            text = texts.get(key, "")
            try:
                if text and (rule.field.type == "flag" or not stand_ins.is_nothing(text, name=key == "name")):
                    value = self._value(rule, text, currency)
                    if value is not None:
                        mine[key] = value
                elif rule.blank != "keep" or rule.default:
                    (fresh if rule.blank == "keep" else mine)[key] = self._of_blank(rule, currency)
            except Reject as reject:
                if key in self.kind.spare and rule.blank != "refuse":
                    # Somebody is worth more than their birthday.
                    left.append(str(reject))
                else:
                    wrong[key] = str(reject)
        for key, same in (("phone2", "phone"), ("phone3", "phone"), ("email2", "email")):
            # The column beside was taken for the first where that is blank.
            if key in profile and profile[key] == given.get(same):
                del profile[key]
        given.update((f"{key} kind", kind) for key, kind, at, other in self._other_kinds if _second(cells, at, other))
        try:
            row_key = self._key_of(cells)
        except Reject as reject:
            row_key, wrong["key"] = "", str(reject)
        if left:
            self.left[line] = left
        return RowRead(line, given, fresh, profile, row_key, wrong, tuple(left))

    def _of_blank(self, rule: "FieldRule", currency: str) -> Any:
        """What a blank cell means where the map says it. Raises Reject."""
        if rule.blank == "refuse":
            raise Reject(_("{name} is blank").format(name=rule.called))
        return "" if rule.blank == "erase" else self._value(rule, rule.default, currency)

    def _without_errors(self, line: int, cells: list[str]) -> list[str]:
        """The cells, blank where a spreadsheet could not say what belongs there."""
        wrong = [at for at, cell in enumerate(cells) if cell[:1] == "#" and stand_ins.is_error(cell)]
        for at in wrong:
            self.errors.setdefault(self._heading[at], []).append(line)
        return [cell if at not in wrong else "" for at, cell in enumerate(cells)] if wrong else cells

    def _row_texts(self, cells: list[str]) -> dict[str, str]:
        """What the row says, by field, as text."""
        texts = {rule.field.key: cells[at].strip() for rule, at in self._plain}
        for key, at in self._instead:
            texts[key] = texts[key] or cells[at].strip()
        texts.update((rule.field.key, rule.always) for rule in self._always)
        for rule in self._meant:
            texts[rule.field.key] = self._meanings[id(rule)](texts[rule.field.key])
        for rule, write in self._texts:
            text = write(texts, cells)
            texts[rule.field.key] = self._meanings[id(rule)](text) if id(rule) in self._meanings else text
        for rule, places in self._named:
            if not texts.get(rule.field.key):
                parts = [cells[at].strip() if at >= 0 else "" for at in places]
                texts[rule.field.key] = names.together(*("" if stand_ins.is_sign(part) else part for part in parts))
        if self._money and not texts.get("currency"):
            own = next(filter(None, (amounts.own_currency(texts[key]) for key in self._money)), "")
            texts["currency"] = own
        if texts.get("currency"):
            texts["currency"] = units.code(texts["currency"])
        return texts

    def _key_of(self, cells: list[str]) -> str:
        if not self._key:
            return ""
        parts = [values.plain_text(cells[at]) for at in self._key]
        if lost := next(filter(value_formats.is_lost, parts), ""):
            raise Reject(_("{name}: {why}").format(name=", ".join(self.map.key), why=value_formats.lost(lost)))
        if not any(parts):
            if self.map.loose:
                return ""
            raise Reject(_("{name} is blank").format(name=", ".join(self.map.key)))
        return " | ".join(parts)

    def _value(self, rule: "FieldRule", text: str, currency: str) -> Any:
        kind = rule.field.type
        if kind in ("text", "long", "customer", "product"):
            return self._told(rule, text, currency)
        # Words, dates and amounts come again and again: each is worked out once.
        place = (id(rule), text, currency)
        known = self._known.get(place)
        if known is None:
            try:
                known = self._told(rule, text, currency)
            except Reject as reject:
                known = reject
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[place] = known
        if isinstance(known, Reject):
            raise Reject(str(known))
        if isinstance(known, amounts.Rounded):
            if not self.rounded:
                self.first_rounded = (text, int(known), currency)
            self.rounded += 1
            return int(known)
        return known

    def _told(self, rule: "FieldRule", text: str, currency: str) -> Any:
        name = rule.called
        try:
            if rule.field.type == "date" and id(rule) in self._profile:
                return self._day_or_words(rule, text)
            return self._convert(rule, text, currency)
        except Usage as error:
            # Of a word that the playbook does not know the refusal says what it is.
            raise told_of(name, error, hint=bool(rule.field.known)) from error
        except ValueError as error:
            raise Reject(_("{name}: {why}").format(name=name, why=error)) from error

    def _convert(self, rule: "FieldRule", text: str, currency: str) -> Any:
        field = rule.field
        match field.type:
            case "word":
                value: Any = self._word(field, text, rule.if_unknown)
            case "date" | "birthday":
                value = self._day(rule, text)
            case "money":
                value = self._amount(rule, text, currency)
            case "term":
                value = durations.read(text)
            case "flag":
                value = value_formats.a_flag(text)
            case "long":
                value = values.long_text(text)
            case "count" | "quantity" | "price":
                value = value_formats.READERS[field.type](amounts.quantity(text, self._spellings[id(rule)]))
            case "time" | "uid":
                value = value_formats.READERS[field.type](text)
            case "customer" | "product":
                value = self._named_one(rule, text)
            case _:
                value = self._text(rule, text)
                value = self._in_unit(rule, value) if self.beside else value
                if not value:
                    return None
        if value is None:
            self.left_words[rule.called, text] += 1
            return None
        return self._checked(field, value, text)

    @staticmethod
    def _checked(field: ImportField, value: Any, text: str) -> Any:
        """The value, held to what its column is. Raises ValueError."""
        if field.key == "currency" and not (len(value) == 3 and value.isascii() and value.isupper()):
            raise ValueError(_("“{text}” is not a currency: three letters, CNY, USD, EUR").format(text=text))
        check = value_formats.HELD.get(field.type)
        return check(value) if check else value

    def _day(self, rule: "FieldRule", text: str) -> str:
        form = rule.date
        if self._serials and days.is_number(text, form):
            # A cell that is not formatted as a date, in a column of days.
            form = days.EXCEL
            self.serials += 1
            self.first_serial = self.first_serial or text
        return (
            days.a_birthday(text, form, self.today, rule.lunar)
            if rule.field.type == "birthday"
            else days.a_day(text, form)
        )

    def _day_or_words(self, rule: "FieldRule", text: str) -> str:
        """A day of the customer's file; what is none is kept as it stands: what is known of somebody is not lost."""
        try:
            return self._day(rule, text)
        except ValueError:
            self.in_words.setdefault(rule.called, []).append(text)
            return values.plain_text(text)

    def _text(self, rule: "FieldRule", text: str) -> str:
        """The text, empty for a phone or mail that is partly covered. Raises Reject."""
        key, name = rule.field.key, rule.called
        if key.startswith(("phone", "email")) and stand_ins.is_covered(text):
            self.covered.setdefault(name, []).append(self._line)
            return ""
        value = self._plain_text(key, text)
        if not value:
            raise Reject(_("{name} is blank").format(name=name))
        return value

    @staticmethod
    def _plain_text(key: str, text: str) -> str:
        value = values.plain_text(text)
        if key.startswith("phone"):
            return value_formats.a_phone(value)
        if value_formats.is_lost(value):
            raise ValueError(value_formats.lost(value))
        if key == "name" and _SPREAD.fullmatch(value):
            # 李　四: two signs are set as wide as three.
            value = value.replace(" ", "")
        if key == "name" and encoding.PRIVATE.search(value):
            raise ValueError(_("it holds a sign that only the program knows which wrote it"))
        return value

    def _in_unit(self, rule: "FieldRule", text: str) -> str:
        """The figures of a field of the customer's file in the unit of their column: a bare number says nothing of it. Other
        words stand for themselves."""
        if rule.column not in self.beside or id(rule) not in self._profile or not amounts.is_bare(text):
            return text
        behind = self.beside[rule.column]
        if behind:
            return f"{text} {behind}"
        return amounts.plain_number(text, self._spellings[id(rule)])

    def _named_one(self, rule: "FieldRule", text: str) -> str:
        name, more = stand_ins.one_name(self._plain_text(rule.field.key, text), rule.several)
        if more:
            self.several[rule.called] += 1
            self.first_several.setdefault(rule.called, text)
        return name

    def _amount(self, rule: "FieldRule", text: str, currency: str) -> int:
        how = self._spellings[id(rule)]
        value = amounts.read(text, how.unit.currency or currency, how)
        if value < 0 and not rule.field.signed:
            raise ValueError(_("“{text}” is negative, and what it stands for cannot be").format(text=text))
        return value

    def _word(self, field: ImportField, text: str, unknown: str) -> str | None:
        known = self._words[field.key]
        if not known and not field.known:
            text = values.plain_text(text)
            return self.stages.meant(text) if unknown == "leave out" and field.key == "stage" else text
        found = words.word_in(known, text)
        if found is None and unknown == "leave out":
            return None
        if found is None and field.known:
            # What the command would say of it.
            found = self._known_key(field, text)
        if found is None:
            titles = words.choices(field, self.kind, self._playbook, set())[1].values()
            raise ValueError(_("“{text}” is not one of: {choices}").format(text=text, choices=listed([*titles])))
        return found

    def _known_key(self, field: ImportField, text: str) -> str:
        """The key that a command would take the word for. Raises Usage; the nearest word is remembered."""
        entries = getattr(self._playbook, field.known)
        what = _(WHAT[field.known])
        column = next((rule.called for rule in self.map.rules if rule.field is field), field.key)
        try:
            return known_key(text, entries, column if what in column else what)
        except Usage:
            near = words.nearest_of(self._words[field.key], text)
            if near:
                self.strange[column, text] = next(str(one.title) for one in entries if one.key == near)
            raise


_SPREAD = re.compile(r"[\u4e00-\u9fff](?: [\u4e00-\u9fff]){1,3}")


def _second(cells: list[str], at: int, other: int) -> bool:
    """Whether the first of two columns is blank, and the second is not."""
    return not cells[at].strip() and bool(cells[other].strip())
