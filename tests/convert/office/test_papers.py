"""Documents of a deal: what is asked for, until when it is good, what was attached, what the customer still has to bring."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from days import customer, deal, items, rows, won


def _papers(run: Any, ref: str, *more: str) -> dict[str, dict[str, Any]]:
    return {paper["key"]: paper for paper in run("deal", "papers", ref, *more, "--json").json["items"]}


def test_the_list_says_what_the_procedure_asks_for_and_where_each_stands(run: Any, loan: str) -> None:
    run("deal", "doc", loan, "received", "Identity card", "income-proof")
    run("deal", "doc", loan, "rejected", "purpose-proof", "--why", "the order names somebody else")
    run("deal", "doc", loan, "waived", "credit-consent", "--why", "given last week")

    found = run("deal", "papers", loan, "--json").json

    assert (found["good"], found["asked"]) == (3, 6)
    assert {key: paper["state"] for key, paper in _papers(run, loan).items()} == {
        "id-card": "received", "income-proof": "received", "bank-statements": None, "credit-consent": "waived",
        "purpose-proof": "rejected", "loan-contract": None,
    }  # fmt: skip
    assert _papers(run, loan)["purpose-proof"]["why"] == "the order names somebody else"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("received", "passport"), "is not in the playbook"),
        (("received", "collateral"), "asks for no document"),
        (("rejected", "id-card"), "needs a reason"),
        (("waived", "id-card", "--why", "  "), "needs a reason"),
        (("lost", "id-card"), "is not possible"),
        (("received", "id-card", "--expires", "30 Feb"), ""),
        (("received", "id-card", "--dated", "2027-01-01"), "still to come"),
        (("received", "id-card", "income-proof", "--expires", "2030-01-01"), "belong to one document"),
        (("received", "id-card", "--file", "a", "--point", "b"), "cannot go together"),
    ],
)
def test_what_cannot_be_noted_is_refused(run: Any, loan: str, home: Path, words: tuple[str, ...], said: str) -> None:
    before = rows(home / "book.db")

    assert said in run("deal", "doc", loan, *words, code=2).stderr
    assert rows(home / "book.db") == before


def test_a_document_that_nobody_asks_for_can_be_noted_on_purpose(run: Any, loan: str) -> None:
    run("deal", "doc", loan, "received", "product-agreement", "--extra")

    assert _papers(run, loan)["product-agreement"]["stage"] is None


def test_how_long_a_paper_is_good_counts_from_its_own_date(run: Any, loan: str) -> None:
    run("deal", "doc", loan, "received", "income-proof", "--dated", "2026-10-31")
    run("deal", "doc", loan, "received", "credit-consent")
    run("deal", "doc", loan, "received", "id-card", "--expires", "2031-05-01")
    run("deal", "doc", loan, "verified", "income-proof", "id-card")

    papers = _papers(run, loan)

    assert papers["income-proof"]["expires_on"] == "2027-01-31"
    assert papers["credit-consent"]["expires_on"] == "2026-12-25"
    assert (papers["id-card"]["state"], papers["id-card"]["expires_on"]) == ("verified", "2031-05-01")
    refused = run("deal", "doc", loan, "received", "income-proof", "--dated", "2026-05-01", code=1).stderr
    assert "expired on" in refused
    assert _papers(run, loan)["income-proof"]["dated_on"] == "2026-10-31"


def test_a_proof_that_is_verified_again_is_good_for_as_long(run: Any, loan: str) -> None:
    def until(*words: str, code: int = 0, on: str = "2026-11-25") -> Any:
        run("deal", "doc", loan, *words, "--on", on, code=code)
        return _papers(run, loan)[words[1]]["expires_on"]

    assert until("received", "income-proof", "--dated", "2026-10-31") == "2027-01-31"
    assert until("verified", "income-proof", on="2026-12-20") == "2027-01-31"
    assert until("verified", "income-proof", on="2026-12-21") == "2027-01-31"
    # One that has expired is not good again because somebody looks at it.
    assert until("verified", "income-proof", code=1, on="2027-02-01") == "2027-01-31"
    assert until("received", "id-card", "--expires", "2031-05-01") == "2031-05-01"
    assert until("verified", "id-card", "--dated", "2021-05-01") == "2031-05-01"
    # What was sent back, or not asked for, is not good for ever once it comes.
    until("rejected", "income-proof", "--why", "of another firm")
    assert until("verified", "income-proof") == "2027-02-25"
    until("waived", "credit-consent", "--why", "given last week")
    assert until("verified", "credit-consent") == "2026-12-25"


@pytest.mark.parametrize("words", [("--expires", "today"), ("--expires", "2026-11-20", "--dated", "2026-11-20")])
def test_what_was_signed_today_does_not_expire_today(run: Any, loan: str, words: tuple[str, ...]) -> None:
    assert "is --dated" in run("deal", "doc", loan, "received", "credit-consent", *words, code=2).stderr
    run("deal", "doc", loan, "received", "credit-consent", "--dated", "today")

    assert _papers(run, loan)["credit-consent"]["expires_on"] == "2026-12-25"


def test_an_expired_paper_is_missing_again(run: Any, loan: str) -> None:
    run(
        "deal", "doc", loan, "verified", "id-card", "income-proof", "bank-statements", "purpose-proof", "credit-consent"
    )
    run("deal", "advance", loan, "--on", "2026-11-25")
    run("undo")

    told = run("deal", "advance", loan, "--on", "2026-12-26", code=1).stderr

    assert "missing: Consent to the credit report (expired)" in told
    assert told.count("missing:") == 1
    assert run("deal", "show", loan, "--on", "2026-12-26", "--json").json["item"]["papers"] == {"have": 4, "need": 5}


def test_what_is_about_to_expire_shows_in_preparation_and_can_be_settled(run: Any, loan: str) -> None:
    run("deal", "doc", loan, "verified", "credit-consent", "--dated", "2026-11-02")
    run("deal", "doc", loan, "verified", "id-card", "--expires", "2026-12-02")

    found = [item for item in items(run, "prep") if item["kind"] == "paper"]

    assert [item["title"] for item in found] == ["Consent to the credit report (d1), Identity card (d1)"]
    assert found[0]["due_on"] == "2026-12-02"
    run("skip", found[0]["ref"], "--why", "told her")
    assert not [item for item in items(run, "prep") if item["kind"] == "paper"]


def test_a_date_that_a_paper_bears_matters_after_the_deal_is_won_a_counted_one_does_not(run: Any, loan: str) -> None:
    run("deal", "doc", loan, "verified", "credit-consent", "--dated", "2026-11-02")
    run("deal", "doc", loan, "verified", "id-card", "--expires", "2026-12-05")
    won(run, loan)

    assert [item["title"] for item in items(run, "prep") if item["kind"] == "paper"] == ["Identity card (d1)"]


# Files


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    file = tmp_path / "scan of 李强\x1b[2J.PDF"
    file.write_bytes(b"%PDF-1.7 the card of somebody")
    return file


def test_a_file_is_copied_for_the_owner_alone(run: Any, loan: str, scan: Path, home: Path) -> None:
    run("deal", "doc", loan, "received", "id-card", "--file", str(scan))

    (file,) = _papers(run, loan)["id-card"]["files"]

    kept = Path(file["path"])
    assert kept.parent == home / "book.db.files"
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert kept.read_bytes() == scan.read_bytes()
    assert kept.name == hashlib.sha256(scan.read_bytes()).hexdigest()[:32] + ".pdf"
    assert (file["name"], file["bytes"], file["state"]) == ("scan of 李强[2J.PDF", 29, None)
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


def test_a_file_that_vanished_or_changed_is_said(run: Any, loan: str, scan: Path, tmp_path: Path, screen: Any) -> None:
    other = tmp_path / "other.txt"
    other.write_text("as it was")
    run("deal", "doc", loan, "received", "id-card", "--file", str(scan))
    run("deal", "doc", loan, "received", "income-proof", "--point", "other.txt")
    kept = Path(_papers(run, loan)["id-card"]["files"][0]["path"])

    kept.write_bytes(b"something else")
    other.unlink()

    papers = _papers(run, loan)
    assert (papers["id-card"]["files"][0]["state"], papers["income-proof"]["files"][0]["state"]) == (
        "changed",
        "vanished",
    )
    shown = screen("deal", "papers", loan)
    assert "vanished" in shown
    assert "changed since" in shown
    kept.unlink()
    kept.symlink_to(scan)
    assert _papers(run, loan)["id-card"]["files"][0]["state"] == "changed"


def test_undo_leaves_the_file_and_redo_finds_it_again(run: Any, loan: str, scan: Path, home: Path) -> None:
    run("deal", "doc", loan, "received", "id-card", "--file", str(scan))
    run("undo")
    assert _papers(run, loan)["id-card"]["files"] == []
    run("redo")
    assert _papers(run, loan)["id-card"]["files"][0]["state"] is None
    run("deal", "doc", loan, "received", "income-proof", "--file", str(scan))
    assert len(list((home / "book.db.files").iterdir())) == 1


@pytest.mark.parametrize("what", ["link", "folder", "nothing", "pipe", "large"])
def test_what_is_no_plain_file_is_refused_and_nothing_is_written(
    run: Any, loan: str, scan: Path, tmp_path: Path, home: Path, what: str
) -> None:
    file = tmp_path / what
    if what == "link":
        file.symlink_to(scan)
    elif what == "folder":
        file.mkdir()
    elif what == "pipe":
        os.mkfifo(file)
    elif what == "large":
        with file.open("wb") as out:
            out.truncate((20 << 20) + 1)
    before = rows(home / "book.db")

    result = run("deal", "doc", loan, "received", "id-card", "--file", str(file), code=5 if what == "nothing" else 1)

    assert result.stderr.startswith("error: ")
    assert rows(home / "book.db") == before
    assert [path for path in (home / "book.db.files").glob("*") if path.is_file()] == []


def test_a_folder_that_is_a_link_is_not_written_through(
    run: Any, loan: str, scan: Path, home: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (home / "book.db.files").symlink_to(elsewhere)

    assert "is a link" in run("deal", "doc", loan, "received", "id-card", "--file", str(scan), code=1).stderr
    assert list(elsewhere.iterdir()) == []


def test_the_limit_is_a_setting(run: Any, loan: str, scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan.write_bytes(b"x" * (1 << 20) + b"y")
    monkeypatch.setenv("AMFLOW_ATTACHMENT_MB", "1")

    assert "larger than 1 MB" in run("deal", "doc", loan, "received", "id-card", "--file", str(scan), code=1).stderr


def test_a_backup_takes_the_files_along_and_erasing_takes_them_away(
    run: Any, loan: str, scan: Path, home: Path, tmp_path: Path
) -> None:
    run("deal", "doc", loan, "received", "id-card", "--file", str(scan))
    run("deal", "doc", loan, "rejected", "income-proof", "--why", "李强 brought an old one")
    run("undo")
    run("book", "backup", "copy.db")
    assert [path.read_bytes() for path in (tmp_path / "copy.db.files").iterdir()] == [scan.read_bytes()]

    run("customer", "erase", "李强", "--yes")

    assert list((home / "book.db.files").iterdir()) == []
    for path in home.glob("book.db*"):
        if path.is_file():
            for secret in ("李强", "an old one", "scan of"):
                assert secret.encode() not in path.read_bytes(), (path.name, secret)


# What is still to bring


@pytest.mark.parametrize("form", ["txt", "md", "html"])
def test_what_is_still_to_bring_is_a_page_in_the_customers_language(
    run: Any, loan: str, tmp_path: Path, form: str
) -> None:
    run("customer", "edit", "李强", "--language", "zh", "--name", "李<强>*")
    run("deal", "edit", loan, "--title", "装修贷款 & 家具")
    run("deal", "doc", loan, "verified", "id-card")
    run("deal", "doc", loan, "rejected", "income-proof", "--why", "looks forged")

    run("deal", "papers", loan, "--to-bring", "-o", f"list.{form}")

    page = (tmp_path / f"list.{form}").read_text("utf-8")
    assert "收入证明" in page
    assert "身份证" not in page
    assert "forged" not in page
    assert "银行流水" in page
    assert ("<强>" in page) == (form == "txt")
    assert (tmp_path / f"list.{form}").stat().st_mode & 0o777 == 0o600
    assert run("deal", "papers", loan).stdout.startswith("id-card\tIdentity card")


def test_nothing_to_bring_is_said_with_thanks(run: Any, loan: str) -> None:
    run(
        "deal", "doc", loan, "verified", "id-card", "income-proof", "bank-statements", "credit-consent", "purpose-proof"
    )

    assert "all papers are there" in run("deal", "papers", loan, "--to-bring").stdout
    assert run("deal", "papers", loan, "--to-bring", "--json").json["items"] == []


def test_a_person_is_not_asked_for_papers_of_organisations(run: Any) -> None:
    run("playbook", "use", "corporate-bank")
    run("customer", "add", "东方机械", "--organisation")
    ref = deal(run, "东方机械", "--pipeline", "loan")

    keys = [item["key"] for item in run("deal", "papers", ref, "--to-bring", "--json").json["items"]]

    assert "financial-statements" in keys
    assert json.dumps(keys).count("business-licence") == 1


def test_a_deal_of_another_playbook_still_lists_what_was_noted(run: Any, loan: str) -> None:
    run("deal", "doc", loan, "received", "id-card")
    run("playbook", "use", "wholesale")

    assert _papers(run, loan) == {"id-card": _papers(run, loan)["id-card"]}
    customer(run, "somebody")


@pytest.mark.parametrize("said", ["to come", "待补"])
def test_a_document_may_be_said_to_be_still_to_come(run: Any, loan: str, said: str) -> None:
    run("deal", "doc", loan, "received", "income-proof")

    run("deal", "doc", loan, said, "income-proof")
    assert _papers(run, loan)["income-proof"]["state"] is None
    run("undo")
    assert _papers(run, loan)["income-proof"]["state"] == "received"


def test_what_is_proposed_names_documents_and_departments_by_their_titles(
    run: Any, loan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    told = run("deal", "win", loan, code=1).stderr

    assert "received 身份证" in told
    assert "id-card" not in told
    run("deal", "doc", loan, "received", "身份证")


def test_what_was_signed_today_is_not_about_to_expire(run: Any, loan: str, screen: Any) -> None:
    run("deal", "doc", loan, "verified", "credit-consent")
    run("deal", "doc", loan, "received", "id-card", "--expires", "2026-12-20")

    def told(day: str) -> int:
        marked = screen("deal", "papers", loan, "--on", day).count("expires soon")
        items = run("prep", "--json", "--on", day).json["items"]
        assert len([one for one in items if one["kind"] == "paper"]) == marked, "the day says what the deal says"
        return int(marked)

    assert told("2026-11-25") == 1, "a date that stands on it is near; a month counted from today is not"
    assert told("2026-12-17") == 1
    assert told("2026-12-18") == 2, "the last quarter of its month"


def test_documents_may_stand_in_front_of_what_became_of_them(run: Any, loan: str) -> None:
    run("deal", "doc", loan, "Identity card", "income-proof", "received")

    states = {key: paper["state"] for key, paper in _papers(run, loan).items()}
    assert (states["id-card"], states["income-proof"]) == ("received", "received")
