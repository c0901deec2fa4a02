"""The catalogue is looked up where it stands in its file: every text that gettext's own reader knows is found there."""

from gettext import GNUTranslations
from pathlib import Path

import pytest

from amflow import locale

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
