"""Reading TOML that somebody else may have written: what is no TOML, and what would fill the machine, is one complaint."""

import re
from typing import Any

LARGEST = 4_000_000
"""Signs: the largest shipped playbook has a fiftieth of that."""

_SMALL = 2000
_MOST_PARTS = 100
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#.*')


def loads(text: str) -> dict[str, Any]:
    """What stands in the text. Raises tomllib.TOMLDecodeError, whatever is wrong with it."""
    import tomllib

    from amflow.locale import _

    if len(text) > LARGEST:
        raise tomllib.TOMLDecodeError(_("it is larger than {n} MB").format(n=LARGEST // 1_000_000))
    # The parser keeps every beginning of a key `a.b.c`: of fifty thousand parts that is ten gigabytes.
    line = _endless_key(text) if len(text) > _SMALL else 0
    if line:
        message = _("a key of more than {n} parts").format(n=_MOST_PARTS)
        raise tomllib.TOMLDecodeError(f"{message} (at line {line}, column 1)")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError(_("it is nested too deeply")) from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:
        # A number of five thousand digits.
        raise tomllib.TOMLDecodeError(str(error).partition(";")[0]) from None


def _endless_key(text: str) -> int:
    """The first line with a key of so many parts, or 0."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > _MOST_PARTS:
            bare = _QUOTED.sub("", line)
            keys = [*bare.split("=")[:-1], *([bare] if bare.lstrip().startswith("[") else [])]
            if any(key.count(".") > _MOST_PARTS for key in keys):
                return number
    return 0
