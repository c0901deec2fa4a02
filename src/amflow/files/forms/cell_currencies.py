"""In which currency the cells of a sheet are formatted: what a reader of values does not tell, and a person sees in each cell."""

import re
from pathlib import Path

from amflow.files.forms import packed, units

_PIECE = 1 << 20
_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"(?: s="(\d{1,6})")?[^<>]*(?<!/)>')
"""A cell with something in it, as every writer writes it."""
_CODED = re.compile(r"\[\$([^\]-]+)(?:-([0-9A-Fa-f]+))?\]")
_SIGN = re.compile(r"[€£]|(?:HK|US)?\$")
_YEN = {"804": "CNY", "411": "JPY"}
"""By the language of a format whose sign two currencies have."""


def of(path: Path, title: str, heading: int) -> dict[int, set[str]]:
    """By the place of a column the currencies in which its filled cells below the heading are formatted, empty for none at all;
    nothing where the workbook has no such formats."""
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(path) as archive:
            entry, styles = packed.sheet_of(archive, title), packed.part(archive, "styles.xml")
            looks = _looks(archive.read(styles).decode("utf-8", "replace")) if entry and styles else []
            if not any(looks):
                return {}
            found: dict[int, set[str]] = {}
            seen: set[tuple[bytes, bytes]] = set()
            with archive.open(entry) as sheet:
                rest = b""
                while piece := sheet.read(_PIECE):
                    text = rest + piece
                    end = text.rfind(b"<")
                    seen |= {(cell, style) for cell, row, style in _CELL.findall(text[:end]) if int(row) > heading}
                    rest = text[end:]
    except (BadZipFile, OSError, KeyError, ValueError):
        return {}
    for letters, style in seen:
        look = int(style or 0)
        found.setdefault(packed.column_number(letters) - 1, set()).add(looks[look] if look < len(looks) else "")
    return {column: codes for column, codes in found.items() if any(codes)}


def _looks(styles: str) -> list[str]:
    """The currency of each look that cells may have, in their order."""
    formats = {tag.get("numFmtId", ""): _currency(tag.get("formatCode", "")) for tag in packed.tags(styles, "numFmt")}
    inside = re.search(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", styles, re.DOTALL)
    return [formats.get(tag.get("numFmtId", ""), "") for tag in packed.tags(inside[0], "xf")] if inside else []


def _currency(code: str) -> str:
    """The three letters of the currency that a format shows; empty for none, or one that two have."""
    from html import unescape

    text = unescape(code).partition(";")[0]
    coded = _CODED.search(text)
    sign = coded[1].strip() if coded else next(iter(_SIGN.findall(text)), "")
    if sign in ("¥", "￥"):
        return _YEN.get((coded[2] or "").lstrip("0")[-3:], "") if coded else ""
    return sign if re.fullmatch("[A-Z]{3}", sign) else units.of_sign(sign)
