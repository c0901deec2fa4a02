"""The parts of a report as a page is read: what is counted beside the point is said in a line, and who hands it in is known.

A workbook takes the parts as they are: there every number has its cell.
"""

from collections.abc import Callable, Iterator
from datetime import date

from amflow.documents import parts
from amflow.documents.parts import Block, Chart, Figures, Part, Report, Table, Words
from amflow.files.export import masking
from amflow.locale import _, ngettext
from amflow.settings import Settings

COVER = masking.free("")
"""What stands for a text that is covered."""


def handed_up(part: Part) -> Part:
    """The part without what is only for whoever hands it in."""
    return part._replace(blocks=tuple(one for one in part.blocks if not (isinstance(one, Table) and one.own)))


def signed(found: Report, settings: Settings) -> Report:
    """The report with who hands it in."""
    return found._replace(by=" · ".join(filter(None, (settings.name, settings.firm, settings.branch))))


def to_read(found: Report, drawn: Callable[[Chart], object] | None = None) -> tuple[Part, ...]:
    """The parts that say something, folded figures and flat tables as a line each; charts that are not `drawn` as tables."""
    folded = (part._replace(blocks=tuple(_read(handed_up(part).blocks, found.today))) for part in found.parts)
    return parts.full(tuple(folded), drawn)


def _uncovered(table: Table) -> Block:
    """The table without columns in which everything is covered; of lines that say nothing any more, how many they are."""
    if not any(COVER in row for row in table.rows):
        return table
    columns = range(len(table.columns))
    kept = [
        at for at in columns if table.columns[at].blank or any(row[at] not in (COVER, "", None) for row in table.rows)
    ]
    if all(table.columns[at].key == "ref" for at in kept):
        number = ngettext("{n} line, covered", "{n} lines, covered", len(table.rows))
        return Words(number, table.title, quiet=True)
    rows = tuple(tuple(row[at] for at in kept) for row in table.rows)
    return table._replace(columns=tuple(table.columns[at] for at in kept), rows=rows)


def _untyped(block: Block) -> Block:
    """The table without references, which nobody types on a page; where names are covered they keep T*** and T*** apart."""
    if not isinstance(block, Table) or any(COVER in str(cell) for row in block.rows for cell in row):
        return block
    kept = [at for at, column in enumerate(block.columns) if not column.typed]
    rows = tuple(tuple(row[at] for at in kept) for row in block.rows)
    return block._replace(columns=tuple(block.columns[at] for at in kept), rows=rows) if kept else block


def _read(blocks: tuple[Block, ...], today: date) -> Iterator[Block]:
    for given in blocks:
        block = _untyped(_uncovered(given)) if isinstance(given, Table) else given
        if isinstance(block, Figures) and block.folded:
            yield block._replace(folded=())
            words = " · ".join(f"{one.title} {parts.said(one.value, today)}" for one in block.folded)
            yield Words(_("Without a target: {figures}").format(figures=words) if block.lines else words, quiet=True)
        elif isinstance(block, Table) and block.flat:
            words = " · ".join(" ".join(filter(None, (parts.said(cell, today) for cell in row))) for row in block.rows)
            head = block.title or block.columns[0].title
            yield Words(_("{what}: {why}").format(what=head, why=words) if words and head else words, quiet=True)
        else:
            yield block
