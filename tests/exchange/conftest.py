"""Files to bring in, and the whole book to compare."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ACCOUNTS_MAP = """
source = "crm"
key = "id"

[set]
kind = "organisation"

[fields]
name = "account"
phone = "tel"

[fields.organisation]
column = "parent"
unknown = "leave out"

[profile.industry]
column = "sector"
values = { technolgy = "technology" }
"""

DEALS_MAP = """
as = "deal"
source = "crm"
key = "id"
date = "month/day/year"

[set]
pipeline = "sale"

[fields]
customer = "account"
opened_on = "begun"
closed_on = "ended"
amount = "worth"

[fields.product]
column = "product"
values = { GTXPro = "GTX Pro" }
unknown = "create"

[fields.state]
column = "stage"
values = { Won = "won", Lost = "lost", Engaging = "open", Prospecting = "open" }

[fields.stage]
column = "stage"
values = { Won = "engaging", Lost = "engaging" }
"""

DEALS = """id,product,account,stage,begun,ended,worth
1,GTXPro,Acme,Won,10/20/2016,3/1/2017,1054
2,GTXPro,Acme,Lost,10/21/2016,3/2/2017,0
3,MG,,Engaging,10/22/2016,,
4,MG,Acme,Prospecting,,,
"""

Tables = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, str | bytes], str]:
    """Write a file and give its name."""

    def written(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return written


@pytest.fixture
def tables(book: Any) -> Callable[[], Tables]:
    """Every row of every table, but for the journal of what was done."""
    names = ("customer", "product", "deal", "deal_stage", "touch", "task", "note", "about")

    def read() -> Tables:
        return {name: [tuple(row) for row in book.all(f"SELECT * FROM {name} ORDER BY id")] for name in names}

    return read


@pytest.fixture
def figures(run: Any) -> Callable[..., dict[str, int]]:
    """Import, and give the counts that are not zero."""

    def imported(*words: str, code: int = 0, stdin: str = "") -> dict[str, int]:
        result = run("import", *words, "--json", code=code, stdin=stdin)
        return {name: one["value"] for name, one in result.json["figures"].items() if one["value"]}

    return imported
