"""What stands in for modules while Typer is loaded is gone afterwards, and what Typer has kept of it does its work."""

import subprocess
import sys
from types import ModuleType

from amflow import lean

KEPT = """
import sys
from types import ModuleType
from amflow import lean
lean.load()
print([name for name in lean.LATER if name in sys.modules])
import typer.core, typer.main, inspect, pathlib
print(typer.core.get_close_matches("tody", ["today", "plan"]))
print(typer.main.subprocess.run(["true"]).returncode)
print(pathlib.Path("/a b").as_uri())
print(inspect.getsource(lean.load).startswith("def load"), inspect.getsource(typer.main.Typer).startswith("class Typer"))
print(typer.main.get_completion_inspect_parameters()[0].name, typer.main.shutil.get_terminal_size().columns > 0)
import subprocess, threading, uuid
print({type(one) for one in (subprocess, threading, uuid)} == {ModuleType})
try:
    typer.main.subprocess.nothing
except AttributeError as error:
    print("no nothing")
"""


def test_what_typer_has_kept_does_its_work() -> None:
    said = subprocess.run([sys.executable, "-c", KEPT], capture_output=True, text=True, check=True).stdout

    assert said.splitlines() == [
        "[]",
        "['today']",
        "0",
        "file:///a%20b",
        "True True",
        "install_completion True",
        "True",
        "no nothing",
    ]


def test_what_is_loaded_by_now_stays() -> None:
    import traceback
    import uuid

    lean.load()

    assert sys.modules["uuid"] is uuid and sys.modules["traceback"] is traceback
    assert not any(
        type(one) is not ModuleType and type(one).__module__ == lean.__name__ for one in sys.modules.values()
    )
