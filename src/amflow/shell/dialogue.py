"""What a command asks on the terminal: answers can be gone back to, and are kept where the person breaks off.

A command asks in a straight line and writes when it has its answers. So going back, and going on with what is kept, is
the command run again: the questions that were answered are not put again, they are answered from here.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from amflow import done, registry, tempfiles
from amflow.asking import Ask, PutAgain, agreed, offering, until_understood
from amflow.errors import Declined, Twice, Usage
from amflow.locale import _

if TYPE_CHECKING:
    from pathlib import Path

    from amflow.book.store import Book

Result = TypeVar("Result")

BACK = ("<", "＜", "《")
"""What is answered to go one question back; the last as a Chinese keyboard has it on the same key."""


class Back(Exception):
    """The person wants to answer the question before."""


class Dialogue:
    """The questions of one command, with their answers. `typed` is its command line, `book` the file it is about."""

    def __init__(self, typed: list[str], book: str, say: Callable[[str], None]) -> None:
        self._typed = typed
        self._book = book
        self._say = say
        self._answers: list[tuple[str, str, bool]] = []
        """Question, answer, and whether it says more than what Enter alone gives."""
        self._place = 0
        self._former: tuple[str, str, bool] | None = None
        """The answer to the question that is put again: it holds until another is given."""
        self._begun = False

    @property
    def answering(self) -> bool:
        """Whether questions are being answered from here: what is said beside them was said already."""
        return self._place < len(self._answers)

    @property
    def first(self) -> bool:
        """Whether nothing was answered yet."""
        return not self._answers

    @property
    def silent(self) -> bool:
        """Whether something was asked, and Enter alone was the answer to all of it."""
        return bool(self._answers) and not any(said for _question, _answer, said in self._answers)

    def ask(self, question: str, present: str, prompt: Ask, *, aside: bool = False) -> str:
        """The answer to a question: the one that was given before, or what the person types now. Raises Back."""
        if not self._begun:
            self._begun = True
            self._offer(prompt)
        name = question
        if isinstance(question, PutAgain):
            # What was refused is forgotten: going back, and going on another day, the question has no such answer.
            name, self._place = question.of, max(0, self._place - 1)
        elif self.answering and self._answers[self._place][0] == question:
            self._place += 1
            return self._answers[self._place - 1][1]
        del self._answers[self._place :]
        former = self._former[1] if self._former is not None and self._former[0] == question else ""
        while (answer := prompt(question, former or present)) in BACK:
            if self._answers:
                self._again()
                raise Back
            self._say(_("this is the first question"))
        self._former = None
        self._answers.append((name, answer, not aside and answer not in ("", present)))
        self._place += 1
        return answer

    def settle(self) -> None:
        """What was asked until now goes into the book: there is no way back behind it, and nothing of it is kept."""
        if self._answers:
            tempfiles.drop(self._name)
        self._answers, self._place, self._former = [], 0, None

    def keep(self, *, secret: bool) -> None:
        """Keep what was answered for a day, and say how to go on with it; nothing of what goes into an encrypted book. What
        was kept before stays where nothing more was answered."""
        answers = [*self._answers, *([self._former] if self._former is not None else [])]
        if not any(said for _question, _answer, said in answers):
            if self._begun and not secret and tempfiles.kept(self._name):
                self._tell_how()
            return
        if secret:
            self._say("\n" + _("the book is encrypted: what was answered is kept nowhere"))
            return
        from json import dumps

        tempfiles.drop(self._name)
        tempfiles.keep(dumps(answers, ensure_ascii=False), self._name)
        self._tell_how()

    def _tell_how(self) -> None:
        from shlex import join

        line = join(["amflow", *self._typed])
        self._say("\n" + _("what was answered is kept for a day; to go on: {command}").format(command=line))

    @property
    def _name(self) -> str:
        from zlib import crc32

        return f"{crc32(chr(0).join([self._book, *self._typed]).encode('utf-8', 'replace')):08x}.json"

    def _offer(self, prompt: Ask) -> None:
        """What was kept of the same command line, where the person goes on with it: the last answer is put again."""
        from json import loads

        text = tempfiles.kept(self._name)
        if not text:
            return
        if not agreed(lambda words: prompt(words, ""), _("go on with what was answered before?"), default=True):
            tempfiles.drop(self._name)
            return
        with suppress(ValueError):
            self._answers = [(str(question), str(answer), bool(said)) for question, answer, said in loads(text)]
            self._again()

    def _again(self) -> None:
        self._former = self._answers.pop()
        self._place = 0


class Asking:
    """Whoever can ask the person at the terminal: the part of `App` that puts questions."""

    json: bool
    book_path: "Path"
    say: Callable[[str], None]
    out: Any

    if TYPE_CHECKING:

        @property
        def encrypted(self) -> bool: ...

        @property
        def book(self) -> "Book": ...

        def a_customer(self, words: str) -> str: ...

    def __init__(self) -> None:
        self.no_input = False
        self.writes = False
        """Whether the command changes the book."""
        self.typed: list[str] = []
        """The command line, without the program's name."""
        self.letting_out: Callable[[], None] | None = None
        """Writes into the access log that customers are let out, where that is first agreed to."""
        self.masked = False
        """Whether a report covers names, by what it was asked for, answered or set."""
        self._dialogue: Dialogue | None = None

    @property
    def may_ask(self) -> bool:
        """Whether somebody is there to answer."""
        return not self.no_input and not self.json and sys.stdin.isatty() and sys.stderr.isatty()

    def ask(self, question: str, otherwise: str, read: Callable[[str], str] = str) -> str:
        """Ask for what is missing, until it is said and `read` takes it; without a terminal it is a usage error that names
        the option. Raises Usage."""
        prompt = self.must_ask(question, otherwise)

        def needed(answer: str) -> str:
            if not answer:
                raise Usage(_("without it nothing is written: {what}").format(what=question), _("Ctrl-C leaves it"))
            return read(answer)

        return until_understood(lambda words: prompt(words, ""), question, needed)

    def ask_whom(self, otherwise: str, question: str = "") -> str:
        """The reference of the customer who is meant, asked for: by name, pinyin or reference, and Tab completes it. Raises
        Usage."""
        found = registry.named("shell.completion:customers")
        asked = offering(question or _("customer"), lambda typed: found(self.book, typed))
        return self.ask(asked, otherwise, self.a_customer)

    def must_ask(self, question: str, otherwise: str) -> Callable[[str, str], str]:
        """What asks; without a terminal it is a usage error that names the option. Raises Usage."""
        if not self.may_ask:
            raise Usage(_("{what} is missing").format(what=question), otherwise)
        return self.prompt

    @property
    def dialogue(self) -> Dialogue:
        """What this command asks, with its answers."""
        if self._dialogue is None:
            self._dialogue = Dialogue(self.typed, str(self.book_path), self.out.say)
        return self._dialogue

    @property
    def repeating(self) -> bool:
        """Whether the command runs again, and what it says was said already."""
        return self._dialogue is not None and self._dialogue.answering

    def settle(self) -> None:
        """What was asked until now is written: nothing of it is asked again."""
        if self._dialogue is not None:
            self._dialogue.settle()

    def keep_answers(self) -> None:
        """Keep what was answered until now: the command ends before it is written."""
        if self._dialogue is not None:
            self._dialogue.keep(secret=self.encrypted)

    def begin(self, about: str) -> None:
        """Before several questions: whom or what they are about, and how they are answered."""
        if about:
            self.say(about)
        self.say(_("Enter alone goes on, Esc or < goes one question back, Ctrl-C keeps what was answered"))

    def nothing_said(self) -> bool:
        """Whether Enter alone was the answer to all that was asked: then nothing is written, and the person is told."""
        if silent := self.dialogue.silent:
            self.say(_("nothing was answered: nothing was written"))
        return silent

    def prompt(self, question: str, present: str = "", *, aside: bool = False) -> str:
        """Ask on the terminal; Enter alone answers nothing, or what is there at present. `<` goes back to the question
        before, and what was answered is kept where the person breaks off. `aside`: the answer says nothing that is written."""
        return self.dialogue.ask(question, present, self._prompted, aside=aside)

    def _prompted(self, question: str, present: str) -> str:
        from amflow.shell.output import spoken
        from amflow.shell.typed import line_editing

        done.asking()
        # A question has its own sign at the end.
        end = " " if question.endswith(("?", "？")) and not present else _(": ")
        words = spoken(f"{question} [{present}]{end}" if present else f"{question}{end}")
        answer = line_editing.ask(words, present, question).strip()
        if answer != line_editing.ESCAPE:
            return answer
        if self.dialogue.first:
            # Before the first question there is nothing to go back to.
            import typer

            raise typer.Abort
        return BACK[0]

    def key(self) -> str:
        """One key that is pressed on the terminal; empty where the input ends."""
        import typer

        done.asking()
        try:
            return str(typer.getchar())
        except EOFError:
            return ""

    def _which(self, question: str, lines: tuple[str, ...]) -> str:
        """Ask which of the lines is meant; Enter alone is none of them."""
        for line in (question, *lines):
            self.say(f"  {line}" if line != question else line)
        return self.prompt(_("which one (c…, Enter: none)"), aside=True)

    def agreed(self, question: str, *, default: bool = True) -> bool:
        """Whether the person at the terminal says yes; Enter alone is what `default` says."""
        return agreed(lambda words: self.prompt(words, aside=True), question, default=default)

    def unless_twice(self, write: Callable[[bool], Result], anyway: bool) -> Result:
        """What `write` gives, which is told whether the same may be written down once more: the person at the terminal is
        asked. Raises Twice."""
        try:
            return write(anyway)
        except Twice as twice:
            if not self.may_ask or not self.agreed(_("{what}. Once more?").format(what=twice.message), default=False):
                raise
            return write(True)

    def confirm(self, question: str, yes: bool) -> None:
        """Go on only when told to: by `--yes`, or on the terminal. Raises Usage, Refused."""
        if not yes and not self.may_ask:
            raise Usage(_("this is asked before: {what}").format(what=question), _("add --yes"))
        if not yes and not self.agreed(question, default=False):
            raise Declined(_("not done, as you said no"))
        self.let_out()

    def let_out(self) -> None:
        """Customers are let out now, as far as the command does that: what is to be written of it is written before."""
        note, self.letting_out = self.letting_out, None
        if note is not None:
            note()
