"""Several goods in one line, as they are ordered on the phone: `rice=20, oil=10` (`W05`)."""

import re

from amflow.errors import Usage
from amflow.locale import _

_BETWEEN = re.compile(r"\s*[,，、;；]\s*")
_UNITS = re.compile(r"(.+?)\s*[=＝]\s*([0-9０-９][0-9０-９.,]*)")


def several(text: str) -> list[tuple[str, str]]:
    """Each product with its units; without `=` the whole text is one product, and its units are said elsewhere. Raises Usage
    where some have units and others none."""
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    found = [_UNITS.fullmatch(part) for part in parts]
    if not any(found):
        return [(text, "")]
    if not all(found):
        bare = next(part for part, one in zip(parts, found, strict=True) if one is None)
        raise Usage(_("how much of {name}?").format(name=bare), _("several goods are said as rice=20, oil=10"))
    return [(one[1], one[2]) for one in found if one is not None]


def no_sum(*said: str | None) -> None:
    """Raises Usage where units or an amount were said beside several goods: nobody knows of which."""
    if any(said):
        raise Usage(
            _("--units and --amount are of one thing, and several were ordered"),
            _("several goods are said as rice=20, oil=10"),
        )
