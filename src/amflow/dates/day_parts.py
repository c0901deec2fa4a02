"""The parts of a day: between which hours each lies, and where a title says one.

A part that is said without an hour (`明天下午送资料`) stays in the words (`下午送资料`, `call (morning)`): nobody promised an
hour. The plan places what says one between its hours, and another moment takes it out of the words again.
"""

import re

from amflow.dates.day_signs import DOES

Span = tuple[int, int]
"""Minutes of the day, from and to."""

_MORNING, _NOON, _AFTERNOON, _EVENING = (8 * 60, 12 * 60), (12 * 60, 14 * 60), (13 * 60, 18 * 60), (18 * 60, 22 * 60)
HOURS: dict[str, Span] = {
    **dict.fromkeys(("清晨", "早晨", "早上", "一早", "early", "early morning"), (8 * 60, 10 * 60)),
    **dict.fromkeys(("上午", "morning", "mid-morning", "late morning", "am"), _MORNING),
    **dict.fromkeys(("中午", "午间", "lunchtime"), _NOON),
    **dict.fromkeys(("下午", "午后", "afternoon", "early afternoon", "mid-afternoon", "pm"), _AFTERNOON),
    **dict.fromkeys(("傍晚", "late afternoon"), (16 * 60 + 30, 19 * 60)),
    **dict.fromkeys(("晚上", "夜里", "evening", "night"), _EVENING),
}
"""Between which hours a part of the day lies, for whoever plans it."""
_SHORT = {"早": "早上", "晚": "晚上"}

_ZH = "|".join(part for part in HOURS if not part.isascii())
_EN = "|".join(sorted((part for part in HOURS if part.isascii()), key=len, reverse=True))
_IN_FRONT = (
    # Not tea in the afternoon, nor the evening's class: then it is no part of the day that was said.
    rf"(?P<zh>{_ZH})(?![茶饭餐觉休宴会班的场])[\s,，:：]*",
    rf"(?P<en>{_EN})(?:\s*[:,]\s*|\s+(?=(?:{DOES})\b))",
)
_ASIDE = rf"\s*(?:（(?P<zh>{_ZH})）|\((?P<en>{_EN})\))$"


def said(title: str) -> tuple[str, str]:
    """The part of the day that a title says, and the title without it; empty and the title where it says none."""
    for pattern in _IN_FRONT:
        if found := re.match(pattern, title):
            return found[1], title[found.end() :]
    found = re.search(_ASIDE, title)
    return (found["zh"] or found["en"], title[: found.start()]) if found else ("", title)


def put(title: str, part: str) -> str:
    """The title with that part of the day instead of the one it says; with none where it is empty."""
    bare = said(title)[1] or title
    part = _SHORT.get(part, part)
    if not part:
        return bare
    if not part.isascii():
        return f"{part}{'' if bare[:1] >= chr(0x3400) else ' '}{bare}"
    return f"{bare} ({part})"


def hours(title: str) -> Span | None:
    """Between which hours what is called so is to be; None where it does not say."""
    return HOURS.get(said(title)[0])
