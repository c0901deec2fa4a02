"""Golden files: what people read, kept as it should be. Their diff is the review.

`AMFLOW_GOLDEN=write` writes them anew.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"

# Read here because the tests' home takes every AMFLOW_ variable away before a test runs.
_WRITE = os.environ.get("AMFLOW_GOLDEN") == "write"


def assert_golden(name: str, text: str) -> None:
    """The text is exactly what the golden file of that name holds."""
    path = FOLDER / name
    if _WRITE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.exists(), f"{path} is missing: AMFLOW_GOLDEN=write makes it"
    assert text == path.read_text("utf-8")
