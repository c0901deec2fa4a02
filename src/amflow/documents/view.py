"""A report on the terminal, as tab-separated lines and as JSON, from its parts; documents are made in `forms.py`."""

from collections.abc import Iterator
from typing import Any

from amflow.documents import parts
from amflow.locale import _
from amflow.shell.screen import Screen, Span
from amflow.shell.views import jsonable, plainly


class ReportView:
    """A view of a report: a class of one's own says `what` and `report()`."""

    what = "report"
    form = ""
    """Where templates of its own lie, `visit/sheet`; without one under its name, `brief/brief`."""
    fields = "summary --fields"
    """The words after `amflow` that list what a template of it may use."""
    language = ""
    """The language of its documents where it is not the screen's: a letter speaks the customer's."""

    def __init__(self, record: Any) -> None:
        self.record = record

    def report(self) -> parts.Report:
        """The record as a report."""
        raise NotImplementedError

    def given(self) -> dict[str, Any]:
        """What a template of one's own is handed, beside the report's parts."""
        return {}

    def data(self) -> dict[str, Any]:
        """The title, and each part with what it holds."""
        found = self.report()
        return {
            "title": found.title,
            "on": found.today,
            "sentences": list(found.sentences),
            "parts": [_json_part(part) for part in parts.full(found.parts)],
        }

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """A line each, the first cell says of which part."""
        found = self.report()
        yield "report", found.what, found.title
        for sentence in found.sentences:
            yield "sentence", sentence
        for place, part in enumerate(parts.full(found.parts), 1):
            name = part.key or str(place)
            yield "part", name, part.title
            for block in part.blocks:
                for row in _rows(block):
                    yield name, *(plainly(parts.bare(cell)) for cell in row)

    def draw(self, screen: Screen) -> None:
        """The title, then the parts under their headings."""
        found = self.report()
        screen.line(Span(found.title, "title"), Span(f"  {' · '.join(found.under)}", "dim"), wrap=True)
        for sentence in found.sentences:
            screen.line(sentence, indent=1, wrap=True)
        told = parts.full(found.parts)
        if not told:
            screen.line(Span(found.empty or _("nothing"), "dim"), indent=1, wrap=True)
        for part in told:
            screen.blank()
            if part.title:
                screen.line(Span(part.title, "step"), Span(f"  {part.note}" if part.note else "", part.state), indent=1)
            for block in part.blocks:
                draw_block(screen, block)


def draw_block(screen: Screen, block: parts.Block) -> None:
    """A block on the terminal."""
    if block.title and not isinstance(block, parts.Chart):
        screen.line(Span(str(block.title), "dim"), indent=2)
    if isinstance(block, parts.Figures):
        _draw_figures(screen, block)
    elif isinstance(block, parts.Table):
        _draw_table(screen, block)
    elif isinstance(block, parts.Facts):
        screen.table(
            [
                (Span(name, "dim"), parts.said(value, screen.today))
                for name, value in block.items
                if parts.bare(value) not in (None, "")
            ],
            indent=2,
            give=1,
        )
    elif isinstance(block, parts.Words):
        for line in block.text.splitlines():
            screen.line(Span(line, "dim" if block.quiet else ""), indent=2, wrap=True)
    elif isinstance(block, parts.Points):
        for item in block.items:
            screen.line(f"· {item}", indent=2, wrap=True)
    elif isinstance(block, parts.Blank):
        for _line in range(block.lines):
            screen.line(Span("_" * min(60, screen.width - 4), "dim"), indent=2)
    else:
        _draw_chart(screen, block)


def _draw_figures(screen: Screen, block: parts.Figures) -> None:
    titles = ["", _("actual"), _("target"), _("pace"), block.history]
    rows: list[list[Span | str]] = [
        [
            line.title,
            parts.said(line.value, screen.today),
            Span(line.against, line.state),
            Span(line.pace, line.state),
            Span(parts.spark(line.history), "dim"),
        ]
        for line in (*block.lines, *block.folded)
    ]
    if not block.targeted:
        titles, rows = [*titles[:2], titles[4]], [[*row[:2], row[4]] for row in rows]
    screen.table(rows, titles=titles, right=(1, 2) if block.targeted else (1,), give=0, indent=2)
    if block.foot:
        screen.line(Span(block.foot, "dim"), indent=2, wrap=True)


def _draw_table(screen: Screen, block: parts.Table) -> None:
    columns = [at for at, column in enumerate(block.columns) if not column.blank]
    place = _widest(screen, block, columns)
    heads = [block.columns[at].title for at in columns]
    screen.table(
        [[Span(parts.said(row[at], screen.today), parts.state(row[at])) for at in columns] for row in block.rows],
        # A single head says what one sees.
        titles=heads if sum(map(bool, heads)) > 1 else (),
        right=[place for place, at in enumerate(columns) if parts.set_right(block, at)],
        give=place,
        indent=2,
        wrap=place == len(columns) - 1 and not parts.set_right(block, columns[place]),
    )
    for row in block.rows:
        # What is left to write in on paper is told here, beneath the table, once somebody has said it.
        told = [
            f"{column.title}{_(': ')}{parts.said(row[at], screen.today)}"
            for at, column in enumerate(block.columns)
            if column.blank and row[at]
        ]
        if told:
            words = " · ".join((parts.said(row[columns[0]], screen.today), *told))
            screen.line(Span(words, "dim"), indent=2, wrap=True)
    if block.foot:
        screen.line(Span(block.foot, "dim"), indent=2, wrap=True)


def _widest(screen: Screen, block: parts.Table, columns: list[int]) -> int:
    """The place of the column with the longest text: it gives way where the room is short."""
    sizes = [max((len(parts.said(row[at], screen.today)) for row in block.rows), default=0) for at in columns]
    return sizes.index(max(sizes))


def _draw_chart(screen: Screen, block: parts.Chart) -> None:
    screen.line(Span(block.title, "dim"), indent=2)
    if block.kind == "course":
        for series in block.series:
            ends = f"{parts.short(parts.bare(series.values[0]))} → {parts.short(parts.bare(series.values[-1]))}"
            screen.table([(parts.spark(series.values), Span(series.title, "dim"), ends)], indent=2)
        return
    top = max((parts.number(value) for series in block.series for value in series.values), default=0) or 1
    room = 24
    rows = []
    for at, label in enumerate(block.labels):
        values = [series.values[at] for series in block.series]
        filled = round(parts.number(values[0]) / top * room)
        rows.append(
            (label, "█" * filled + "░" * (room - filled), *(parts.said(value, screen.today) for value in values))
        )
    screen.table(rows, right=range(2, 2 + len(block.series)), indent=2, give=0)


def _rows(block: parts.Block) -> Iterator[tuple[Any, ...]]:
    if isinstance(block, parts.Figures):
        for line in (*block.lines, *block.folded):
            yield line.title, line.value, line.target, line.share
    elif isinstance(block, parts.Table):
        yield from block.rows
    elif isinstance(block, parts.Facts):
        yield from block.items
    elif isinstance(block, parts.Words):
        yield from ((line,) for line in block.text.splitlines())
    elif isinstance(block, parts.Points):
        yield from ((item,) for item in block.items)
    elif isinstance(block, parts.Chart):
        yield from parts.as_table(block).rows


def _json_part(part: parts.Part) -> dict[str, Any]:
    return {
        "key": part.key,
        "title": part.title,
        "note": part.note,
        "blocks": [_json_block(block) for block in part.blocks],
    }


def _json_block(block: parts.Block) -> dict[str, Any]:
    kind = type(block).__name__.lower()
    fields: dict[str, Any] = {"kind": kind, "title": block.title}
    if isinstance(block, parts.Table):
        return fields | {
            block.key: [
                {column.key: _json_cell(cell) for column, cell in zip(block.columns, row, strict=True)}
                for row in block.rows
            ]
        }
    if isinstance(block, parts.Figures):
        return fields | {
            "figures": {
                line.key: jsonable(line._replace(value=parts.bare(line.value)))
                for line in (*block.lines, *block.folded)
            }
        }
    if isinstance(block, parts.Facts):
        return fields | {"facts": {name: _json_cell(value) for name, value in block.items}}
    return fields | {name: jsonable(value) for name, value in block._asdict().items() if name != "title"}


def _json_cell(cell: Any) -> Any:
    return jsonable(cell.value) if isinstance(cell, parts.SaidValue) else jsonable(cell)
