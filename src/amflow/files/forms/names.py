"""Names that a file has in parts."""

import re

_HAN = re.compile("[\u2e80-\u9fff\uac00-\ud7af\U00020000-\U000323af]")


def together(family: str, given: str, middle: str = "") -> str:
    """The whole name: Chinese and the like without a space and family name in front, others as they are said."""
    if _HAN.search(family + given):
        return family + given
    return " ".join(filter(None, (given, middle, family)))
