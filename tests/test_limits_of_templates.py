"""What a template from somewhere else cannot do: leave its folder, run for ever, fill the machine."""

from pathlib import Path

import pytest
from tests.conftest import Run

from amflow.render import limits

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


def test_one_that_never_ends(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.3)
    page = tmp_path / "mine.md"
    many = "range(99999)"
    page.write_text(
        "{% for a in R %}{% for b in R %}{% if a < 0 %}x{% endif %}{% endfor %}{% endfor %}".replace("R", many)
    )
    assert "not done after" in run("summary", "--week", "--template", str(page), code=5).stderr


def test_one_that_is_too_long(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST_TEXT", 1_000_000)
    page = tmp_path / "mine.md"
    page.write_text("{% for a in range(99999) %}" + "x" * 99 + "{% endfor %}")
    assert "more than 1 million" in run("summary", "--week", "--template", str(page), code=5).stderr


@pytest.mark.parametrize("kind", ["script", "message"])
def test_a_script_or_message_that_never_ends(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.3)
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
    assert "not done after" in done.stdout + done.stderr
