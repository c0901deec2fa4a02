"""The tool that runs a folder of cases: which of them pass by what their expectation counts."""

from pathlib import Path

import pytest
from tools import measure_import

TWO_IMPORTS = (
    "x.csv: a note\nadded\t2\nupdated\t0\nunchanged\t0\nrefused\t0\nadded\t0\nupdated\t1\nunchanged\t1\nrefused\t3\n"
)


@pytest.mark.parametrize(
    ("expected", "unmet"),
    [
        ("Two firms: 2 added.", []),
        ("Known again: 0 added, 2 updated", []),
        ("1 added, 3 refused", ["1 added"]),
        ("Nothing is counted here. Today 7 refused.", []),
    ],
)
def test_the_counts_of_an_expectation_are_looked_for(expected: str, unmet: list[str]) -> None:
    assert measure_import.unmet(expected, TWO_IMPORTS) == unmet


def test_a_folder_of_cases_is_run_with_this_checkout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, said in (("good", "1 added"), ("bad", "5 added"), ("words", "something is said")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "cmd.sh").write_text(
            'printf "name\\n林晨\\n" | "$AMFLOW" --book b.db import - --as customer\n'
        )
        (tmp_path / name / "expected.txt").write_text(said)

    failed = measure_import.run_cases(tmp_path, measure_import.program(tmp_path))

    told = capsys.readouterr().out
    assert failed == 1
    assert "passed      good\n" in told
    assert "failed      bad  (wanted: 5 added)\n" in told
    assert "to look at  words\n    expected | something is said\n" in told
    assert told.endswith("1 passed, 1 failed, 1 to look at\n")
