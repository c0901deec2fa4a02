"""Everything that can go wrong for a user: a message, a hint, an exit code.

Raised anywhere, printed in one place (`shell/app.py`). Exit codes: 0 done or nothing to show, 1 refused, 2 usage,
3 not found, 4 ambiguous, 5 data or configuration unusable, 70 a mistake in amflow itself, 130 interrupted.
"""


class AmflowError(Exception):
    """What a person is told instead of a traceback.

    `message` says what is wrong, `hint` what to do about it, `lines` are candidates or details printed between the two.
    Where `words` are given, they stand in the place of their names in message and hint. `untouched`: whoever raises it has
    changed nothing; that is said where it is true of the whole command.
    """

    exit_code = 1

    def __init__(
        self, message: str, hint: str = "", lines: tuple[str, ...] = (), *, untouched: bool = False, **words: object
    ) -> None:
        if words:
            message, hint = message.format(**words), hint.format(**words)
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.lines = lines
        self.untouched = untouched


class Refused(AmflowError):
    """The book's rules do not allow it."""


class Declined(Refused):
    """The person was asked, and said no: nothing is wrong."""


class Twice(Refused):
    """The same was written down a moment ago: it is meant once more only where that is said."""


class Usage(AmflowError):
    """The command was typed in a way that cannot be understood."""

    exit_code = 2


class NotFound(AmflowError):
    """No record answers to that name or reference."""

    exit_code = 3


class Ambiguous(AmflowError):
    """More than one record answers; `lines` names them."""

    exit_code = 4


class Unusable(AmflowError):
    """A file (book, playbook, template, settings, import) cannot be used as it is."""

    exit_code = 5


class Unexpected(AmflowError):
    """A mistake of the program's own."""

    exit_code = 70
