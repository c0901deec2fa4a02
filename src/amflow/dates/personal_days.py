"""The person's own days, a CSV file in the configuration folder: leave, days that are worked all the same, and the
official list of a year that the program does not know yet.

Lines are `date,kind,name`. The kinds: `holiday` a public holiday (the exchanges are closed), `workday` a day that is
worked (a make-up day), `leave` one's own day off. A line `2027,year,` says that the official list of that year is in
the file, so that what is counted in it is no longer provisional.
"""

import contextlib
import re
from datetime import date
from pathlib import Path
from typing import Any

from amflow import outfiles
from amflow.dates.workdays import YEARS
from amflow.errors import Unusable, Usage
from amflow.locale import _, of_system
from amflow.records import NamedTuple

KINDS = ("holiday", "workday", "leave")

LARGEST_FILE = 1_000_000
"""A list of days has some fifty lines a year; a file beyond so many bytes is something else."""

_WORDS = {
    **dict.fromkeys(("holiday", "off", "public holiday", "节假日", "放假", "假日", "法定节假日", "休"), "holiday"),
    **dict.fromkeys(("workday", "work", "makeup", "make-up", "补班", "调休上班", "上班", "工作日", "班"), "workday"),
    **dict.fromkeys(("leave", "vacation", "休假", "年假", "请假", "调休"), "leave"),
}
_HEADING = ("date", "日期")


class Day(NamedTuple):
    """A day that is not as its weekday says."""

    date: date
    kind: str
    name: str


class Days(NamedTuple):
    """The days of a file, and the years whose official list is among them."""

    days: tuple[Day, ...] = ()
    years: tuple[int, ...] = ()


def read(path: Path) -> Days:
    """The person's file; nothing where there is none. Raises Unusable with the line that cannot be read."""
    return parsed(content(path), path)


def content(path: Path) -> bytes:
    """The bytes of the file, empty where there is none. Raises Unusable."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise Unusable(
            _("{path} cannot be read: {why}").format(path=path, why=of_system(error)),
            _("look at the path, and at who may read and write there"),
        ) from error


def parsed(data: bytes, path: Path) -> Days:
    """The days in a file's bytes: CSV, or the State Council's list in its common JSON form. Raises Unusable."""
    if len(data) > LARGEST_FILE:
        raise Unusable(_("{path} is too large for a list of days").format(path=path), _("a year has some fifty lines"))
    text = _text(data, path)
    return _from_json(text, path) if text.lstrip().startswith(("{", "[")) else _from_csv(text, path)


def _text(data: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(encoding)
    raise Unusable(_("{path} is neither UTF-8 nor GB18030").format(path=path), _("save it as UTF-8"))


def _from_csv(text: str, path: Path) -> Days:
    import csv

    days, years = [], []
    try:
        rows = list(csv.reader(text.splitlines()))
    except csv.Error as error:
        raise Unusable(
            _("{path} is not CSV: {why}").format(path=path, why=error),
            _("lines are date,kind,name: 2027-02-05,holiday,Spring Festival or 2027-02-20,workday,Spring Festival"),
        ) from error
    for number, cells in enumerate(rows, 1):
        row = [cell.strip() for cell in cells]
        if not any(row) or row[0].startswith("#") or (number == 1 and row[0].lower() in _HEADING):
            continue
        if row[1:2] == ["year"] and re.fullmatch("[0-9]{4}", row[0]):
            years.append(int(row[0]))
        else:
            days.append(_line(row, path, number))
    return Days(tuple(days), tuple(years))


def _line(row: list[str], path: Path, number: int) -> Day:
    kind = _WORDS.get(row[1].lower()) if len(row) > 1 else None
    if kind is None:
        raise _wrong(path, number, _("the kind is holiday, workday or leave"))
    return Day(_date(row[0], path, number), kind, _name(row[2] if len(row) > 2 else ""))


def _date(text: Any, path: Path, number: int) -> date:
    match = re.fullmatch(r"([0-9]{4})[-/.]?([0-9]{1,2})[-/.]?([0-9]{1,2})", str(text))
    try:
        if match and int(match[1]) in YEARS:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise _wrong(path, number, _("“{text}” is not a date written YYYY-MM-DD").format(text=str(text)[:40]))


def _wrong(path: Path, number: int, why: str) -> Unusable:
    return Unusable(
        _("{path}, line {line}: {why}").format(path=path, line=number, why=why),
        _("lines are date,kind,name: 2027-02-05,holiday,Spring Festival or 2027-02-20,workday,Spring Festival"),
    )


def _name(text: str) -> str:
    # Shown on the terminal and kept in a file of one line a day: one short line without control characters.
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:60]


def _from_json(text: str, path: Path) -> Days:
    from json import loads

    try:
        table = loads(text)
        years, lines = (table["year"],), table["days"]
        if not isinstance(years[0], int) or years[0] not in YEARS or not isinstance(lines, list):
            raise TypeError
        days = tuple(_json_day(line, path, number) for number, line in enumerate(lines, 1))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unusable(
            _("{path} is not the list of a year's days off").format(path=path),
            '{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}',
        ) from None
    # An empty list says that nothing is decided yet; the year is then not known.
    return Days(days, years if days else ())


def _json_day(line: Any, path: Path, number: int) -> Day:
    off = line["isOffDay"]
    if not isinstance(off, bool):
        raise TypeError
    return Day(_date(line["date"], path, number), "holiday" if off else "workday", _name(str(line.get("name", ""))))


def merged(old: Days, new: Days) -> Days:
    """The old days and the new ones; where both have a day the new one holds."""
    days = {day.date: day for day in (*old.days, *new.days)}
    return Days(tuple(days[key] for key in sorted(days)), tuple(sorted({*old.years, *new.years})))


def without(old: Days, *, day: date | None = None, year: int | None = None) -> Days:
    """The days but that one, or those of that year."""
    if year is not None:
        return Days(tuple(one for one in old.days if one.date.year != year), tuple(y for y in old.years if y != year))
    return Days(tuple(one for one in old.days if one.date != day), old.years)


def write(path: Path, days: Days) -> None:
    """Put the days into the file, whole or not at all. Raises Unusable."""
    import csv
    from io import StringIO

    out = StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(("date", "kind", "name"))
    lines.writerows((year, "year", "") for year in days.years)
    lines.writerows((day.date.isoformat(), day.kind, day.name) for day in days.days)
    outfiles.write_own(path, out.getvalue(), str(path))


def the_year(text: str) -> int:
    """A year in four figures. Raises Usage."""
    if not re.fullmatch("[0-9]{4}", text) or int(text) not in YEARS:
        raise Usage(_("“{text}” is not a year").format(text=text), _("such as 2027"))
    return int(text)
