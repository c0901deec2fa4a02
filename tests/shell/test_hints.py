"""What screens, hints and errors propose to type can be typed, in both languages: every sentence of the program with its places
filled, the screens of demo books as they stand, and what the errors propose that come of it."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pexpect
import pytest
import typer
from tests.conftest import lay
from tools import catalogue

from amflow import locale
from amflow.commands.convert.waiting import ListingNoun
from amflow.shell.app import app

ROOT: Any = typer.main.get_command(app)

COMMAND = re.compile(r"amflow(?: (?:\"[^\"]*\"|“[^”]*”|'[^']*'|\{\w+\}|[^\s\"“”'·,，、;；。：()（）]+))+")
"""A command in a sentence, with words behind it that may belong to the sentence."""

GIVEN = re.compile(r"--?[a-z][a-z-]*|[\"“'].*|\S*\{\w+\}\S*|[A-Z]+|…|[a-z]\d\w*|\S*/\S*|\S+\.\w{3,5}|[\w-]+=\S*")
"""What belongs to a command for sure: options, what is quoted, places to be filled, references, files."""


class Proposed:
    """A command that a sentence proposes."""

    def __init__(self, line: str) -> None:
        words = re.findall(r"\"[^\"]*\"|“[^”]*”|'[^']*'|\S+", line)[1:]
        self.command, self.path = ROOT, list[str]()
        while words and words[0] in getattr(self.command, "commands", {}):
            self.path.append(words[0])
            self.command, words = self.command.commands[words[0]], words[1:]
        self.words = list(self._own(words))

    def _own(self, words: list[str]) -> Iterator[str]:
        options = [one for one in self.command.params if one.param_type_name == "option"]
        valued = {name for one in options if not one.is_flag for name in one.opts} | {"--on", "--book"}
        before = ""
        for word in words:
            if before not in valued and not GIVEN.fullmatch(word):
                return
            yield word
            before = word

    @property
    def runs(self) -> bool:
        """Whether it does something by itself; a noun is named in sentences too."""
        alone = not hasattr(self.command, "commands") or self.command.invoke_without_command
        return bool(self.path) and (alone or isinstance(self.command, ListingNoun))


def proposed(text: str) -> Iterator[Proposed]:
    """What the text proposes."""
    return (one for one in map(Proposed, COMMAND.findall(text)) if one.runs)


REFS = {
    "deal": "d3", "campaign": "g1", "case": "x1", "referral": "f2", "holding": "h1", "order": "o1", "product": "p1", "note": "n5",
    "event": "e2", "goal": "a1", "waiting": "w1", "message": "m1", "done": "t14", "skip": "t14", "move": "t14", "task": "t14",
}  # fmt: skip
"""One of each kind in the book below; else it is about a customer."""

PLACES = {
    "{n}": "1", "{number}": "1", "{id}": "4", "N": "1", "{day}": "fri", "DATE": "fri", "YEAR": "2026", "{price}": "1.5",
    "AMOUNT": "5000", "FILE": "other.csv", "{file}": "other.csv", "{path}": "other.csv", "VALUE": "15", "METRIC": "visits",
    "{metric}": "visits", "PRODUCT": "p1", "CUSTOMER": "c4", "TIER": "gold", "{tier}": "gold", "{period}": "month",
}  # fmt: skip
"""What stands in these places; words stand in the others."""


def filled(one: Proposed, line: str = "words") -> list[str]:
    """What is typed for it: its words with something in each place; what is called `line` where one of the territory is meant."""

    def place(found: re.Match[str]) -> str:
        if one.path[0] == "line" and found[0] == "NAME":
            return line
        return REFS.get(one.path[0], "c4") if found[0] in ("{ref}", "REF") else PLACES.get(found[0], "words")

    words = [re.sub(r"\{\w+\}|\b[A-Z]+\b|…", place, word.strip("\"“”'")) for word in one.words]
    whom = one.path[0].startswith("log-") and one.words[:1] == ["…"]
    return [*one.path, *(["c4", *words[1:]] if whom else words)]


MADE = (
    ("holding", "add", "note", "--for", "c4", "--amount", "200k"), ("order", "add", "oil", "--for", "c4", "--units", "2"),
    ("waiting", "add", "legal", "words", "--for", "c4"), ("message", "write", "c4", "words"),
)  # fmt: skip
"""What the general demo has nothing of."""

OF_THE_SYSTEM = ("news", "import", "demo", "book", "config completion", "message copy", "export")
"""What asks a server or is about files of somebody's own: such a command is looked at, and not run."""


@pytest.fixture(params=("en", "zh"))
def lang(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both languages, one after the other."""
    monkeypatch.setenv("AMFLOW_LANG", request.param)
    monkeypatch.setenv("AMFLOW_BROWSER", "none")
    monkeypatch.setenv("VISUAL", "true")
    return str(request.param)


Try = Callable[[list[str]], tuple[int, str]]


@pytest.fixture
def trying(run: Any, home: Path) -> Callable[[], Try]:
    """What runs a command on the book as it is now, and leaves it so."""

    def begin() -> Try:
        book = home / "book.db"
        content = book.read_bytes()

        def tried(words: list[str]) -> tuple[int, str]:
            if " ".join(words).startswith(OF_THE_SYSTEM):
                return run(*words, "--help").code, ""
            result = run(*words, code=None)
            lay(book, content)
            return result.code, result.stderr

        return tried

    return begin


NOT_READ = (
    "there is no option {name}", "there is no command {name}", "too many words: {words}", "{name} needs a value",
    "{name} takes no value", "the words are not quoted",
)  # fmt: skip
"""What is said of a command that cannot be typed."""


def unread(lang: str) -> re.Pattern[str]:
    """The errors of a command that cannot be typed."""
    locale.use(lang)
    said = "|".join(re.sub(r"\\\{\w+\\\}", ".*", re.escape(locale._(one))) for one in NOT_READ)
    locale.use("en")
    return re.compile(said)


def sentences(lang: str) -> Iterator[str]:
    """Every sentence of the program, but for the examples of help, which have a test of their own."""
    locale.use(lang)
    said = [locale._(text) for text in texts()]
    locale.use("en")
    return iter(said)


@cache
def texts() -> list[str]:
    """The texts in the source: reading all of it takes as long as a hundred commands."""
    found = (*catalogue.in_sources(), *catalogue.in_templates())
    return sorted({text for _path, one in found for text in as_tuple(one)})


def as_tuple(text: Any) -> tuple[str, ...]:
    """A text, or its singular and plural."""
    return text if isinstance(text, tuple) else (text,)


def test_what_a_sentence_proposes_can_be_typed(
    run: Any, demo_of: Callable[[str], None], trying: Callable[[], Try], lang: str
) -> None:
    demo_of("general")
    for words in MADE:
        run(*words)
    tried, wrong, asked = trying(), {}, {tuple(filled(one)): one for text in sentences(lang) for one in proposed(text)}
    assert len(asked) > 200

    def follow(words: tuple[str, ...], deeper: bool) -> None:
        code, said = tried(list(words))
        if code == 70 or unread(lang).search(said):
            wrong[words] = said
        for one in proposed(said) if deeper else ():
            if (next_one := tuple(filled(one))) not in asked:
                asked[next_one] = one
                follow(next_one, False)

    for words in list(asked):
        follow(words, True)
    assert wrong == {}


SCREENS = """
today, prep, prospect, outreach, convert, callback, summary, summary --agenda, plan, brief, find contract,
customer list, customer health, customer ask, customer upgrade, lead list, referral list, referral candidates,
campaign list, deal list, deal board, waiting, case list, task list, product list, line list, holding list, order list,
note list, event list, goal list, target list, target explain, message queue, message list, register show, calendar,
history, book check, playbook show, show c1, show c4, show c43, show d3, show d1, show t2, show t4, show x1, show f2,
show g1, show n5, show p1, show e2, show a1, show w1, show h1, show o1, visit c1, product match c1, deal papers d3,
deal terms d3, callback score c1, customer date c1
"""
"""What shows something, and proposes what comes next."""


@pytest.mark.parametrize("trade", ["retail-bank", "retail-territory"])
def test_what_a_screen_proposes_does_something(
    run: Any,
    demo_of: Callable[[str], None],
    trying: Callable[[], Try],
    lang: str,
    trade: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    demo_of(trade)
    tried, found = trying(), dict[str, Proposed]()
    for words in re.split(r",\s+", SCREENS.strip()):
        monkeypatch.setenv("AMFLOW_FORCE_TTY", "400")
        result = run(*words.split(), code=None)
        monkeypatch.delenv("AMFLOW_FORCE_TTY")
        for one in proposed(result.stdout + result.stderr):
            found.setdefault(re.sub(r"\d+\w*", "1", " ".join(one.path + one.words)), one)
    assert len(found) > 25
    line = run("line", "list", "--json").json["items"]
    wrong = {}
    for one in found.values():
        words = filled(one, line[0]["name"] if line else "words")
        code, said = tried(words)
        if code in (3, 4, 5, 70) or unread(lang).search(said):
            wrong[" ".join(words)] = said

    assert wrong == {}


def test_a_backup_where_no_folder_can_be_made(run: Any, home: Any) -> None:
    run("customer", "add", "Grace Field")

    (home / "file").touch()

    told = run("book", "backup", str(home / "file" / "x.db"), code=5).stderr

    assert f"{home / 'file'} cannot be made" in told and "--point" not in told and ".files" not in told
    run("book", "backup", str(home / "new" / "folder" / "x.db"))


def test_an_attached_file_that_has_vanished(run: Any, home: Any, tmp_path: Any) -> None:
    run("playbook", "use", "retail-bank")
    run("customer", "add", "Grace Field")
    run("deal", "add", "a loan", "--pipeline", "loan", "--for", "c1", "--amount", "1000")
    (tmp_path / "scan.pdf").write_text("scan")
    run("deal", "doc", "d1", "received", "id-card", "--file", str(tmp_path / "scan.pdf"))
    for file in (home / "book.db.files").iterdir():
        file.unlink()

    told = run("deal", "papers", "d1", "--document", "id-card", "-o", "-", code=5).stderr

    assert "amflow deal doc d1 received id-card --file …" in told
    # The history says it in the words of the playbook, too.
    assert "a loan (d1): Identity card received" in run("history").stdout


def test_a_second_book_beside_the_book_is_named_with_what_says_how_it_comes_in(run: Any, home: Any) -> None:
    run("customer", "add", "Grace Field")
    other = home / "book (1).db"
    other.write_bytes((home / "book.db").read_bytes())

    assert f"amflow import '{other}' says how it comes in, then put it away" in run("today").stderr
    assert f"Then put {other} away" in run("import", str(other), code=5).stderr


def test_who_says_no_has_made_no_mistake(run: Any, monkeypatch: Any) -> None:
    from amflow.shell.context import App

    run("customer", "add", "Grace Field")
    monkeypatch.setattr(App, "may_ask", True)
    monkeypatch.setattr(App, "prompt", lambda *_words, **_more: "n")

    assert run("customer", "erase", "c1", code=1).stderr == "not done, as you said no\n"


def test_the_dots_of_a_hint_may_be_typed(run: Any, home: Any, lang: str) -> None:
    """Whoever copies `--amount …` as it stands is told what belongs there, and dots are written down nowhere."""
    run("customer", "add", "Grace Field", "--phone", "07700 900123")
    before = (home / "book.db").read_bytes()
    found = (
        [*one.path, *(word.strip("\"“”'") for word in one.words)] for text in sentences(lang) for one in proposed(text)
    )
    dotted = {tuple(words) for words in found if "…" in words}

    assert len(dotted) > 20
    for words in dotted:
        typed = [re.sub(r"\{\w+\}|\b[A-Z]+\b", "c1", word) for word in words]
        said = run(*typed, code=2).stderr
        locale.use(lang)
        assert locale._("the dots stand for what belongs there: {what}").format(what="") in said, typed
        locale.use("en")
    assert (home / "book.db").read_bytes() == before


def test_on_a_terminal_the_dots_of_a_hint_are_asked_for(run: Any, book: Any) -> None:
    run("customer", "add", "Grace Field", "--phone", "07700 900123")

    child = pexpect.spawn(
        str(Path(sys.executable).parent / "amflow"), ["case", "open", "c1", "…"], env=dict(os.environ), encoding="utf-8",
        timeout=30, dimensions=(24, 80),
    )  # fmt: skip
    child.expect("WORDS .what it is about")
    child.sendline("the card does not work")
    child.expect(pexpect.EOF)
    child.close()

    assert [row["title"] for row in book.all("SELECT title FROM cases")] == ["the card does not work"]
