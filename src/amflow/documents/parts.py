"""What every form of every report is made from: a title, and parts of figures, tables, facts, texts and charts.

**How a report uses it.** Build a record in the family's `records.py` (NamedTuples), write a view that derives from
`documents.view.ReportView`, and give it one method, `report()`, which turns the record into a `Report`:

    class VisitsView(ReportView):
        what = "visits"

        def report(self) -> Report:
            found = self.record
            columns = Column("on", _("date")), Column("customer", _("customer")), Column("amount", _("amount"))
            visits = table(found.visits, *columns)
            return Report(self.what, found.title, (found.playbook,), (Part(_("Visits"), (visits,)),), found.today)

That is all: the screen, the tabs and the JSON come from `ReportView` (a view may draw its own instead), and
`forms.py` makes Markdown, HTML, text, Word, Excel and PDF of it. In the command, `shell/report_options.py` has the
options (`Form`, `Output`, `Template`, `Mask`, `Open`) and `hand_over`, which masks the record, shows or writes it.

**Its order** is the same for every report: `sentences` (what came of it against what was owed; what is missing and why; what
is needed or done next), then the parts by `group`: money, customers, activity, and what else there is. A form shows a
group's title once, above its first part. `by` is who hands it in, and where: `document()` of the view fills it in, and
every form shows it with the title.

**What is read and what is reckoned with.** `Figures.folded` are figures without a target, and a `Table` that is `flat`
counts sorts: a page says each in a line (`reading.to_read`), a workbook has every number in a cell.

**Cells hold values, not words**: `int`, `float`, `Money`, `date`, `Rate`, `str` or None, or `Said` for a value that has
words or a state of its own. Each form shows them its own way: Excel gets the number, a page the words. An empty part is
left out; a report without parts says `empty`.

**Masking** happens to the record, before any form is made: `masking.covered(record)` covers every text that is not
declared harmless there. A new record's labels are named in `masking.OPEN`; its customers' names and notes are not.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from amflow.book import quantities
from amflow.book.money import Money
from amflow.book.quantities import Rate
from amflow.dates import format as date_format
from amflow.locale import _, ngettext
from amflow.records import NamedTuple

GOOD, SOON, BAD = "good", "soon", "bad"
"""The states that a value can be in: reached, not yet, below the line. Words or signs say it too, never colour alone."""

BARS = "▁▂▃▄▅▆▇█"

NONE = "–"
"""What stands where there is no number: nothing was counted or measured."""


class SaidValue(NamedTuple):
    """A value with words of its own, or a state."""

    value: Any
    words: str = ""
    state: str = ""


class Column(NamedTuple):
    """A column of a table. Numbers and amounts are set right by themselves."""

    key: str
    """Its name in JSON, and for a form of one's own."""
    title: str
    blank: bool = False
    """Empty, to write into."""
    typed: bool = False
    """What is typed after a command: on a page it is of use only where names are covered, to tell them apart."""


class Table(NamedTuple):
    """Records in columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    title: str = ""
    foot: str = ""
    """A sentence below it, such as `and 12 more`."""
    key: str = "items"
    """Its name in JSON."""
    flat: bool = False
    """Whether each row is a name and a number, so that a page says all of them in a line."""
    own: bool = False
    """Whether it is only for whoever hands the report in: what is still to be written down."""


def table(
    items: Iterable[Any], *columns: Column | tuple[Column, Callable[[Any], Any]] | None, title: str = "", foot: str = "",
    key: str = "items",
) -> Table:  # fmt: skip
    """A table of records: each column has what is said of a record, or else its field by the column's name; None is no column."""
    pairs = [one if isinstance(one, tuple) and not isinstance(one, Column) else (one, None) for one in columns if one]
    rows = tuple(tuple(get(one) if get else getattr(one, column.key) for column, get in pairs) for one in items)
    return Table(tuple(column for column, _get in pairs), rows, title, foot, key)


def more(number: int) -> str:
    """How many are not listed: `and 3 more`; nothing where all are."""
    return ngettext("and {n} more", "and {n} more", number) if number > 0 else ""


class FigureLine(NamedTuple):
    """A figure with its target."""

    key: str
    title: str
    value: Any
    target: Any = None
    share: float | None = None
    """Value of target: 1 is reached."""
    pace: str = ""
    """Whether it keeps up, in words."""
    state: str = ""
    history: tuple[Any, ...] = ()
    """The values of the last periods, the oldest first; the last is this one."""
    meaning: str = ""

    @property
    def against(self) -> str:
        """The target and how much of it is there: `5 [80%]`."""
        if self.target is None:
            return ""
        return short(self.target) + (f" [{percent(self.share)}]" if self.share is not None else "")


class Figures(NamedTuple):
    """Figures under each other; `history` says what the history covers, such as `4 weeks`."""

    lines: tuple[FigureLine, ...]
    history: str = ""
    title: str = ""
    foot: str = ""
    folded: tuple[FigureLine, ...] = ()
    """Those without a target: a page names them in one line."""

    @property
    def targeted(self) -> bool:
        """Whether any of them has a target."""
        return any(line.target is not None for line in self.lines)


class Facts(NamedTuple):
    """Names with their values, one a line."""

    items: tuple[tuple[str, Any], ...]
    title: str = ""


class Words(NamedTuple):
    """Sentences: a paragraph a line of the text."""

    text: str
    title: str = ""
    quiet: bool = False
    """A remark, smaller than the rest."""


class Points(NamedTuple):
    """Sentences in a list."""

    items: tuple[str, ...]
    title: str = ""


class Blank(NamedTuple):
    """Lines to write into by hand, where people speak."""

    lines: int = 3
    title: str = ""


class Series(NamedTuple):
    """Numbers of a chart, in the order of its labels."""

    title: str
    values: tuple[Any, ...]


class Chart(NamedTuple):
    """A picture of numbers; a form that cannot draw it has its numbers.

    `bars`: a bar for each label, the second series (targets) as the mark that each bar should reach. With targets the values
    have no unit in common: each is drawn against its own.
    `course`: columns over periods, a gap where a value is None: nothing was counted or measured.
    """

    kind: str
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    over: str = ""
    """What a course goes over, in words: `month by month`."""
    told: bool = False
    """Whether its numbers stand elsewhere in the report: a form without pictures leaves it out."""


Block = Figures | Table | Facts | Words | Points | Blank | Chart


class Part(NamedTuple):
    """A part of a report under its own heading; `note` stands beside the heading."""

    title: str
    blocks: tuple[Block, ...]
    note: str = ""
    state: str = ""
    key: str = ""
    """Its name in JSON and the sheet's in Excel; else its number, and its title."""
    group: str = ""
    """The title of the group that it belongs to: money, customers, activity; empty where it stands by itself."""


class Report(NamedTuple):
    """A report, whatever form it takes."""

    what: str
    """Its name in JSON, and the folder of a person's own templates for it."""
    title: str
    under: tuple[str, ...]
    """What stands below the title: the kind of report, the playbook, who, where."""
    parts: tuple[Part, ...]
    today: date
    empty: str = ""
    """The sentence of a report that has nothing to say."""
    sentences: tuple[str, ...] = ()
    """What it comes to, three sentences at most, before all figures."""
    by: str = ""
    """Who hands it in: person, firm, branch, from the settings."""


def full(parts: tuple[Part, ...], drawn: Callable[[Chart], object] | None = None) -> tuple[Part, ...]:
    """The parts that say something, each with those of its blocks that do; charts that are not `drawn` are tables of numbers."""
    kept = []
    for part in parts:
        blocks = tuple(filter(says_something, part.blocks))
        kept.append(part._replace(blocks=blocks if drawn is None else tuple(_as_tables(blocks, drawn))))
    return tuple(part for part in kept if part.blocks)


def _as_tables(blocks: tuple[Block, ...], drawn: Callable[[Chart], object]) -> Iterator[Block]:
    """The blocks with their charts that are not drawn as tables: courses over the same periods together in one."""
    courses: list[Chart] = []
    for block in (*blocks, None):
        if isinstance(block, Chart) and drawn(block):
            yield block
            continue
        if courses and not (isinstance(block, Chart) and block.kind == "course" and block.labels == courses[0].labels):
            yield together(courses)
            courses = []
        if not isinstance(block, Chart):
            if block is not None:
                yield block
        elif block.kind == "course":
            courses.append(block)
        elif not block.told:
            yield as_table(block)


def together(charts: Sequence[Chart]) -> Table:
    """Courses over the same periods as one table: a line each, with little bars, then a column for each period."""
    columns = (
        Column("what", ""),
        Column("course", ""),
        *(Column(label, label) for label in charts[0].labels),
    )
    rows = tuple(
        (series.title, spark(series.values), *(SaidValue(bare(value), short(bare(value))) for value in series.values))
        for chart in charts
        for series in chart.series
    )
    return Table(columns, rows, charts[0].over, key="course")


def says_something(block: Block) -> bool:
    """Whether the block holds anything."""
    held: Any = True
    if isinstance(block, Figures):
        held = block.lines or block.folded
    elif isinstance(block, Table):
        held = block.rows
    elif isinstance(block, Facts):
        held = any(value not in (None, "") for _name, value in block.items)
    elif isinstance(block, Points):
        held = block.items
    elif isinstance(block, Words):
        held = block.text.strip()
    elif isinstance(block, Chart):
        held = any(bare(value) for series in block.series for value in series.values)
    return bool(held)


def bare(value: Any) -> Any:
    """The value without the words that it may have."""
    return value.value if isinstance(value, SaidValue) else value


def state(value: Any) -> str:
    """The state that the value is in, or nothing."""
    return value.state if isinstance(value, SaidValue) else ""


def said(value: Any, today: date) -> str:
    """A cell's value in words, in the language in use."""
    if isinstance(value, SaidValue):
        return value.words or said(value.value, today)
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else ""
    if isinstance(value, Rate | Money):
        return str(value)
    if isinstance(value, int | float):
        return f"{value:,}"
    return date_format.short(value, today) if isinstance(value, date) else str(value)


def percent(share: float | None) -> str:
    """How much of a target is there, `0.8` as `80%`."""
    return "" if share is None else f"{quantities.percent(share)}%"


def short(value: Any) -> str:
    """A number as it is, money in a few signs."""
    if isinstance(value, Money):
        return unbroken(value).short()
    return str(value) if isinstance(value, Rate) else NONE if value is None else f"{value:,}"


def unbroken(value: Money) -> Money:
    """The amount; from a thousand on without what stands behind the point, which nobody reads there."""
    unit = 10**value.decimals
    return Money(round(value.minor / unit) * unit, value.currency) if abs(value.minor) >= 1000 * unit else value


def number(value: Any) -> float:
    """A value to draw or to compare with others of its kind: the count, or the amount in whole units."""
    value = bare(value)
    if isinstance(value, Money):
        return float(value.minor) / float(10**value.decimals)
    return float(value) if isinstance(value, int | float) else 0.0


def spark(numbers: tuple[Any, ...]) -> str:
    """The numbers as little bars, the highest at full height, zero at the foot, a gap where there is none."""
    top = max(map(number, numbers), default=0)

    def bar(value: float) -> str:
        return BARS[0] if value <= 0 else BARS[max(1, round(value / top * 7))]

    return "".join(" " if bare(value) is None else bar(number(value)) for value in numbers)


def is_number(value: Any) -> bool:
    """Whether the cell is set right."""
    return isinstance(bare(value), int | float | Money) and not isinstance(bare(value), bool)


def set_right(table: Table, at: int) -> bool:
    """Whether that column of the table holds numbers and nothing else."""
    cells = [row[at] for row in table.rows if bare(row[at]) is not None]
    return bool(cells) and all(map(is_number, cells))


def as_table(chart: Chart) -> Table:
    """The numbers of a chart."""
    columns = (
        Column("label", ""),
        *(Column(f"series{n}", series.title) for n, series in enumerate(chart.series, 1)),
    )
    rows = tuple(zip(chart.labels, *(series.values for series in chart.series), strict=True))
    return Table(columns, rows, chart.title, key="chart")


def left(text: Any, width: int) -> str:
    """The text filled up with spaces to that many columns; a Chinese character takes two."""
    return str(text) + " " * (width - columns(str(text)))


def right(text: Any, width: int) -> str:
    """The text set right in that many columns; a Chinese character takes two."""
    return " " * (width - columns(str(text))) + str(text)


def widest(texts: Iterable[Any]) -> int:
    """How many columns the longest of the texts takes."""
    return max((columns(str(text)) for text in texts), default=0)


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    from unicodedata import combining, east_asian_width

    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text if not combining(sign))
