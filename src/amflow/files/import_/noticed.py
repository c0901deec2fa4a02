"""What a person should know of the rows that were read: which are no records, what was rounded, which unit was taken."""

from collections.abc import Callable, Iterator
from shlex import quote
from typing import TYPE_CHECKING

from amflow.book.money import Money
from amflow.files.forms.table import FileTable, TableRow
from amflow.files.import_ import days, likely
from amflow.files.import_.cells import Cells
from amflow.files.import_.column_map import Map, formatted, not_taken, rivals, titles_of
from amflow.files.import_.fields import WITHOUT_MAP, called, title
from amflow.files.import_.spellings import spelling
from amflow.locale import _, listed, ngettext

if TYPE_CHECKING:
    from amflow.playbooks.model import Playbook

_NAMED = 5
"""So many lines or words are named."""


def of(aside: list[TableRow], cells: Cells, the_map: Map, found: FileTable) -> Iterator[str]:
    """Everything, each in a sentence; `aside` are the rows that are no records."""
    yield from left_aside(aside)
    yield from rounded(cells)
    ask = f"amflow import {quote(found.name)} --ask"
    yield from left_words(cells, {rule.column: ask for rule in the_map.rules if rule.field.key == "stage"})
    if cells.stages.elsewhere:
        pairs = [f"{word} → {stage}" for word, stage in cells.stages.elsewhere.items()]
        words = _("stages of another program, by what they are here: {pairs} ({command} says it otherwise)")
        yield words.format(pairs=listed(pairs), command=ask)
    yield from covered(cells)
    yield from in_words(cells)
    yield from strange(cells)
    yield from errors(cells, set(found.heading) - set(not_taken(found, the_map)))
    yield from several(cells)
    yield from serials(cells)
    yield from in_units(the_map, found, cells.beside)
    always = next((rule.always for rule in the_map.rules if rule.field.key == "currency"), "")
    if found.currencies and always and formatted(the_map, found, cells.currency) == {always}:
        yield _("{file}: its amounts are formatted in {currency}, and are taken so").format(
            file=found.name, currency=always
        )


def left_columns(the_map: Map, table: FileTable, blank: list[int], playbook: "Playbook") -> Iterator[str]:
    """Which columns with something in them are left, where nobody said which one is what; first those that may be a field as
    well as others. `blank` are the places of columns in which nothing stands."""
    if the_map.source != WITHOUT_MAP and not the_map.signature:
        return
    empty = {table.heading[at] for at in blank}
    left = [heading for heading in not_taken(table, the_map) if heading not in empty]
    fed = {rule.field.key: rule.column for rule in the_map.rules}
    for key, columns in rivals(table, the_map, left).items():
        field = the_map.kind.field(key)
        assert field is not None
        words = _("{names}: each of them may be “{field}”, and none was taken (--ask or --map says which one is meant)")
        if fed.get(key):
            words = _("{names}: may be “{field}” as well; “{taken}” was taken (--ask or --map says it otherwise)")
        yield words.format(names=listed(columns), field=title(field), taken=fed.get(key))
        left = [heading for heading in left if heading not in columns]
    for name, columns in likely.elsewhere(the_map.kind, left).items():
        yield likely.then(name, columns, table.name)
        left = [heading for heading in left if heading not in columns]
    if left:
        words = ngettext("a column is not taken: {names}", "columns are not taken: {names}", len(left))
        told = words.format(names=listed(left))
        pairs = [f"{column} → {field}" for column, field in likely.proposed(the_map, table, playbook, left).items()]
        if not pairs:
            yield _("{what} (--map or --ask says what they are)").format(what=told)
            return
        ask = f"amflow import {quote(table.name)} --as {the_map.kind.name} --ask"
        yield _("{what}; {command} proposes: {pairs}").format(what=told, command=ask, pairs=listed(pairs))


def left_aside(rows: list[TableRow]) -> Iterator[str]:
    """Which rows were left out because they are no records."""
    if rows:
        lines = listed([_("line {line}: {text}").format(line=row.line, text=row.aside) for row in rows[:_NAMED]])
        more = "…" if len(rows) > _NAMED else ""
        yield ngettext(
            "{n} row is no record and was left out ({lines})",
            "{n} rows are no records and were left out ({lines})",
            len(rows),
        ).format(lines=lines + more)


def rounded(cells: Cells) -> Iterator[str]:
    if cells.rounded:
        text, minor, currency = cells.first_rounded
        yield ngettext(
            "{n} amount was finer than {currency} can be and was rounded: {text} is {amount} (--exact refuses it)",
            "{n} amounts were finer than {currency} can be and were rounded: {text} is {amount} (--exact refuses them)",
            cells.rounded,
        ).format(currency=currency, text=text, amount=Money(minor, currency).plain())


def left_words(cells: Cells, stages: dict[str, str]) -> Iterator[str]:
    """The words that the playbook does not have, by column, the most frequent first; `stages` are the columns of stages, with
    the command that asks what they are."""
    columns: dict[str, list[str]] = {}
    for (column, text), count in cells.left_words.most_common():
        columns.setdefault(column, []).append(f"{text} ({count})")
    for column, words in columns.items():
        more = "…" if len(words) > _NAMED else ""
        said = _("“{column}”: not in the playbook, left out: {words}").format(
            column=column, words=listed(words[:_NAMED]) + more
        )
        then = _("a new deal begins at the first stage; {command} asks which one is meant")
        yield f"{said} ({then.format(command=stages[column])})" if column in stages else said


def left_cells(cells: Cells, refused: Callable[[int], bool]) -> Iterator[str]:
    """Which days cannot be read, while everything else of their row was taken: known once all rows are written."""
    lines = [(line, why) for line, reasons in sorted(cells.left.items()) if not refused(line) for why in reasons]
    if lines:
        told = [_("line {line}: {text}").format(line=line, text=why) for line, why in lines[:_NAMED]]
        yield ngettext(
            "{n} day was left out, and the rest of the row taken ({lines})",
            "{n} days were left out, and the rest of their rows taken ({lines})",
            len(lines),
        ).format(lines=listed(told) + "…" * (len(lines) > _NAMED))


def strange(cells: Cells) -> Iterator[str]:
    """Words that the playbook does not have, with the one that they may be."""
    for (column, text), near in cells.strange.items():
        yield _("“{column}”: “{text}” may be “{near}”: --ask asks it once, and a map says it for good").format(
            column=column, text=text, near=near
        )


def taken(the_map: Map, playbook: "Playbook") -> Iterator[str]:
    """Which column became what, where nobody said it."""
    titles = titles_of(the_map.kind, playbook)
    rules = [rule for rule in (*the_map.rules, *the_map.profile) if rule.column]
    if the_map.source == WITHOUT_MAP or the_map.signature:
        named = [(rule.column, titles.get(rule.field.key, rule.field.key), rule.field.key) for rule in rules]
        # A column that is called as what it holds says so by itself.
        pairs = [
            f"{column} → {field}" for column, field, key in named if column.casefold() not in (field.casefold(), key)
        ]
        if parts := [column for rule in the_map.rules for column in rule.parts if column]:
            pairs.insert(0, f"{' + '.join(parts)} → {called(the_map.kind, 'name')}")
        if pairs:
            yield _("what the columns are: {pairs}").format(pairs=listed(pairs))


def covered(cells: Cells) -> Iterator[str]:
    """What nobody can call or write to."""
    for column, lines in cells.covered.items():
        yield ngettext(
            "“{column}”: {n} cell is partly covered with signs and was left out (line {lines})",
            "“{column}”: {n} cells are partly covered with signs and were left out (lines {lines})",
            len(lines),
        ).format(column=column, lines=_lines(lines))


def in_words(cells: Cells) -> Iterator[str]:
    """Which days are none, and are kept as they stand there."""
    for column, found in cells.in_words.items():
        shown = listed(found[:_NAMED]) + "…" * (len(found) > _NAMED)
        yield _("“{column}”: no day, kept in words: {words}").format(column=column, words=shown)


def errors(cells: Cells, used: set[str]) -> Iterator[str]:
    """What a spreadsheet could not say, in the columns that are used."""
    for column, lines in cells.errors.items():
        if column in used:
            yield ngettext(
                "“{column}”: {n} cell holds an error of the spreadsheet and was taken as blank (line {lines})",
                "“{column}”: {n} cells hold errors of the spreadsheet and were taken as blank (lines {lines})",
                len(lines),
            ).format(column=column, lines=_lines(lines))


def _lines(lines: list[int]) -> str:
    return listed([str(line) for line in lines[:_NAMED]]) + "…" * (len(lines) > _NAMED)


def several(cells: Cells) -> Iterator[str]:
    """Where several are named and the first counts."""
    for column, count in cells.several.items():
        yield ngettext(
            "“{column}”: {n} cell names several, of which the first was taken: {text}",
            "“{column}”: {n} cells name several, of which the first was taken; such as {text}",
            count,
        ).format(column=column, text=cells.first_several[column])


def serials(cells: Cells) -> Iterator[str]:
    """Which days were numbers."""
    if cells.serials:
        day = days.a_day(cells.first_serial, days.EXCEL)
        yield ngettext(
            "{n} day is not formatted as one and was taken as the spreadsheet's number of it: {text} is {day}",
            "{n} days are not formatted as such and were taken as the spreadsheet's numbers of them: {text} is {day}",
            cells.serials,
        ).format(text=cells.first_serial, day=day)


def in_units(the_map: Map, found: FileTable, beside: dict[str, str]) -> Iterator[str]:
    for rule in (*the_map.rules, *the_map.profile):
        unit = spelling(rule, found, the_map).unit
        if not rule.field.column and beside.get(rule.column):
            yield _("“{column}” is kept in words, its unit behind each number: 1 is “1 {unit}”").format(
                column=rule.column, unit=unit.words
            )
        elif rule.column and unit.power and (rule.field.column or rule.column in beside):
            yield _("“{column}” is in {unit}: 1 is taken as {amount}").format(
                column=rule.column, unit=unit.words, amount=f"{10**unit.power:,}"
            )
