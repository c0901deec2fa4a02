"""Where the records of a table are: below which heading, and which rows among them are none.

Offices write a title, a unit and who exported it above the heading, spread the heading over two rows, and put totals and
footers among and below the rows. The heading is known by the columns that are known.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence

from amflow.errors import Unusable
from amflow.files.forms import units
from amflow.files.forms.table import ERRORS, TableRow
from amflow.locale import _, listed
from amflow.records import NamedTuple

LOOKED = 40
"""Rows with anything in them among which the heading is looked for."""

REFUSED = {"en": ("line", "reason"), "zh": ("行号", "原因")}
"""The columns that stand behind those of the file of refused rows, in the language of whoever imported; read in any."""
BEHIND = 2
"""How many they are."""

NAME, AMOUNT, OTHER = "name", "amount", "other"
"""What a column is: it names the record, it holds a number that may be summed up, or another field."""


def _nothing(_heading: str) -> str:
    return ""


class Wanted(NamedTuple):
    """What is looked for in a heading."""

    role: Callable[[str], str] = _nothing
    """What a column of this heading is; empty for one that nobody knows."""
    lines: tuple[int, ...] = ()
    """Where the heading stands, when somebody said it."""


class Layout(NamedTuple):
    """Where the heading is, and what was learned above it."""

    last: int
    """The place of the heading's last row among the rows that were looked at."""
    heading: list[str]
    lines: tuple[int, ...]
    roles: tuple[str, ...]
    unit: units.Unit
    known: int
    """How many columns are known."""
    shown: bool
    """Whether it is worth telling: it is not simply the first row."""
    again: bool = False
    """Whether it is a file of refused rows."""

    def cut(self, cells: list[str]) -> list[str]:
        """The cells of a row, without line and reason of one that was refused before."""
        width = len(self.heading)
        return cells[:width] + cells[width + BEHIND :] if self.again and len(cells) > width else cells


def find(records: Sequence[TableRow], wanted: Wanted, name: str) -> Layout:
    """The layout of a table that begins with these rows, none of them blank. Raises Unusable for a heading that is not there."""
    # The file of refused rows has its heading in front, wherever it was in the file that they came from; a unit may stand above.
    again = next((at for at, record in enumerate(records[:2]) if _ends_refused(record.cells)), -1)
    said = wanted.lines and again < 0
    places = [again] if again >= 0 else _said(records, wanted, name) if said else _guessed(records, wanted.role)
    if again < 0:
        places += _how(records, places, wanted.role)
    rows = [_clean(records[place].cells) for place in places]
    heading = _joined(rows, wanted.role)
    while heading and not heading[-1]:
        heading.pop()
    # What was refused before is read without what is said about it: `line` may be a field, too.
    heading = heading[:-BEHIND] if again >= 0 else heading
    above = [cell for record in records[: places[0]] for cell in record.cells if cell.strip()]
    roles = tuple(wanted.role(text) for text in heading)
    return Layout(
        last=places[-1],
        heading=heading,
        lines=tuple(records[place].line for place in places),
        roles=roles,
        unit=units.of_lines(above),
        known=len({text for text, role in zip(heading, roles, strict=True) if role}),
        shown=places != [0] and not said and again < 0,
        again=again >= 0,
    )


def _ends_refused(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return tuple(filled[-BEHIND:]) in REFUSED.values()


def told(name: str, layout: Layout) -> tuple[str, ...]:
    """What a person should know of it."""
    notes = []
    if layout.shown:
        where = _(" and ").join(str(line) for line in layout.lines)
        notes.append(
            _("{file}: the heading was found in line {lines}: {columns}").format(
                file=name, lines=where, columns=listed([text for text in layout.heading if text][:6])
            )
        )
    if layout.unit.words:
        notes.append(
            _("{file}: its amounts are in {unit}, as a line above the heading says").format(
                file=name, unit=layout.unit.words
            )
        )
    return tuple(notes)


def _said(records: Sequence[TableRow], wanted: Wanted, name: str) -> list[int]:
    first, last = min(wanted.lines), max(wanted.lines)
    places = [place for place, record in enumerate(records) if first <= record.line <= last]
    if not {first, last} <= {records[place].line for place in places}:
        raise Unusable(
            _("{file}: there is no heading in line {lines}").format(
                file=name, lines=_(" and ").join(map(str, wanted.lines))
            ),
            _("the first lines with anything in them are: {lines}").format(
                lines=", ".join(str(record.line) for record in records[:10])
            ),
        )
    return places


def _guessed(records: Sequence[TableRow], role: Callable[[str], str]) -> list[int]:
    rows = [_clean(record.cells) for record in records]
    known = [_known(cells, role) for cells in rows]
    most = max(known)
    place = known.index(most)
    filled = [sum(map(bool, cells)) for cells in rows]
    if not most or (most == 1 and max(filled[:place], default=0) >= filled[place]):
        # Nothing is known of it: the first row, but for titles above it that stand alone.
        place = next((at for at, count in enumerate(filled) if count > 1), 0) if filled[0] == 1 else 0
        return [place]
    pairs = [upper for upper in (place - 1, place) if upper >= 0 and upper + 1 < len(rows)]
    place = next((upper for upper in pairs if _go_on(rows[upper], rows[upper + 1])), place)
    places = [place]
    while places[-1] + 1 < len(rows) and _go_on(rows[places[-1]], rows[places[-1] + 1]):
        places.append(places[-1] + 1)
    if len(places) == 1:
        double = next((upper for upper in pairs if _is_double(rows[upper], rows[upper + 1], role)), None)
        places = [place] if double is None else [double, double + 1]
    return places


def _how(records: Sequence[TableRow], places: list[int], role: Callable[[str], str]) -> list[int]:
    """The place of a row right below the heading that says how its columns are filled in; none where there is none."""
    below = places[-1] + 1
    if below >= len(records):
        return []
    heading = _joined([_clean(records[place].cells) for place in places], role)
    return [below] if _says_how(_clean(records[below].cells), heading, role) else []


def _clean(cells: Sequence[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in cells]


def _known(cells: Sequence[str], role: Callable[[str], str]) -> int:
    return len({cell for cell in cells if cell and role(cell)})


def _is_double(upper: list[str], lower: list[str], role: Callable[[str], str]) -> bool:
    """Whether both rows are one heading: what is known in one stands above or below nothing in the other, or above a group."""
    both = _joined([upper, lower], role)
    if _tells_apart(upper, lower):
        return True
    known = _known(upper, role)
    if not known or (_known(both, role) <= max(known, _known(lower, role)) and not _only_groups(upper, lower, role)):
        return False
    for at, below in enumerate(lower):
        above = upper[at] if at < len(upper) else ""
        if not below or below == above:
            continue
        if re.search(r"\d{4}|^[\d.,/-]+$", below):
            return False
        if above and role(above) and not role(below) and not _begins_group(upper, lower, at):
            return False
    return True


def _tells_apart(upper: list[str], lower: list[str]) -> bool:
    """Whether what stands twice in the lower row is told apart by groups above it: 本人, 配偶, each with a name."""
    filled = [cell for cell in lower if cell]
    begins = [at for at, above in enumerate(upper) if above]
    groups = [at for at in begins if _begins_group(upper, lower, at)]
    return len(groups) > 1 and len(set(filled)) < len(filled) and all(at < len(lower) and lower[at] for at in begins)


def _only_groups(upper: list[str], lower: list[str], role: Callable[[str], str]) -> bool:
    """Whether the lower row has nothing but what stands below a group, of which the name is none: 活期, 定期 below 金融资产."""
    if not any(role(above) == NAME and not (at < len(lower) and lower[at]) for at, above in enumerate(upper)):
        return False
    filled = [at for at, below in enumerate(lower) if below]
    begins = [at for at in filled if at < len(upper) and upper[at]]
    if not begins or any(role(upper[at]) == NAME or not _begins_group(upper, lower, at) for at in begins):
        return False
    return all(at in begins or (at - 1 in filled and not (at < len(upper) and upper[at])) for at in filled)


def _says_how(cells: list[str], heading: list[str], role: Callable[[str], str]) -> bool:
    """Whether a row below the heading says how its columns are filled in, and is no record: 万元, YYYY-MM-DD, 必填."""
    filled = [(cell, role(heading[at]) if at < len(heading) else "") for at, cell in enumerate(cells) if cell]
    return bool(filled) and all(_HOW.fullmatch(cell) or _unit_alone(cell, what).words for cell, what in filled)


_HOW = re.compile(
    r"[(\[（【]?(?:(?:YYYY|yyyy|年).{0,3}(?:MM?|mm?|月).{0,3}(?:DD?|dd?|日)|[选必]填(?:项)?|文本|required|optional)[)\]）】]?",
    re.IGNORECASE,
)


def _unit_alone(cell: str, role: str = "") -> units.Unit:
    """The unit that a cell is; letters alone (`k`) are one only below an amount."""
    found = units.read(re.sub("^in ", "", cell.strip("()（）[]【】"), flags=re.IGNORECASE))
    return found if found.currency or not cell.isascii() or role == AMOUNT else units.UNKNOWN


def _go_on(upper: list[str], lower: list[str]) -> bool:
    """Whether a cell of the upper row goes on in the lower one, because it is merged over both."""
    return any(above and above == below for above, below in zip(upper, lower, strict=False))


def _begins_group(upper: list[str], lower: list[str], at: int) -> bool:
    after = upper[at + 1] if at + 1 < len(upper) else ""
    return at + 1 < len(lower) and bool(lower[at + 1]) and after in ("", upper[at])


_WHOLE_OF_GROUP = ("合计", "总计", "小计", "总额", "余额", "金额", "total", "amount")


def _joined(rows: list[list[str]], role: Callable[[str], str]) -> list[str]:
    """The heading that the rows are together: the lower one says what it is, the upper one of which group."""
    width = max(map(len, rows))
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    heading, groups = rows[0], [""] * width
    for level, lower in enumerate(rows[1:], 1):
        joined, group = [], ""
        if _says_how(lower, heading, role):
            both = zip(heading, lower, strict=True)
            heading = [_one(above, below, role) if above and below else above for above, below in both]
            continue
        for at, (above, below) in enumerate(zip(heading, lower, strict=True)):
            # A group goes on as far as anything stands below it, in whichever of the rows.
            group = above or (group if any(row[at] for row in rows[level:]) else "")
            told = below and below != above
            groups[at] = group if told else groups[at]
            joined.append(_one(group, below, role) if told else above)
        heading = joined
    # 本人 | 配偶 with a name each: what stands there twice is told apart by its group.
    twice = {text for text in heading if text and heading.count(text) > 1}
    both = zip(heading, groups, strict=True)
    return [f"{units.of_heading(group)[0]} {text}" if text in twice and group else text for text, group in both]


_OTHERS = re.compile(
    r"配偶|子女|父母|家属|家庭成员|紧急联系人|介绍人|推荐人|客户经理|经办人"
    r"|spouse|partner|referr|owner|manager|emergency",
    re.IGNORECASE,
)
"""Groups of columns about somebody else than the customer."""


def _one(group: str, below: str, role: Callable[[str], str]) -> str:
    if not group:
        return below
    if (unit := _unit_alone(below, role(group))).words:
        return units.with_unit(group, unit)
    if _HOW.fullmatch(below):
        return group
    plain, unit = units.of_heading(group)
    if _OTHERS.search(plain):
        return f"{plain} {below}"
    if below.casefold() in _WHOLE_OF_GROUP and role(group):
        return group
    if unit.words and not units.of_heading(below)[1].words:
        below = f"{below}({unit.words})"
    return below if role(below) else f"{plain} {below}"


# Rows that are no records

_TOTAL_ZH = re.compile(
    r"(?:.{0,30}?)(?:合计|小计|总计|共计|总和|累计|汇总|合計|小計|總計)(?:数|金额|人数|户数)?[::]?(?:\(.*\))?"
)
_TOTAL = re.compile(
    r"(?:(?:grand |overall |sub-? ?|sum )?totals?|sum|average|count|gesamt(?:summe)?|summe|平均值?)"
    r"(?: ?\([^()]*\)|: ?[\d,]+ (?:rows?|records?|entries|items))?",
    re.IGNORECASE,
)
_MAY_BE_TOTAL = re.compile(r"[计計和总汇均]|tal|sum|average|count|gesamt", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:[A-Z]{3}\s)?[\s¥$€£]*\(?[-−+]?[\d,.\s]+%?\)?(?:万|亿|千|百)?\s*"
    r"(?:元|人|户|笔|条|个|位|家|份|次|rows|records|items|[A-Z]{3}|€|£)?"
)
_COUNT = re.compile(
    r"(?:共|总共|合共|共计|总计)\s*[\d,]+\s*(?:条|户|人|笔|行|位|家|个|名|项).{0,20}"
    r"|第\s*\d+\s*页.{0,20}|page \d+.{0,12}|(?:(?:grand )?totals?:? )?[\d,]+ (?:rows?|records?|entries|items)(?: .{0,30})?"
    r"|(?:total |number of )?(?:records|rows)\s*:\s*[\d,]+|-*\s*(?:end of (?:report|file|list)|以下空白|结束)\s*-*"
    r"|(?:注|备注|说明|数据来源|来源|note|notes|source)\s*[::].*|copyright .*|©.*|confidential information.*"
    r"|generated (?:by|on|at)\b.*|exported (?:by|on|at|from)\b.*",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?:制表|制单|填表|填报|审核|复核|打印|导出|经办|统计|负责|查询|下载)(?:人|员|时间|日期|机构|部门)?\s*[::].*"
)
_RULE = re.compile(r"[-=_*+—─|]{3,}")


class Extras:
    """Tells the rows of a table that are no records."""

    def __init__(self, layout: Layout) -> None:
        self._heading = [_squeezed(cell) for cell in layout.heading]
        self._roles = layout.roles
        self._before: list[str] = []

    def reason(self, cells: list[str]) -> str:
        """What stands there in place of a record; empty for a record."""
        first = next((at for at, cell in enumerate(cells) if cell.strip()), None)
        if first is None:
            return ""
        found = self._reason(cells, first)
        if not found:
            self._before = cells
        return found

    def _reason(self, cells: list[str], first: int) -> str:
        text = _squeezed(cells[first])
        alone = not any(cell.strip() for cell in cells[first + 1 :])
        if _SIGNED.fullmatch(text) or (alone and (_COUNT.fullmatch(text) or _RULE.fullmatch(text))):
            return text
        if text in self._heading and [_squeezed(cell) for cell in cells] == self._heading[: len(cells)]:
            return _("the heading once more")
        for at in range(first, len(cells)):
            if _MAY_BE_TOTAL.search(cells[at]) and self._is_total(cells, at, first):
                return _squeezed(cells[at])
        return ""

    def _is_total(self, cells: list[str], at: int, first: int) -> bool:
        text = _squeezed(cells[at]).rstrip(":")
        if not (_TOTAL_ZH.fullmatch(text) or _TOTAL.fullmatch(text) or self._is_group_total(text, at)):
            return False
        if at > first and not text.endswith(("计", "總計", "小計")) and NAME in self._roles[:at]:
            # A person may work at Total.
            return False
        return all(self._may_be_summed(cells[other], other) for other in range(at + 1, len(cells)))

    def _is_group_total(self, text: str, at: int) -> bool:
        """`East Total` below the rows of East, as spreadsheets call their subtotals."""
        before = self._before[at].strip() if at < len(self._before) else ""
        return bool(before) and text.casefold() in (f"{before} total".casefold(), f"{before} subtotal".casefold())

    def _may_be_summed(self, cell: str, at: int) -> bool:
        if not cell.strip() or cell.strip() in ("-", "—", "–", "/", *ERRORS):
            return True
        role = self._roles[at] if at < len(self._roles) else ""
        text = _squeezed(cell)
        if role in ("", AMOUNT):
            return bool(_NUMBER.fullmatch(text) or _TOTAL.fullmatch(text))
        # 合计 | 2人: a count may stand below any column.
        return bool(_NUMBER.fullmatch(text)) and text[-1] in "人户笔条个位家份次"


def _squeezed(text: str) -> str:
    """The text without spaces inside Chinese (合　计), in the usual width."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    return plain if plain.isascii() or " " not in plain else re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", plain)
