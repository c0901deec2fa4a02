"""What a template from somewhere else cannot do: leave its folder, run for ever, fill the machine."""

import gc
import sys
import time
from pathlib import Path

import pytest
from tests.book.processes import amflow
from tests.conftest import Run

from amflow.documents import template_limits

ESCAPES = [
    "{% include '../../secret.txt' %}",
    "{% include '/etc/passwd' %}",
    "{% extends '..' ~ '/secret.txt' %}",
    "{% import '../secret.txt' as x %}",
    "{{ ''.__class__.__mro__ }}",
    "{{ _.__globals__ }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ 'a' * 99999999 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ range(10**9) | list }}",
    "{{ '{0.__class__}'.format(today) }}",
]

TOO_WIDE = [
    "{{ 'a'.center(9999999999) }}",
    "{{ 'a'.ljust(9999999999) }}",
    "{{ 'a' | center(9999999999) }}",
    "{{ 'a\\nb' | indent(9999999999) }}",
    "{{ '%09999999999d' % 1 }}",
    "{{ '%*d' % (9999999999, 1) }}",
    "{{ '%09999999999d' | format(1) }}",
    "{{ '{:>9999999999}'.format(1) }}",
]
"""What would be over, and the memory gone, before any clock could stop it."""


@pytest.mark.parametrize("text", ESCAPES)
def test_what_a_template_may_not_reach(text: str, run: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret-word")
    (home / "secret.txt").write_text("secret-word")
    page = tmp_path / "mine.md"
    page.write_text(text)
    done = run("summary", "--week", "--template", str(page), code=None)
    assert done.code == 5
    assert "secret-word" not in done.stdout + done.stderr
    assert "root:" not in done.stdout + done.stderr


def test_a_template_of_ones_folder_stays_in_it(run: Run, home: Path) -> None:
    folder = home / "config" / "amflow" / "templates" / "summary"
    folder.mkdir(parents=True)
    (home / "config" / "secret.txt").write_text("secret-word")
    (folder / "summary.md.j2").write_text("{% include '../../secret.txt' %}")
    done = run("summary", "--week", "--format", "md", code=5)
    assert "secret-word" not in done.stdout + done.stderr


@pytest.mark.parametrize("text", TOO_WIDE)
def test_a_width_that_would_fill_the_machine_is_refused_before_it_is_made(text: str, run: Run, tmp_path: Path) -> None:
    page = tmp_path / "mine.md"
    page.write_text(text)
    assert "is not allowed here" in run("summary", "--week", "--template", str(page), code=5).stderr


def test_one_that_never_ends(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template_limits, "SECONDS", 0.3)
    page = tmp_path / "mine.md"
    many = "range(99999)"
    page.write_text(
        "{% for a in R %}{% for b in R %}{% if a < 0 %}x{% endif %}{% endfor %}{% endfor %}".replace("R", many)
    )
    assert "not done after" in run("summary", "--week", "--template", str(page), code=5).stderr


def test_one_that_is_too_long(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template_limits, "LARGEST_TEXT", 1_000_000)
    page = tmp_path / "mine.md"
    page.write_text("{% for a in range(99999) %}" + "x" * 99 + "{% endfor %}")
    assert "more than 1 million" in run("summary", "--week", "--template", str(page), code=5).stderr


@pytest.mark.parametrize("kind", ["script", "message"])
def test_a_script_or_message_that_never_ends(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(template_limits, "SECONDS_OF_A_MESSAGE", 0.3)
    name = "first-call" if kind == "script" else "t10"
    folder = home / "config" / "amflow" / "templates" / kind
    folder.mkdir(parents=True)
    endless = "{% for a in R %}{% for b in R %}{% if a < 0 %}x{% endif %}{% endfor %}{% endfor %}"
    for language in ("en", "zh"):
        (folder / f"{name}.{language}.txt").write_text(endless.replace("R", "range(99999)"))
    run("playbook", "use", "retail-bank")
    run("customer", "add", "Ann", "--language", "zh")
    words = (
        ("script", "show", name, "--for", "Ann")
        if kind == "script"
        else ("message", "write", "Ann", "--template", name)
    )

    # In the language of the desk, whatever the customer's is; a message waits, and its check says why it is empty.
    done = run(*words, code=5 if kind == "script" else 0)
    said = done.stdout + done.stderr
    assert "not done after" in said
    assert str(folder / name) in said


ENDLESS = "{% for a in R %}{% for b in R %}{% if a < 0 %}x{% endif %}{% endfor %}{% endfor %}".replace(
    "R", "range(99999)"
)


def own(home: Path, name: str, text: str) -> Path:
    path = home / "config" / "amflow" / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_message_that_never_ends_is_said_with_its_file_and_waited_for_once(run: Run, home: Path) -> None:
    run("playbook", "use", "retail-bank")
    for number, name in enumerate(("张敏", "李强", "王伟")):
        run("customer", "add", name, "--tier", "gold", "--birthday", "11-25", "--phone", f"1390000000{number}")
    path = own(home, "message/birthday.en.txt", ENDLESS)

    began = time.monotonic()
    waiting = run("message", "queue", "--json").json["items"]
    lasted = time.monotonic() - began

    problems = [said["words"] for one in waiting if one["kind"] == "birthday" for said in one["problems"]]
    assert len(problems) == 3
    assert all(str(path) in said and "not done after 2 seconds" in said for said in problems)
    assert template_limits.SECONDS_OF_A_MESSAGE <= lasted < 2 * template_limits.SECONDS_OF_A_MESSAGE


def test_what_a_template_usually_does_is_allowed(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "mine.md"
    page.write_text(
        "{{ 'a'.center(9) }}{{ '%05d' % 7 }}{{ 7 % 4 }}{{ '%s %%' % 'b' }}{{ 'c' | center(5) }}{{ '{:>6}'.format(2) }}\n"
    )

    assert run("summary", "--week", "--template", str(page)).stdout == "    a    000073b %  c       2\n"


GREEDY = [
    "{% set n = namespace(x='aaaaaaaaaa') %}{% for i in range(40) %}{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x|length }}",
    "{{ (0).to_bytes(4000000000, 'big')|length }}",
    "{{ [1]|batch(400000000, 'x')|list|length }}",
    "{{ [3]|tojson(1200000000) }}",
]
"""What doubles, or is constant: the memory is gone before the clock strikes, or while it is compiled."""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts the memory of a process")
@pytest.mark.parametrize("text", GREEDY)
def test_a_template_has_so_much_memory_and_no_more(text: str, home: Path, tmp_path: Path) -> None:
    page = tmp_path / "mine.md"
    page.write_text(text)
    first = "import resource; resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))"
    done = amflow("summary", "--week", "--template", str(page), first=first)
    assert (done.returncode, done.stdout) == (5, "")
    assert "more memory than there is for a template" in done.stderr


def test_what_is_constant_is_worked_out_within_the_time(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(template_limits, "SECONDS", 1)
    page = tmp_path / "mine.md"
    page.write_text("{{ [1]|slice(10000000)|list|length }}")
    # As in the program itself: what is raised while Python looks for garbage is lost.
    gc.disable()
    try:
        assert "not done after 1 second" in run("summary", "--week", "--template", str(page), code=5).stderr
    finally:
        gc.enable()


def test_the_text_of_a_template_reaches_a_terminal_as_text_alone(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "mine.md"
    page.write_text("a\x1b[31mred\x1b]0;title\x07 {{ period.title }}\n")
    assert run("summary", "--week", "--template", str(page), "-o", "-").stdout.startswith("a[31mred]0;title Week 48")
