"""The catalogue is looked up where it stands in its file: every text that gettext's own reader knows is found there."""

import ast
import re
import shlex
from gettext import GNUTranslations
from pathlib import Path

import pytest
from tools import catalogue

from amflow import locale

SOURCE = catalogue.SOURCE
FILES = sorted(Path(locale.__file__).parent.glob("*.mo"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_text_is_found(file):
    ours = locale.Catalogue(file)
    with file.open("rb") as stream:
        library = GNUTranslations(stream)
    texts = [text for text in library._catalog if isinstance(text, str) and text]
    counted = [text[0] for text in library._catalog if isinstance(text, tuple)]

    assert len(texts) > 3000
    assert len(counted) > 50
    assert {text: ours.gettext(text) for text in texts} == {text: library.gettext(text) for text in texts}
    assert {text: ours.ngettext(text, "", 2) for text in counted} == {
        text: library.ngettext(text, "", 2) for text in counted
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_numbers_of_things_have_one_form(file):
    header = file.with_suffix(".po").read_text("utf-8").partition("\n\n")[0]

    assert "nplurals=1;" in header, "the catalogue looks for one form: a language with more needs its rule there"


def test_what_is_not_translated_stays_as_it_is():
    ours = locale.Catalogue(FILES[0])

    assert ours.gettext("a text that nobody wrote") == "a text that nobody wrote"
    assert ours.gettext("\x00") == "\x00"
    assert ours.gettext("\U0010ffff" * 3) == "\U0010ffff" * 3
    assert [ours.ngettext("{n} unheard of", "{n} unheard-ofs", number) for number in (1, 2)] == [
        "{n} unheard of",
        "{n} unheard-ofs",
    ]


def test_the_numbers_of_things_of_english_and_chinese():
    chinese = locale.Catalogue(Path(locale.__file__).with_name("zh.mo"))

    assert chinese.ngettext("{n} visitor", "{n} visitors", 2) == "接待{n}位"
    assert locale.Catalogue().ngettext("{n} visitor", "{n} visitors", 2) == "{n} visitors"


# Each language has names and words of its own

CHINESE = re.compile("[\u3400-\u9fff]")
NAMES = re.compile(r"\b(?:Chen Min|Ben Cole|Acme|Harbour Inn|Ms Zhang)\b")
DAYS = re.compile(
    r"(?<![\w/-])(?:mon|tue|wed|thu|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|yesterday"
    r"|next (?:week|month|mon|tue|wed)|end of (?:next )?month|\d weeks)(?![\w-])"
)
SAYING = {
    "help_topics.py": "how a day is typed, in both languages",
    "first_run.py": "the question of the language, asked in both",
    "folding.py": "the signs that a Chinese line does not begin with",
    "view.py": "the signs of a Chinese date",
    "other_words.py": "words that are typed for nouns and verbs, in both languages",
    "sentences.py": "what is typed of an appointment or a talk, in both languages",
    "places.py": "the names of countries, currencies and languages, as they are typed",
}
"""The files whose texts are about the other language's words."""


def test_an_english_text_has_no_chinese_example_and_a_chinese_one_no_english():
    found = [(str(message.id), catalogue.translation(message)) for message in catalogue.read() if message.id]
    assert len(found) > 3000

    assert [text for text, _chinese in found if CHINESE.search(text)] == []
    assert [chinese for _text, chinese in found if CHINESE.search(chinese) and NAMES.search(chinese)] == []
    assert [chinese for _text, chinese in found if DAYS.search(chinese)] == []


def test_nothing_chinese_is_said_past_the_catalogue():
    """Neither a command nor a view has a Chinese text in its source: what it says in Chinese is a translation."""
    files = [*(SOURCE / "commands").rglob("*.py"), *(SOURCE / "shell").rglob("*.py"), *(SOURCE / "setup").rglob("*.py")]
    files += [path for path in SOURCE.rglob("view.py") if "demo" not in path.parts]
    said = {
        path.name
        for path in files
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value)
        if node.value not in _docstrings(path)
    }

    assert said == SAYING.keys()


def test_a_text_is_marked_where_it_stands_and_not_within_another_mark():
    """The catalogue is gathered by the calls that mark: it looks into none of them."""
    nested = [
        f"{path.name}:{within.lineno}"
        for path in SOURCE.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if _marks(call)
        for argument in call.args
        for within in ast.walk(argument)
        if _marks(within)
    ]

    assert nested == []


def _marks(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in catalogue.KEYWORDS


def _docstrings(path):
    tree = ast.parse(path.read_text("utf-8"))
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    return {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, kinds)}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_first_screen_speaks_one_language_and_its_commands_run(run, screen, monkeypatch, lang):
    monkeypatch.setenv("AMFLOW_LANG", lang)
    page = screen("today")

    commands = re.findall(r"amflow (?:customer add|log-visit).*", page)
    assert len(commands) == 2, page
    assert bool(CHINESE.search(commands[0] + commands[1])) == (lang == "zh")
    assert not DAYS.search(page) or lang == "en"
    for command in commands:
        run(*shlex.split(command.strip())[1:])
    (task,) = run("task", "list", "--json").json["items"]
    assert task["due_on"] == "2026-11-27"
    assert task["title"] in ("call", "送方案")


def test_chinese_speaks_to_the_user_with_respect():
    assert [chinese for message in catalogue.read() if "你" in (chinese := catalogue.translation(message))] == []
