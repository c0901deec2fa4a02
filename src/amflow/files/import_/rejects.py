"""The file of refused rows: what was not taken, with the reason, so that it can be mended there and imported by itself.

It says everything that its rows need to be read as in the file they come from; what that file or somebody said only once (a unit
above the heading, the order of days that other rows showed) would be lost otherwise, and 70.86万元 be 70.86.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from amflow.errors import Refused
from amflow.files.forms.layout import REFUSED
from amflow.files.forms.table import FileTable, guarded
from amflow.files.forms.units import line_of
from amflow.files.import_ import amounts, days, spellings
from amflow.files.import_.spellings import spelling
from amflow.locale import _, current
from amflow.outfiles import is_stream, replacing

if TYPE_CHECKING:
    from amflow.files.import_.column_map import FieldRule, Map


def place_of_rejects(file: Path, named: Path | None) -> Path:
    """Where the refused rows of this file go: a place that nothing has yet, for what was refused before may be half mended.
    Raises Refused rather than overwrite something else."""
    piped = str(file) == "-" or is_stream(file)
    target = named or free(Path("import" if piped else _REJECTS.sub("", str(file))), ".rejects", ".csv")
    if target.is_dir():
        raise Refused(_("{path} is a folder").format(path=target), _("name a file with --rejects"))
    if named and target.exists() and not _ours(target):
        raise Refused(
            _("{path} is there already, and holds no refused rows").format(path=target),
            _("name another file with --rejects"),
            untouched=True,
        )
    return target


def free(base: Path, behind: str, ending: str) -> Path:
    """The first place that is free: `list.xlsx.rejects.csv`, `list.xlsx.rejects.2.csv`."""
    places = (Path(f"{base}{behind}{number}{ending}") for number in ("", *(f".{n}" for n in range(2, 10_000))))
    return next(place for place in places if not place.exists())


_REJECTS = re.compile(r"\.rejects(?:\.(\d+))?\.csv$")


def _ours(path: Path) -> bool:
    endings = tuple(",".join(names).encode() for names in REFUSED.values())
    with path.open("rb") as file:
        return any(file.readline(65_536).rstrip(b"\r\n").endswith(endings) for _line in range(2))


def write_rejects(target: Path, table: FileTable, the_map: "Map", today: str, wrong: Iterator[tuple[int, str]]) -> Path:
    """Write the rows that were refused, with line and reason behind them, and say where they are: there already, if the same
    were refused before. `wrong` is in their order. Raises Unusable."""
    import csv

    width = len(table.heading)
    spelt = _spelt(table, the_map, today)
    with (
        replacing(target, _("name another place for refused rows with --rejects"), "utf-8-sig") as file,
    ):
        out = csv.writer(file)
        # Also for columns that nobody has taken yet.
        out.writerows([line] for line in line_of(table.unit))
        out.writerow([*map(guarded, table.heading), *REFUSED[current()]])
        records = iter(table.rows())
        for line, reason in wrong:
            cells = next(record.cells for record in records if record.line == line)
            filled = [*cells, *[""] * (width - len(cells))]
            for at, plainly in spelt.items():
                filled[at] = plainly(filled[at])
            filled = [guarded(_legible(cell)) for cell in filled]
            # Cells beyond the heading stay beyond it, so that the row is not taken unmended.
            out.writerow([*filled[:width], line, reason, *filled[width:]])
    numbered = _REJECTS.search(str(target))
    if numbered and numbered[1]:
        before = "" if numbered[1] == "2" else f".{int(numbered[1]) - 1}"
        same = Path(_REJECTS.sub(f".rejects{before}.csv", str(target)))
        if same.is_file() and same.read_bytes() == target.read_bytes():
            target.unlink()
            return same
    return target


def again(target: Path, mapped: Path | None, kind: str, exact: bool) -> str:
    """The command that takes the mended rows."""
    from shlex import join

    said = ["--map", str(mapped)] if mapped else ["--as", kind]
    return join(["amflow", "import", str(target), *said, *["--exact"] * exact])


def _spelt(table: FileTable, the_map: "Map", today: str) -> dict[int, Callable[[str], str]]:
    """What writes the cells of a column, by its place, so that they are read alike anywhere."""
    found: dict[int, Callable[[str], str]] = {}
    for rule in the_map.rules:
        at = table.column(rule.column) if rule.column else None
        if at is None:
            continue
        if rule.field.type in ("date", "birthday"):
            found[at] = _a_day(rule, today, numbers=table.native and not table.since_1904)
        elif rule.field.type in spellings.NUMBERS and not rule.decimal:
            found[at] = partial(_a_number, how=spelling(rule, table, the_map), money=rule.field.type == "money")
    return found


def _a_day(rule: "FieldRule", today: str, *, numbers: bool) -> Callable[[str], str]:
    """Writes a day with its year in front; what cannot be read stays as it is."""

    def plainly(cell: str) -> str:
        text = cell.strip()
        form = days.EXCEL if numbers and days.is_number(text, rule.date) else rule.date
        if rule.field.type == "birthday" and rule.lunar == "figures" and days.in_figures(text):
            return f"农历{text}"
        if not text or not form or not days.has_year(form) or (rule.field.type == "birthday" and rule.lunar == "all"):
            return cell
        read = days.a_day if rule.field.type == "date" else partial(days.a_birthday, today=today)
        try:
            meant = read(text, form)
        except ValueError:
            return cell
        try:
            # 农历八月十五 is the same in every file: it stays as it stands.
            return cell if read(text, "") == meant else meant
        except ValueError:
            return meant

    return plainly


def _a_number(cell: str, how: amounts.Spelling, *, money: bool) -> str:
    """Writes a number that was read in one way so that it is read so anywhere: 1.250,50 is 1250.50, and 70.866 of a spreadsheet
    is 70.8660. One that may be two stays so."""
    text = cell.strip()
    number = amounts.plainly(text, how)
    sure = how.decimal in (".", ",") or (how.decimal != "?" and (how.native or not money))
    return f"{number}0" if sure and amounts.is_either(number) else number if number != text else cell


def _legible(cell: str) -> str:
    """A cell in the other encoding than the rest of its file, as it was meant."""
    if not re.search("[\udc80-\udcff]", cell):
        return cell
    for codec in ("utf-8", "gb18030"):
        try:
            return cell.encode(codec, "surrogateescape").decode("gb18030" if codec == "utf-8" else "utf-8")
        except UnicodeError:
            continue
    return cell
