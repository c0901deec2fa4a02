"""The shell finishes what is begun: in bash, zsh and fish themselves, through a terminal."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

BIN = Path(sys.executable).parent


@pytest.fixture
def people(run) -> None:  # type: ignore[no-untyped-def]
    run("customer", "add", "张敏", "--phone", "13800138000", "--tier", "gold")
    run("customer", "add", "张敏", "--phone", "13900139000")
    run("customer", "add", "单小双", "--phone", "13700137000")
    run("customer", "add", "John A. Smith", "--phone", "13600136000")
    run("customer", "add", "Pat O'Neill", "--phone", "13500135000")
    run("task", "add", "bring the papers", "--due", "today")


def words(run, *typed: str, shell: str = "zsh") -> list[str]:  # type: ignore[no-untyped-def]
    return [line[0] for line in run("completion", "words", shell, *typed).lines]


def test_commands_options_and_verbs(run, people) -> None:  # type: ignore[no-untyped-def]
    assert words(run, "log-") == ["log-visit", "log-call", "log-message", "log-reception"]
    assert "edit" in words(run, "customer", "")
    assert "--tier" in words(run, "customer", "add", "--t")
    assert "--json" in words(run, "today", "--j")


def test_customers_by_name_pinyin_and_reference(run, people) -> None:  # type: ignore[no-untyped-def]
    assert words(run, "log-visit", "单") == ["单小双"]
    assert words(run, "log-visit", "shan") == ["单小双"]
    assert words(run, "log-visit", "sxs") == ["单小双"]
    assert words(run, "log-visit", "c3") == ["c3"]
    assert set(words(run, "log-visit", "zhangmin")) == {"c1", "c2"}, "namesakes are told apart by their references"
    assert run("completion", "words", "zsh", "log-visit", "c1").lines == [["c1", "张敏 Gold"]]
    assert words(run, "task", "add", "x", "--for", "单") == ["单小双"]
    assert words(run, "customer", "show", "shan", shell="fish") == ["shanxiaoshuang"]
    assert words(run, "customer", "show", "john", shell="bash") == ["John\\ A.\\ Smith"]
    # What is behind an open quote is quoted as that quote has it.
    assert words(run, "customer", "show", "'pat o", shell="bash") == ["Pat O'\\''Neill"]
    assert words(run, "customer", "show", '"pat o', shell="bash") == ["Pat O'Neill"]
    assert words(run, "customer", "show", "pat\\ o\\'n", shell="bash") == ["Pat\\ O\\'Neill"]


def test_references_and_words_of_the_playbook(run, people) -> None:  # type: ignore[no-untyped-def]
    assert words(run, "done", "t") == ["t1"]
    assert words(run, "done", "t1", "k1")[0] == "k1"
    assert words(run, "customer", "list", "--tier", "g") == ["Gold"]
    assert words(run, "customer", "list", "--tier=g") == ["--tier=Gold"]
    assert words(run, "customer", "list", "--tier", "=", "g", shell="bash") == ["Gold"]
    assert "Interested" in words(run, "log-call", "单小双", "--outcome", "")
    assert words(run, "import", "") == ["__files__"]


def test_what_it_cannot_know_is_nothing(run, people) -> None:  # type: ignore[no-untyped-def]
    assert words(run, "no-such-command", "x") == []
    assert words(run, "log-visit", "nobodyatall") == []
    assert words(run, "log-visit", "单小双", "a note", "one too many") == []


def test_install_says_what_it_did_and_edits_once(run, home: Path) -> None:  # type: ignore[no-untyped-def]
    (home / ".bashrc").write_text("alias ll='ls -l'")

    first = run("config", "completion", "bash").stdout
    after = (home / ".bashrc").read_text()
    again = run("config", "completion", "bash").stdout

    assert str(home / ".bashrc") in first
    assert after.startswith("alias ll='ls -l'\n# amflow completion\n")
    assert (home / ".bashrc").read_text() == after
    assert "already" in again and ".bashrc" not in again
    run("config", "completion", "tcsh", code=2)


SESSIONS = {
    "bash": (["--norc", "--noprofile", "-i"], "source {script}\n"),
    "zsh": (["-f", "-i"], "PS1='$ '; autoload -Uz compinit; compinit -u; source {script}\n"),
    "fish": (["--no-config", "-i"], "source {script}\n"),
}


LINES = {
    "amflow show shanx": ("单小双|shanxiaoshuang", "13700137000"),
    'amflow show "shanx': ("单小双|shanxiaoshuang", "13700137000"),
    "amflow show 'Pat O": ("Neill", "13500135000"),
    'amflow --book "$AMFLOW_BOOK" show "John A': ("Smith", "13600136000"),
    "amflow customer list --tier go": ("[Gg]old", "13800138000"),
    'amflow customer list --tier="go': ("[Gg]old", "13800138000"),
}
"""What is typed, what the shell makes of it, and what amflow answers to that."""


@pytest.mark.parametrize("shell", SESSIONS)
def test_in_the_shell_itself(shell: str, run, people, home: Path) -> None:  # type: ignore[no-untyped-def]
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"no {shell} here")
    script = home / f"amflow.{shell}"
    script.write_text(run("config", "completion", shell, "--dry-run").stdout)
    options, begin = SESSIONS[shell]
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    child = pexpect.spawn(found, options, env=environment, encoding="utf-8", timeout=30, dimensions=(24, 100))
    try:
        child.send(begin.format(script=script))
        child.send("echo ready\n")
        child.expect("ready\r\n")
        for number, (typed, (finished, said)) in enumerate(LINES.items()):
            out = home / f"typed{number}"
            child.send(typed + "\t")
            child.expect(finished)
            child.send(f" > {out}; echo fin''ished\n")
            child.expect("finished")
            assert said in out.read_text(), typed
    finally:
        child.close(force=True)


def test_it_loads_nothing_heavy(run, people) -> None:  # type: ignore[no-untyped-def]
    probe = (
        "import sys, amflow.shell.app\namflow.shell.app.app(sys.argv[1:], standalone_mode=False)\n"
        "print(sorted({'rich', 'pypinyin', 'phonenumbers', 'sqlmodel', 'pydantic', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, "completion", "words", "zsh", "log-visit", "shan"],
        capture_output=True, text=True, check=True, env=os.environ,
    )  # fmt: skip

    assert done.stdout.splitlines() == ["单小双\tc3", "[]"]


def test_what_was_said_is_nobodys_list(run) -> None:  # type: ignore[no-untyped-def]
    run("customer", "add", "张敏")
    run("note", "add", "a remark", "--kind", "market")

    assert run("completion", "words", "bash", "log-visit", "张敏", "").stdout == ""
    assert run("completion", "words", "bash", "note", "remove", "").stdout.startswith("n1")
