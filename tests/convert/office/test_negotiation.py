"""The negotiation: positions, concessions with their day, what was agreed; and a bottom line that nothing else ever shows."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from days import deal, rows

SECRET = "not-below-881234"


@pytest.fixture
def contract(run: Any) -> str:
    run("playbook", "use", "enterprise")
    run("customer", "add", "东方机械", "--organisation", "--on", "2026-11-02")
    ref = deal(
        run,
        "东方机械",
        "--pipeline",
        "contract",
        "--stage",
        "negotiation",
        "--amount",
        "100万",
        "--why",
        "taken over",
        on="2026-11-02",
    )
    run(
        "deal",
        "terms",
        ref,
        "price",
        "--ours",
        "1,000,000",
        "--theirs",
        "800,000",
        "--bottom",
        SECRET,
        "--on",
        "2026-11-20",
    )
    run("deal", "terms", ref, "payment", "--ours", "30 days", "--on", "2026-11-20")
    return ref


def _terms(run: Any, ref: str) -> dict[str, Any]:
    return run("deal", "terms", ref, "--json").json["item"]


def test_a_side_that_moves_has_made_a_concession_with_its_day(run: Any, contract: str) -> None:
    run("deal", "terms", contract, "Price", "--ours", "950,000", "--gave", "for a yearly order", "--on", "2026-11-23")
    run("deal", "terms", contract, "price", "--theirs", "850,000", "--on", "2026-11-24")
    run("deal", "terms", contract, "payment", "--got", "a bank guarantee")

    found = _terms(run, contract)

    assert [(one["on"], one["topic"], one["side"], one["words"]) for one in found["concessions"]] == [
        ("2026-11-23", "price", "ours", "for a yearly order (1,000,000 → 950,000)"),
        ("2026-11-24", "price", "theirs", "800,000 → 850,000"),
        ("2026-11-25", "payment", "theirs", "a bank guarantee"),
    ]
    assert found["terms"][0] == {
        "topic": "price", "ours": "950,000", "theirs": "850,000", "bottom": SECRET, "agreed": None, "why": None,
    }  # fmt: skip


def test_the_stage_is_left_when_all_is_agreed(run: Any, contract: str) -> None:
    run("deal", "doc", contract, "verified", "requirements", "solution", "quotation", "terms-reviewed")
    assert "missing: agreement on price, payment" in run("deal", "advance", contract, code=1).stderr

    run("deal", "terms", contract, "price", "--agreed", "900,000")
    run("deal", "terms", contract, "payment", "--remove")

    assert run("deal", "advance", contract, "--json").json["item"]["stage"] == "review"
    assert [term["topic"] for term in _terms(run, contract)["terms"]] == ["price"]


@pytest.mark.parametrize(
    ("point", "ours", "bottom", "kept", "beyond"),
    [
        ("price", "100万", "88万", "88万", "87.9万"),
        ("价格", "1,000,000", "¥880,000", "92万", "800,000"),
        ("warranty", "12 months", "24 months", "24 months", "25 months"),
        ("rate", "3.9 %", "3.2 %", "3.25 %", "3.1 %"),
    ],
)
def test_the_bottom_line_is_not_crossed_without_a_reason(
    run: Any, contract: str, home: Path, point: str, ours: str, bottom: str, kept: str, beyond: str
) -> None:
    run("deal", "terms", contract, "price", "--remove", "--why", "another scope")
    run("deal", "terms", contract, point, "--ours", ours, "--bottom", bottom)
    before = rows(home / "book.db")

    refused = run("deal", "terms", contract, point, "--agreed", beyond, code=1)

    assert "is beyond the bottom line" in refused.stderr
    assert bottom not in refused.stderr
    assert rows(home / "book.db") == before
    assert "is not crossed" in run("deal", "terms", contract, point, "--agreed", kept, "--why", "x", code=2).stderr
    run("deal", "terms", contract, point, "--agreed", kept)
    run("deal", "terms", contract, point, "--agreed", beyond, "--why", "they buy the second phase too")
    term = next(one for one in _terms(run, contract)["terms"] if one["topic"] == point)
    assert (term["agreed"], term["why"]) == (beyond, "they buy the second phase too")


def test_the_bottom_line_is_neither_taken_away_nor_moved_without_a_reason(
    run: Any, contract: str, screen: Any, home: Path
) -> None:
    """It is kept with the reason, and holds when the point is taken up again: else it would be crossed in two steps."""
    run("deal", "terms", contract, "rate", "--ours", "3.9 %", "--bottom", "3.2 %")
    before = rows(home / "book.db")
    for words in (("--remove",), ("--bottom", "3.0 %")):
        assert "bottom line" in run("deal", "terms", contract, "rate", *words, code=None).stderr
        assert rows(home / "book.db") == before
    run("deal", "terms", contract, "rate", "--bottom", "3.3 %")
    run("undo")

    run("deal", "terms", contract, "rate", "--remove", "--why", "a fixed fee instead")

    found = _terms(run, contract)
    assert [one["topic"] for one in found["terms"]] == ["price", "payment"]
    assert [(one["topic"], one["bottom"], one["why"]) for one in found["removed"]] == [
        ("rate", "3.2 %", "a fixed fee instead")
    ]
    assert "a fixed fee instead" in screen("deal", "terms", contract)
    assert "is not negotiated" in run("deal", "terms", contract, "rate", "--remove", "--why", "x", code=1).stderr
    refused = run("deal", "terms", contract, "rate", "--agreed", "3.0 %", code=1).stderr
    assert "is beyond the bottom line" in refused
    run("deal", "terms", contract, "rate", "--bottom", "3.0 %", "--why", "a large volume")
    run("deal", "terms", contract, "rate", "--agreed", "3.0 %")


def test_what_cannot_be_compared_is_not_held_to_the_bottom_line(run: Any, contract: str) -> None:
    run("deal", "terms", contract, "payment", "--bottom", "60 days", "--agreed", "half now, half in June")
    run("deal", "terms", contract, "price", "--agreed", "1")


def test_the_price_agreed_is_the_amount_of_the_deal_from_then_on(run: Any, contract: str) -> None:
    assert "is not an amount" in run("deal", "terms", contract, "price", "--agreed", "less", code=2).stderr
    run("deal", "terms", contract, "total price", "--agreed", "92万")

    def amount() -> float:
        return run("deal", "show", contract, "--json").json["item"]["amount"]["amount"]

    assert amount() == 920_000
    for words in (("edit",), ("win", "--force", "--why", "so")):
        refused = run("deal", words[0], contract, "--amount", "80万", *words[1:], code=1).stderr
        assert "the price agreed is ¥920,000" in refused
    run("undo")
    assert amount() == 1_000_000
    run("deal", "terms", contract, "price", "--agreed", "95万")
    run("deal", "win", contract, "--force", "--why", "so")
    assert amount() == 950_000


def test_a_point_needs_something_to_be_said_of_it(run: Any, contract: str) -> None:
    assert "nothing was said" in run("deal", "terms", contract, "delivery", code=2).stderr
    assert "is not negotiated" in run("deal", "terms", contract, "colour", "--remove", code=1).stderr
    assert "the point is empty" in run("deal", "terms", contract, "--ours", "5", code=2).stderr


def test_the_bottom_line_is_in_nothing_that_leaves_or_is_listed(
    run: Any, contract: str, tmp_path: Path, screen: Any
) -> None:
    run("deal", "terms", contract, "price", "--bottom", f"{SECRET}-now")
    run("deal", "terms", contract, "rate", "--ours", "5 %", "--bottom", "4 %", "--agreed", "3 %", "--why", SECRET)
    run("task", "add", "call them", "--for", "东方机械", "--due", "fri 10:00")
    said = []
    for words in (
        ("today", "--full"), ("convert",), ("plan",), ("prep",), ("deal", "list"), ("deal", "show", contract),
        ("show", contract), ("show", "东方机械"), ("deal", "board"), ("deal", "papers", contract), ("find", SECRET),
        ("deal", "papers", contract, "--to-bring"), ("waiting",), ("history",), ("summary", "--week"), ("undo",), ("redo",),
        ("export", "--for", "东方机械"), ("summary", "--day", "--format", "md"), ("export", "--what", "deals"),
    ):  # fmt: skip
        result = run(*words, code=None)
        said += [result.stdout, result.stderr]
        if words[0] not in ("export", "undo", "redo") and "--format" not in words and "--to-bring" not in words:
            said += [run(*words, "--json", code=None).stdout, screen(*words)]
    files = ("whole.json", "all.xlsx", "cal.ics", "week.html")
    run("export", "whole.json")
    run("export", "all.xlsx")
    run("export", "cal.ics")
    run("export", "tables", "--format", "csv")
    run("summary", "--week", "-o", "week.html")
    for path in (*(tmp_path / name for name in files), *(tmp_path / "tables").iterdir()):
        text = path.read_bytes().decode("utf-8", "replace")
        if path.suffix == ".xlsx":
            import zipfile

            with zipfile.ZipFile(path) as book:
                text = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
        said.append(text)

    # What `find` was asked for it says again; nothing else knows it.
    assert [text for text in said if SECRET in text.replace(f"“{SECRET}”", "").replace(f'"{SECRET}"', "")] == []
    assert SECRET in run("deal", "terms", contract).stdout


def test_a_whole_book_without_its_bottom_lines_is_a_whole_book(run: Any, contract: str, tmp_path: Path) -> None:
    told = run("export", "whole.json").stdout
    assert "1 bottom line is not in it" in told

    run("import", "whole.json", "--book", "new.db")

    assert [
        term["bottom"] for term in run("deal", "terms", contract, "--book", "new.db", "--json").json["item"]["terms"]
    ] == [None, None]
    run("undo", "2", "--book", "new.db")
    run("book", "check", "--book", "new.db")
    with sqlite3.connect(tmp_path / "new.db") as connection:
        assert connection.execute("SELECT count(*) FROM deal_term").fetchone() == (0,)


def test_erasing_takes_the_negotiation_out_of_every_byte(run: Any, contract: str, home: Path) -> None:
    run("deal", "terms", contract, "price", "--bottom", "another-secret")
    run("undo")

    run("customer", "erase", "东方机械", "--yes")

    # The day's copy beside the book is named by the erasure: it is the person's to throw away.
    for path in (file for file in home.glob("book.db*") if file.is_file()):
        data = path.read_bytes()
        for secret in (SECRET, "another-secret", "1,000,000", "30 days"):
            assert secret.encode() not in data, (path.name, secret)
