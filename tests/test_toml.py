"""TOML from somebody else: whatever is wrong with it is said in a line, and none fills the machine."""

import time
from pathlib import Path

import pytest
from tests.conftest import Run

WRONG = [
    "a = " + "[" * 100_000,
    "a." * 50_000 + "b = 1",
    f"[{'a.' * 50_000}b]",
    "x = {" + "a." * 50_000 + "b = 1}",
    "x = 1" + "0" * 6000,
]


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_what_would_fill_the_machine_is_a_mistake(text: str, run: Run, home: Path, tmp_path: Path) -> None:
    start = time.monotonic()
    file = tmp_path / "mine.toml"
    file.write_text(text)
    (tmp_path / "people.csv").write_text("name\nWang\n")
    for said in (
        run("playbook", "check", str(file), code=5),
        run("import", "people.csv", "--map", str(file), code=5),
        run("import", "--as", "target", str(file), code=5),
    ):
        assert "Traceback" not in said.stderr and len(said.stderr) < 600
    (home / "config" / "amflow").mkdir(parents=True)
    (home / "config" / "amflow" / "config.toml").write_text(text)
    assert "is not TOML" in run("today", code=5).stderr
    assert time.monotonic() - start < 10


def test_dots_in_texts_are_no_keys(run: Run, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name\nWang\n")
    (tmp_path / "mine.toml").write_text(
        f'as = "customer"  # {"a." * 2000}\n[fields]\nname = "name"\nrole = {{ text = "{"a." * 200}" }}\n'
    )
    run("import", "people.csv", "--map", "mine.toml")


def test_an_encoding_that_reads_no_file_is_a_mistake(run: Run, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name\nWang\n")
    (tmp_path / "mine.toml").write_text('as = "customer"\nencoding = "idna"\n[fields]\nname = "name"\n')
    assert "there is no encoding “idna”" in run("import", "people.csv", "--map", "mine.toml", code=5).stderr


def test_a_number_of_a_million_digits_is_no_book(run: Run, tmp_path: Path) -> None:
    (tmp_path / "book.json").write_text('{"schema": "amflow/book@1", "x": ' + "9" * 1_000_000 + "}")
    assert "is no whole book" in run("import", "book.json", code=5).stderr
