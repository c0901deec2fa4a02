"""Where things stand in a TOML file: the line of every table, key and array element, which `tomllib` does not tell."""

import re
from bisect import bisect_right

Place = tuple[str | int, ...]
"""The way to a value: `("rule", 2, "after")` is the key `after` of the third `[[rule]]`."""

_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'
    r"|'''.*?''''{0,2}"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'",
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}#\n]*")
_SPACE = re.compile(r"[ \t\r]*")
_SPACE_AND_LINES = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")


def lines_of(text: str) -> dict[Place, int]:
    """The line, from 1, of everything that has a place in this text, which must be valid TOML."""
    return _Scanner(text).scan()


def line_of(lines: dict[Place, int], place: Place) -> int:
    """The line of that place, or of the nearest thing around it that is written in the file; 1 for the whole file."""
    while place:
        if place in lines:
            return lines[place]
        place = place[:-1]
    return 1


class _Scanner:
    """Walks over valid TOML once and notes lines; it knows strings, brackets and comments, and no values."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.ends = [match.start() for match in re.finditer("\n", text)]
        self.lines: dict[Place, int] = {}
        self.counts: dict[Place, int] = {}

    def scan(self) -> dict[Place, int]:
        """Note every statement."""
        table: Place = ()
        self._skip(_SPACE_AND_LINES)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._assignment(table)
            self._skip(_SPACE_AND_LINES)
        return self.lines

    def _line(self) -> int:
        return bisect_right(self.ends, self.at - 1) + 1

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if not match:
            return ""
        self.at = match.end()
        return match.group()

    def _header(self) -> Place:
        line = self._line()
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        keys = self._keys()
        self.at += 2 if many else 1
        place: Place = ()
        for key in keys[:-1]:
            place = (*place, key)
            if place in self.counts:
                place = (*place, self.counts[place] - 1)
        place = (*place, keys[-1])
        self.lines.setdefault(place, line)
        if many:
            number = self.counts.get(place, 0)
            self.counts[place] = number + 1
            place = (*place, number)
            self.lines[place] = line
        return place

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip(_SPACE)
            keys.append(self._key())
            self._skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return keys
            self.at += 1

    def _key(self) -> str:
        if self.text[self.at] not in "\"'":
            return self._skip(_BARE_KEY)
        import tomllib

        return next(iter(tomllib.loads(f"{self._skip(_STRING)} = 1")))

    def _assignment(self, table: Place) -> None:
        line = self._line()
        place = table
        for key in self._keys():
            place = (*place, key)
            self.lines.setdefault(place, line)
        self.at += 1  # the equals sign
        self._skip(_SPACE)
        self._value(place)

    def _value(self, place: Place) -> None:
        first = self.text[self.at]
        if first in "\"'":
            self._skip(_STRING)
        elif first == "[":
            self._array(place)
        elif first == "{":
            self._inline_table(place)
        else:
            self._skip(_BARE_VALUE)

    def _array(self, place: Place) -> None:
        self.at += 1
        number = 0
        while self._more("]"):
            self.lines[(*place, number)] = self._line()
            self._value((*place, number))
            number += 1

    def _inline_table(self, place: Place) -> None:
        self.at += 1
        while self._more("}"):
            self._assignment(place)

    def _more(self, closing: str) -> bool:
        """Step over space, comments and a comma; false, behind it, at the closing bracket."""
        self._skip(_SPACE_AND_LINES)
        if self.text[self.at] == ",":
            self.at += 1
            self._skip(_SPACE_AND_LINES)
        if self.text[self.at] == closing:
            self.at += 1
            return False
        return True
