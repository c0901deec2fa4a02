"""Where somebody sits at the terminal, an ambiguous name is asked about."""

import os
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest


@pytest.mark.parametrize(("answer", "code"), [("c2", 0), ("", 4)])
def test_which_of_several_is_asked(run: Any, answer: str, code: int) -> None:
    run("customer", "add", "王伟", "--phone", "13800138000")
    run("customer", "add", "王玮", "--phone", "13900139000")

    child = pexpect.spawn(
        str(Path(sys.executable).parent / "amflow"), ["log-call", "wangwei", "x", "--no-next"], env=dict(os.environ),
        encoding="utf-8", timeout=30, dimensions=(24, 80),
    )  # fmt: skip
    child.expect("c2  王玮  139")
    child.expect("which one")
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == code
    last = run("show", "c2", "--json").json["item"]["last_touch_on"]
    assert (last is not None) == (code == 0)
