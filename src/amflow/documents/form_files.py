"""Forms of Word and Excel as files: looked over before a library reads them, for they come from elsewhere."""

import io
import zipfile
import zlib
from pathlib import Path

from amflow.errors import Unusable
from amflow.locale import _, of_system

MOST_BYTES = 20_000_000
MOST_UNPACKED = 200_000_000
MOST_MARKS = 400_000
"""Beyond these a form is no form: it would fill the memory. The library that reads it answers to no clock before it is done."""


def read(path: Path, main: str, no_form: str, hint: str) -> bytes:
    """The form's bytes; `main` is the part of it without which it is none. Raises Unusable."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unusable(
            _("{path} cannot be read: {why}").format(path=path, why=of_system(error)), _("name a form with --template")
        ) from error
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            listed = packed.infolist()
            names = {one.filename for one in listed}
            large = len(content) > MOST_BYTES or sum(one.file_size for one in listed) > MOST_UNPACKED
            pages = [one for one in listed if not large and one.filename.lower().endswith((".xml", ".rels"))]
            marks = sum(packed.read(one).count(b"<") for one in pages)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        names, large, marks = set(), False, 0
    if marks > MOST_MARKS:
        raise Unusable(
            _("{path} is too large for a form: it has {n} tags").format(path=path, n=marks),
            _("keep what is filled in, and take the rest out"),
        )
    if large:
        raise Unusable(_("{path} is too large for a form").format(path=path), _("take its pictures out"))
    if main not in names:
        raise Unusable(no_form.format(path=path), hint)
    return content
