"""What tests of the book share."""

import shutil
from pathlib import Path

import pytest
from tests import ways
from tests.conftest import Run


@pytest.fixture
def full(run: Run, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with something of everything."""
    made = tmp_path_factory.getbasetemp() / "prepared.db"
    if not made.exists():
        ways.prepared(run, made)
    return Path(shutil.copy(made, home / "book.db"))
