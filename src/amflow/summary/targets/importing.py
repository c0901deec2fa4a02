"""Targets from a table (CSV, a workbook) or TOML with a `[[target]]` for each: every row checked first, then all written as one
change, or nothing (`W18`: targets come from above); and back into a table."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from amflow import outfiles
from amflow.book.money import Money
from amflow.dates import periods, range_words
from amflow.desk import Desk
from amflow.errors import AmflowError, Unusable, Usage
from amflow.files.forms import detect, layout
from amflow.locale import N_, _, ngettext, of_system
from amflow.playbooks.titles import whole_key
from amflow.playbooks.vocabulary import PERIODS, PERIODS_ALSO
from amflow.records import NamedTuple
from amflow.summary.targets import attainment, scopes
from amflow.summary.targets import records as targets
from amflow.summary.targets.pieces import TargetInput
from amflow.summary.targets.records import LEVELS, Target

HEADINGS = {
    "metric": ("指标",),
    "value": ("target", "目标", "目标值", "数值"),
    "period": ("周期", "期间"),
    "since": ("starts", "from", "起始", "开始", "起始日期"),
    "scope": ("范围",),
    "part": ("which", "对象", "范围对象"),
    "level": ("级别", "层级"),
}
"""The headings of the table, each with others that mean the same. `period`, `since`, `scope`, `part` and `level` may be left
out: the month, this one, all, base."""

SCOPES = {"all": N_("all"), **{kind: kind for kind in scopes.KINDS}}

WORDS = {
    **PERIODS_ALSO, "all": "全部 整体", "tier": "等级 层级 级别", "customer": "终端", "base": "基本目标", "stretch": "挑战目标",
}  # fmt: skip
"""What may stand in the columns of words besides their titles, whatever the language."""

COLUMNS_TOLD = N_("docs/import.md says what stands in each column")

SHOWN = 100
"""So many wrong rows are told; the others are counted."""

LARGEST = 4 * 1024 * 1024
"""Bytes of a TOML file: a target is a line or five."""


class Row(NamedTuple):
    """A row as it was written: where it stands, and what its cells say."""

    place: str
    """`line 3`."""
    cells: dict[str, str]
    wrong: str = ""
    """Why its cells cannot be read."""


class TargetsTaken(NamedTuple):
    """What was taken from a file."""

    read: int
    changed: int
    """How many of them are new or different; of a trial, would be."""
    dry_run: bool
    against: list[str]
    """Where parts come to more than the whole."""


def read(file: Path, sheet: str = "") -> Iterator[Row]:
    """The rows of the file, their cells under those of the headings that are known. Raises Unusable."""
    if file.suffix.lower() == ".toml":
        yield from _of_toml(file)
        return
    with detect.opened(file, detect.FormHints(None, "", sheet, layout.Wanted(_role)), "") as found:
        table = found.table
        places = {
            column: next((at for name in (column, *others) if (at := table.column(name)) is not None), None)
            for column, others in HEADINGS.items()
        }
        if table.column("starts_on") is not None and places["since"] is None:
            raise Unusable(
                _("{file} is a table of the book's own columns").format(file=table.name),
                _("targets to be read again are written by: amflow target export FILE"),
            )
        if places["metric"] is None or places["value"] is None:
            raise Unusable(
                _("{file} has no columns “metric” and “value”").format(file=table.name),
                _("one of: {choices}").format(choices=", ".join(HEADINGS)),
            )
        for row in table.rows():
            if row.aside:
                continue
            cells = {
                column: row.cells[at].strip() if at < len(row.cells) else ""
                for column, at in places.items()
                if at is not None
            }
            yield Row(_("line {n}").format(n=row.line), cells, row.wrong)


def _role(heading: str) -> str:
    """What a column is to the table, by its heading."""
    from amflow.book.values import folded

    known = {*HEADINGS, *(other for others in HEADINGS.values() for other in others)}
    return layout.OTHER if folded(heading) in known else ""


def _of_toml(file: Path) -> Iterator[Row]:
    import re
    from tomllib import TOMLDecodeError

    from amflow.toml import loads

    try:
        with file.open("rb") as source:
            text = source.read(LARGEST + 1)[:LARGEST].decode("utf-8-sig")
        whole = loads(text)
    except OSError as error:
        raise Unusable(
            _("{path} cannot be read: {why}").format(path=file, why=of_system(error)), untouched=True
        ) from error
    except (TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unusable(_("{path} is no TOML: {why}").format(path=file, why=error), untouched=True) from error
    found = whole.get("target")
    if not isinstance(found, list):
        raise Unusable(_("{path} has no [[target]]").format(path=file), _("one for each, with metric and value"))
    known = {name: column for column, others in HEADINGS.items() for name in (column, *others)}
    heads = [n for n, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*target\s*\]\]", line)]
    # Written as one array, or with a heading inside a text, they are counted instead.
    places = (
        [_("line {n}").format(n=n) for n in heads]
        if len(heads) == len(found)
        else [f"[[target]] {n}" for n in range(1, len(found) + 1)]
    )
    for place, one in zip(places, found, strict=True):
        said = one if isinstance(one, dict) else {str(one): ""}
        cells = {known.get(name, ""): str(value).strip() for name, value in said.items()}
        unknown = next((name for name in said if name not in known), None)
        wrong = _("“{name}” is not known, but: {choices}").format(name=unknown, choices=", ".join(HEADINGS))
        yield Row(place, cells, "" if unknown is None else wrong)


def take(desk: Desk, rows: Iterable[Row], dry_run: bool) -> TargetsTaken:
    """Take the targets over. Raises Unusable, naming every row that is wrong or contradicts another; then nothing is written."""
    found: dict[tuple[str, ...], tuple[str, TargetInput]] = {}
    wrong: list[str] = []
    for row in rows:
        if row.wrong:
            wrong.append(_("{what}: {why}").format(what=row.place, why=row.wrong))
            continue
        try:
            given = _given(desk, row.cells)
        except AmflowError as error:
            wrong.append(_("{what}: {why}").format(what=row.place, why=error.message))
            continue
        place, before = found.setdefault(given.keys, (row.place, given))
        if before.number != given.number:
            wrong.append(_("{place}: another value than {other} has for the same").format(place=row.place, other=place))
    wrong += _beside_each_other(desk, list(found.values()))
    if wrong:
        more = len(wrong) - SHOWN
        told = [*wrong[:SHOWN], *([ngettext("and {n} more", "and {n} more", more).format(n=more)] if more > 0 else [])]
        raise Unusable(_("; ").join(told), _(COLUMNS_TOLD), untouched=True)
    aims_found = [given for _place, given in found.values()]
    if dry_run or not found:
        return TargetsTaken(len(found), sum(not targets.is_set(desk, one) for one in aims_found), dry_run, [])
    with desk.book.change("import") as change:
        changed = sum(targets.write(desk, change, given) for given in aims_found)
        change.summary = ngettext("{n} target", "{n} targets", changed).format(n=changed)
    said = [
        words
        for metric in dict.fromkeys(one.metric for one in aims_found)
        for words in targets.against(desk, metric, max(one.start for one in aims_found if one.metric == metric))
    ]
    return TargetsTaken(len(found), changed, dry_run, said)


def _beside_each_other(desk: Desk, found: list[tuple[str, TargetInput]]) -> list[str]:
    """Which rows would leave a stretch that is easier than the base, held to the file and the book together."""
    courses: dict[tuple[str, ...], list[tuple[str, TargetInput]]] = {}
    for place, one in found:
        courses.setdefault((one.metric, one.kind, one.scope.kind, one.scope.key), []).append((place, one))
    wrong = []
    for ones in courses.values():
        try:
            targets.together(desk, [one for _place, one in ones])
        except AmflowError as error:
            blamed = [place for place, one in ones if one.level == "stretch"] or [place for place, _one in ones]
            wrong += [_("{what}: {why}").format(what=place, why=error.message) for place in blamed]
    return wrong


def _given(desk: Desk, cells: dict[str, str]) -> TargetInput:
    for column in ("metric", "value"):
        if not cells.get(column):
            raise Usage(_("{what} is missing").format(what=column), _(COLUMNS_TOLD))
    metric = targets.metric_named(cells["metric"], desk.playbook)
    level = _word(cells.get("level", ""), LEVELS, "base")
    kind, start = _when(desk, cells.get("period", ""), cells.get("since", ""))
    sort, part = _word(cells.get("scope", ""), SCOPES, "all"), cells.get("part", "")
    if (sort == "all") != (not part):
        raise Usage(_("scope and part go together: line, tier, product or customer, and which"), _(COLUMNS_TOLD))
    scope = scopes.ALL if sort == "all" else scopes.of(desk, sort, part)
    targets.counted(desk, metric, scope)
    return TargetInput(metric, kind, start, targets.read(desk, metric, cells["value"]), scope, level)


def _when(desk: Desk, period: str, since: str) -> tuple[str, date]:
    """The kind of period, and where the first one starts. `2026Q4` says both. Raises Usage where the two do not agree."""
    whole = range_words.whole(since, desk.today) if since else None
    kind = _word(period, PERIODS, whole.kind if whole else "month")
    if whole and attainment.KINDS.index(kind) > attainment.KINDS.index(whole.kind):
        raise Usage(
            _("a target by the {period} does not start with “{since}”").format(period=_(kind), since=since),
            _(COLUMNS_TOLD),
        )
    day = whole.start if whole else desk.day(since) if since else desk.today
    return kind, periods.around(kind, day).start


def _word(text: str, known: Mapping[str, str], otherwise: str) -> str:
    """One of the known words, in English or Chinese."""
    found = whole_key(text, known, WORDS) if text.strip() else otherwise
    if not found:
        raise Usage(_("“{text}” is none of {choices}").format(text=text, choices=", ".join(known)), _(COLUMNS_TOLD))
    return found


def write(file: Path, found: Iterable[Target]) -> int:
    """Write the targets as CSV in the columns that reading takes back; gives how many. Raises Unusable."""
    import csv

    from amflow.files.forms.table import guarded

    rows = list(map(_as_row, found))
    with outfiles.replacing(file, _("name another file"), "utf-8-sig") as out:
        table = csv.writer(out)
        table.writerow(HEADINGS)
        table.writerows([guarded(cell) for cell in row] for row in rows)
    return len(rows)


def _as_row(one: Target) -> tuple[str, ...]:
    value = targets.NO_TARGET[0] if one.note else one.value.plain() if isinstance(one.value, Money) else str(one.value)
    part = scopes.NUMBERED.get(one.scope.kind, "") + one.scope.key
    return one.metric, value, one.period, one.starts_on.isoformat(), one.scope.kind or "all", part, one.level
