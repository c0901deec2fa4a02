"""How long a message is for a phone: the alphabet it needs, and in how many parts it is sent (3GPP TS 23.038, 23.040)."""

from amflow.records import NamedTuple

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The signs of the default alphabet, seven bits each."""

ESCAPED = frozenset("\f^{}\\[~]|€")
"""The signs that take two places in it."""

WHOLE, PART = {True: 160, False: 70}, {True: 153, False: 67}
"""How much goes into one message, and into each part of a longer one: of the default alphabet, and of any other text."""


class Size(NamedTuple):
    """How long a text is."""

    chars: int
    """Places: of the default alphabet, or UTF-16 units of anything else (a face such as 😀 takes two)."""
    parts: int
    gsm: bool
    """Whether the default alphabet is enough: one Chinese sign makes the whole message twice as long."""


def size(text: str) -> Size:
    """The size of a text as an SMS; an empty one has no parts."""
    gsm = all(sign in GSM or sign in ESCAPED for sign in text)
    widths = [(2 if sign in ESCAPED else 1) if gsm else (2 if ord(sign) > 0xFFFF else 1) for sign in text]
    chars = sum(widths)
    if chars <= WHOLE[gsm]:
        return Size(chars, 1 if chars else 0, gsm)
    # A sign of two places is never cut in two: a part may end one place early.
    parts, left = 1, PART[gsm]
    for width in widths:
        if width > left:
            parts, left = parts + 1, PART[gsm]
        left -= width
    return Size(chars, parts, gsm)
