"""Words as a shell's line has them, with its quotes and backslashes, and as they are meant."""

IN_DOUBLE = '"$`\\'
"""What is not itself between double quotes."""


def meant(word: str) -> tuple[str, str]:
    """A word as it stands in the line, as it is meant, and the quote that is open at its end."""
    found, quote, signs = "", "", iter(word)
    for sign in signs:
        if sign == quote:
            quote = ""
        elif not quote and sign in "'\"":
            quote = sign
        elif sign == "\\" and quote != "'":
            after = next(signs, "")
            found += after if not quote or after in IN_DOUBLE else sign + after
        else:
            found += sign
    return found, quote


def quoted(word: str, shell: str, quote: str = "") -> str:
    """The word as the shell's line takes it behind that open quote: bash puts in what it is given and ends the quote, the
    others quote by themselves."""
    if shell != "bash":
        return word
    if quote == "'":
        return word.replace("'", "'\\''")
    special = IN_DOUBLE if quote else " \t\\'\"`$&;|<>()[]{}*?!#~"
    return "".join(f"\\{sign}" if sign in special else sign for sign in word)
