"""Phone numbers: several in one text, extensions, the way the world writes them. What was typed is always kept."""

import re
import unicodedata

home = "CN"
"""The country whose numbers are written without its code; what the setting `country` says."""

_APART = r"[/;；、,，|\n]|\s(?=\+)|\bor\b|或"
_EXTENSION = r"(?:转|轉|分机|分機|ext\.?|extension|x|#)\s*[:：]?\s*(\d{1,6})\s*$"
_DASHED = r"^(0\d{2,3}-?\d{7,8})-(\d{1,6})$"
_MOBILE = r"(?:\+?86)?(1[3-9]\d{9})"


def live_in(country: str) -> None:
    """Read numbers without a code as this country's from now on."""
    global home
    code = country.partition("-")[0]
    home = code if len(code) == 2 and code.isascii() and code.isalpha() and code.isupper() else "CN"


def parts(text: str) -> list[tuple[str, str]]:
    """Each number of the text with its extension, as typed: `021-68889999转803` is one with the extension 803."""
    if text.isascii() and text.isdecimal():
        return [(text, "")]
    found = []
    for piece in re.split(_APART, unicodedata.normalize("NFKC", text), flags=re.IGNORECASE):
        number, extension = piece.strip(), ""
        match = re.search(_EXTENSION, number, re.IGNORECASE) or re.match(_DASHED, number)
        if match:
            extension = match.group(match.lastindex or 1)
            number = number[: match.start()].strip() if match.lastindex == 1 else match.group(1)
        if re.search(r"\d", number):
            found.append((number, extension))
    return found


def e164(text: str) -> str:
    """The valid numbers of the text as the world writes them, a space between two; empty where none is valid."""
    found = [_e164(number, extension) for number, extension in parts(text)] if text else []
    return " ".join(dict.fromkeys(number for number in found if number))


def _e164(number: str, extension: str) -> str:
    bare = re.sub(r"[\s().-]", "", number)
    mobile = re.fullmatch(_MOBILE, bare)
    if mobile and (home == "CN" or bare.startswith("+86")) and not extension:
        # What nearly every number of a Chinese book is: the library takes longer to load than all else.
        return f"+86{mobile.group(1)}"
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, home)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    tail = f";ext={extension}" if extension else ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) + tail


def joined(one: str, other: str) -> str:
    """The numbers of both texts, as they are typed there; none twice, however it is spelt."""
    known = {key for keys in _pieces(one).values() for key in keys}
    return " / ".join(filter(None, [one, *(piece for piece, keys in _pieces(other).items() if not keys <= known)]))


def _pieces(text: str) -> dict[str, set[str]]:
    """Each piece of the text with what is the same for every spelling of its number."""
    pieces = (piece.strip() for piece in re.split(_APART, text, flags=re.IGNORECASE))
    return {piece: {_key(*number) for number in parts(piece)} or {piece} for piece in pieces if piece}


def _key(number: str, extension: str) -> str:
    return (_e164(number, "") or _national(re.sub(r"\D", "", number))) + f";{extension}"


def is_mobile(text: str) -> bool:
    """Whether one of the numbers may be a mobile phone, which is one person's; a firm's line is not. In some countries the
    number does not tell."""
    for world in e164(text).split():
        if re.fullmatch(r"\+861[3-9]\d{9}", world):
            return True
        import phonenumbers

        kind = phonenumbers.number_type(phonenumbers.parse(world))
        if kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE):
            return True
    return False


def backwards(phone: str, world: str) -> list[str]:
    """The digits of each number, last one first: what a tail is looked up by. Without its country's code and zero, so
    that the same number is the same however it was typed."""
    if world:
        whole = [one.partition(";")[0].lstrip("+") for one in world.split()]
        valid = [_national(one) for one in whole]
    else:
        valid = []
    typed = [re.sub("[^0-9]", "", number) for number, _extension in parts(phone)]
    found = [*valid, *(_national(one) for one in typed)]
    return list(dict.fromkeys(one[::-1] for one in found if len(one) >= 3))


def _national(digits: str) -> str:
    bare = digits.removeprefix("0086")
    bare = bare.removeprefix("86") if len(bare) > 11 else bare
    return bare.lstrip("0") or bare
