"""The law of undo over every command that writes: each by itself, and any of them one after another, with what is in the book.

What is done can be taken back row by row, and done again; what is refused writes nothing. A command that writes and is
neither in `ways.py` nor among its exceptions fails a test.
"""

import os
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from tests import ways

from amflow import registry
from amflow.shell import access
from days import rows
from test_hostile import leaves

EXAMPLES = int(os.environ.get("AMFLOW_EXAMPLES", "4"))
"""Runs of the machine; AMFLOW_EXAMPLES=200 goes further than the suite has time for, and makes short what it found."""

PHASES = set(Phase) if "AMFLOW_EXAMPLES" in os.environ else {Phase.explicit, Phase.reuse, Phase.generate}

STEPS = 20

ALL = [(command, way) for command, each in ways.WAYS.items() for way in each]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the book that every test begins with is made once."""
    return tmp_path_factory.mktemp("ways")


@pytest.fixture
def made(run: Any, place: Path) -> Path:
    """A book with something of everything."""
    path = place / "made.db"
    if not path.exists():
        ways.prepared(run, path)
    return path


def law(run: Any, path: Path, before: Any) -> None:
    """What was done since `before` in one command is taken back and done again; `test_any_of_them_in_any_order` goes on."""
    after = rows(path)
    for word, wanted in (("undo", before), ("redo", after)):
        run(word, "--book", str(path))
        assert rows(path) == wanted, word


@pytest.mark.parametrize("command", sorted(ways.WAYS))
def test_each_command_is_taken_back_and_done_again(command: str, run: Any, made: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(made, tmp_path / "book.db"))
    filled, before, dice = ways.Filled(path, tmp_path, run), rows(path), random.Random(command)
    for way in ways.WAYS[command]:
        said: list[Any] = []
        for _try in range(ways.TRIES):
            words = filled.words(command, way, dice.choice)
            assert words, f"the book has nothing for {command} {way}"
            done = run(*words, "--book", str(path), code=None)
            assert "Traceback" not in done.stderr
            if rows(path) != before:
                assert done.code == 0, (words, done)
                law(run, path, before)
                shutil.copy(made, path)
                break
            said.append((words, done.stdout + done.stderr))
        else:
            pytest.fail(f"{command} {way} never changed anything: {said[-2:]}")


class AnyOrder(RuleBasedStateMachine):
    """Commands in any order, taken back and done again in between: the book is always the one that the history tells of."""

    run: Any
    made: Path
    folder: Path
    done: dict[str, int]
    number = 0

    @initialize()
    def begin(self) -> None:
        type(self).number += 1
        self.path = Path(shutil.copy(self.made, self.folder / f"{self.number}.db"))
        self.filled = ways.Filled(self.path, self.folder, self.run)
        self.states = [rows(self.path)]
        self.at = 0
        self.undone: list[int] = []

    @rule(way=st.sampled_from(ALL), data=st.data())
    def do(self, way: tuple[str, str], data: st.DataObject) -> None:
        words = self.filled.words(*way, lambda there: data.draw(st.sampled_from(there)))
        if words is None:
            return
        done = self.run(*words, "--book", str(self.path), code=None)
        assert "Traceback" not in done.stderr
        now = rows(self.path)
        if done.code:
            assert now == self.states[self.at], f"{words} was refused and wrote all the same"
        elif now != self.states[self.at]:
            self.done[way[0]] = self.done.get(way[0], 0) + 1
            self.states[self.at + 1 :] = [now]
            self.at += 1
            self.undone.clear()

    @precondition(lambda self: self.at > 0)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        self._take_back(data.draw(st.integers(1, self.at)))

    @precondition(lambda self: self.undone)
    @rule(data=st.data())
    def redo(self, data: st.DataObject) -> None:
        self._do_again(data.draw(st.integers(1, len(self.undone))))

    def _take_back(self, steps: int) -> None:
        self.run("undo", str(steps), "--book", str(self.path))
        self.at -= steps
        self.undone.append(steps)
        assert rows(self.path) == self.states[self.at]

    def _do_again(self, times: int) -> None:
        # As many commands as these undos took back, whole.
        self.run("redo", str(sum(self.undone[-times:])), "--book", str(self.path))
        self.at += sum(self.undone[-times:])
        del self.undone[-times:]
        assert rows(self.path) == self.states[self.at]

    def teardown(self) -> None:
        if not hasattr(self, "states"):
            return
        for _state in range(self.at):
            self._take_back(1)
        if self.undone:
            self._do_again(len(self.undone))
        self.run("book", "check", "--book", str(self.path))
        for end in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)


def test_any_of_them_in_any_order(run: Any, made: Path, tmp_path: Path) -> None:
    machine = type("AnyOrder", (AnyOrder,), {"run": staticmethod(run), "made": made, "folder": tmp_path, "done": {}})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            phases=PHASES,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert len(machine.done) >= 5, machine.done


def changes() -> Iterator[str]:
    """What the program calls its changes, wherever it makes one."""
    for file in (Path(access.__file__).parents[1]).rglob("*.py"):
        for said in re.findall(r"""\.change\(\s*((?:"[^"]+"(?: if [^"]+? else )?)+)""", file.read_text("utf-8")):
            yield from re.findall(r'"([^"]+)"', said.partition(" if ")[0] + said.rpartition(" else ")[2])


def test_no_command_that_writes_is_left_out() -> None:
    commands = {" ".join(words) for words, _command in leaves()}
    writing = {command for command in commands if access.class_of(command) == registry.WRITES}
    known = ways.WAYS.keys() | ways.NOT_HERE.keys()

    assert writing - known == set()
    assert known - commands == set(), "ways of what is no command"
    assert known - writing == set(ways.BESIDE), "it is said to change nothing, and there is a way"
    named = {" ".join(name.split()[:2]) if name not in known else name for name in changes()}
    assert len(named) > 80
    assert {name for name in named if name not in known and name.split()[0] not in known} - ways.NO_UNDO.keys() == set()
