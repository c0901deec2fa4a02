"""Whom to call first: learnt by counting from one's own talks, said in a sentence, and nothing where too few speak."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow.outreach import points
from amflow.outreach.points import LEAST, Learnt
from days import items

BEGUN = date(2026, 10, 1)


def _people(run: Any, home: Path, lines: list[str], head: str = "name,source,status,added") -> None:
    (home / "people.csv").write_text("\n".join([head, *lines]), encoding="utf-8")
    run("import", str(home / "people.csv"), "--as", "customer", "--on", "2026-09-01")


def _talks(run: Any, home: Path, lines: list[tuple[str, date, str]], on: str = "2026-11-25") -> None:
    said = [f"{who},call,{day},{outcome}" for who, day, outcome in lines]
    (home / "talks.csv").write_text("\n".join(["customer,kind,date,outcome", *said]), encoding="utf-8")
    run("import", str(home / "talks.csv"), "--as", "touch", "--on", on)


def _history(run: Any, home: Path, number: int, good: str = "referral", begun: date = BEGUN) -> None:
    """So many talks, one with each customer: two of three with those of a good source brought something, of the others a few."""
    people, talks = [], []
    for at in range(number):
        source = "referral" if at % 2 else "walk-in"
        people.append(f"客户{at},{source},customer,2026-08-01")
        yes = at % 3 if source == good else at % 10 == at % 2
        talks.append((f"客户{at}", begun + timedelta(days=at % 40), "agreed" if yes else "not-interested"))
    _people(run, home, people)
    _talks(run, home, talks)


def _leads(run: Any) -> None:
    for name, source in (("walked", "walk-in"), ("referred", "referral")):
        run("lead", "add", name, "--source", source, "--on", "2026-11-20", "--anyway")


def _names(run: Any, *words: str) -> list[str]:
    return [one["name"] for one in run("lead", "list", *words, "--json").json["items"]]


def test_leads_stand_as_the_own_talks_teach_with_the_reason(run: Any, home: Path, screen: Any) -> None:
    _history(run, home, 240)
    _leads(run)

    assert _names(run) == ["walked", "referred"], "the list is of what was found: the oldest first"
    best = run("lead", "list", "--best", "--json").json["items"]
    assert [one["name"] for one in best] == ["referred", "walked"]
    assert best[0]["times"] > 1 > best[1]["times"]
    assert best[0]["why"] == "Referred by a customer: 80 of 120 said yes, of all 104 of 240"
    assert [one["customer"]["name"] for one in items(run, "prospect")] == ["referred", "walked"]
    assert best[0]["why"] in items(run, "prospect")[0]["why"]
    assert "×" in screen("lead", "list", "--best")


def test_below_two_hundred_outcomes_it_says_so_and_the_order_stands(run: Any, home: Path) -> None:
    _history(run, home, LEAST - 1)
    _leads(run)

    said = run("lead", "list", "--best")
    assert _names(run, "--best") == ["walked", "referred"]
    assert all(one["times"] is None for one in run("lead", "list", "--best", "--json").json["items"])
    assert [one["customer"]["name"] for one in items(run, "prospect")] == ["walked", "referred"]
    assert "too few to learn" not in said.stdout, "tabs are data"


def test_the_terminal_says_how_many_there_are_to_learn_from(run: Any, home: Path, screen: Any) -> None:
    _history(run, home, 150)
    _leads(run)

    assert "too few to learn: 150 of 200 outcomes; the playbook's order stands" in " ".join(
        screen("lead", "list", "--best").split()
    )


def test_nothing_is_learnt_from_what_was_not_known_yet(run: Any, home: Path) -> None:
    _history(run, home, 240)
    _leads(run)
    before = run("lead", "list", "--best", "--on", "2026-11-22", "--json").json["items"]
    # From then on it is the other way round, more often than before.
    _people(run, home, [f"later{at},{'referral' if at % 2 else 'walk-in'},customer,2026-08-01" for at in range(600)])
    late = [(f"later{at}", date(2026, 11, 23), "not-interested" if at % 2 else "agreed") for at in range(600)]
    _talks(run, home, late, on="2026-12-01")

    assert run("lead", "list", "--best", "--on", "2026-11-22", "--json").json["items"] == before
    assert _names(run, "--best", "--on", "2026-12-01") == ["walked", "referred"]


def test_what_is_kept_of_the_week_is_what_is_counted(run: Any, home: Path, desk_of: Any) -> None:
    _history(run, home, 240)
    desk = desk_of()

    counted = points.learnt(desk, fresh=True)
    kept = points.learnt(desk_of())
    assert counted.enough and kept == counted
    # Talks of weeks that it was learnt from, written only now, count at once.
    _people(run, home, ["new,walk-in,customer,2026-08-01"])
    _talks(run, home, [("new", date(2026, 10, 5), "agreed")])
    assert points.learnt(desk_of()) == points.learnt(desk_of(), fresh=True) != counted


def test_what_is_kept_goes_with_whoever_is_erased_and_when_the_book_is_encrypted(
    run: Any, home: Path, desk_of: Any
) -> None:
    _history(run, home, 240)
    for line in (
        ("customer", "erase", "c3", "--yes"),
        ("book", "encrypt", "--passphrase-file", "pass.txt"),
    ):
        desk = desk_of()
        points.learnt(desk)
        desk.book.close()
        assert list((home / "cache" / "amflow").glob("learnt-*"))
        Path("pass.txt").write_text("correct horse battery\n", "utf-8")
        run(*line)
        assert not list((home / "cache" / "amflow").glob("learnt-*")), line


def test_a_campaigns_list_is_called_in_that_order_each_person_once(run: Any, home: Path) -> None:
    _history(run, home, 240)
    _people(
        run,
        home,
        [
            f"{name},{source},customer,2026-09-01"
            for name, source in (("甲", "walk-in"), ("乙", "referral"), ("丙", ""))
        ],
    )
    for title in ("Evening", "Morning"):
        run("campaign", "add", title)
    run("campaign", "invite", "g1", "甲", "乙", "丙")
    run("campaign", "invite", "g2", "乙")
    run("customer", "edit", "丙", "--no-contact")

    found = run("campaign", "list", "--best", "--json").json
    assert [(one["name"], one["campaign_ref"]) for one in found["items"]] == [("乙", "g1"), ("甲", "g1")]
    assert (found["learnt"], found["outcomes"], found["outcomes_good"]) == (True, 240, 104)
    assert [one["name"] for one in run("campaign", "list", "g2", "--best", "--json").json["items"]] == ["乙"]
    listed = [one["customer"]["name"] for one in items(run, "outreach") if one["kind"] == "campaign"]
    assert listed == [name for name in ("乙", "甲") if name in listed]
    run("campaign", "list", "g2", code=2)


def test_what_was_answered_to_a_campaign_counts_like_a_talk(run: Any, home: Path, desk_of: Any) -> None:
    _people(
        run,
        home,
        ["甲,referral,customer,2026-08-01", "乙,walk-in,customer,2026-08-01", "丙,walk-in,customer,2026-08-01"],
    )
    run("campaign", "add", "Evening", "--on", "2026-11-02")
    run("campaign", "mark", "g1", "甲", "bought", "--on", "2026-11-03")
    run("campaign", "mark", "g1", "乙", "declined", "--on", "2026-11-03")
    run("campaign", "mark", "g1", "丙", "invited", "--on", "2026-11-03")

    found = points.learnt(desk_of(), fresh=True)
    assert (found.yes, found.asked) == (1, 2)
    assert found.cells[("source", "referral")] == (1, 1)


def test_a_talk_of_care_says_nothing_of_success(run: Any, home: Path, desk_of: Any) -> None:
    _people(run, home, ["甲,referral,customer,2026-08-01"])
    _talks(run, home, [("甲", date(2026, 11, 3), "satisfied"), ("甲", date(2026, 11, 4), "no-answer")])

    found = points.learnt(desk_of(), fresh=True)
    assert (found.yes, found.asked) == (0, 1)
    assert found.cells[("before", "talked")] == (0, 1), "before that call one had talked to them"


def test_what_a_person_is_counts_only_where_it_was_turned_on(
    run: Any, home: Path, desk_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _people(run, home, ["甲,referral,customer,2026-08-01,1980-05-05"], head="name,source,status,added,birthday")
    _talks(run, home, [("甲", date(2026, 11, 3), "agreed")])

    assert {field for field, _value in points.learnt(desk_of(), fresh=True).cells} <= {
        "source", "tier", "channel", "before", "tries",
    }  # fmt: skip
    monkeypatch.setenv("AMFLOW_LEARN_ALSO", "age")
    assert points.learnt(desk_of(), fresh=True).cells[("age", "40+")] == (1, 1)


COUNTS = st.tuples(st.integers(0, 300), st.integers(0, 300)).map(lambda two: (min(two), max(two)))


@given(COUNTS, st.integers(1, 999))
def test_an_answer_weighs_for_what_is_above_all_and_little_where_few_speak(cell: tuple[int, int], yes: int) -> None:
    learnt = Learnt(yes, 1000, {("source", "fair"): cell})
    weight = learnt.weigh("source", "fair")
    share = yes / 1000

    assert learnt.weigh("source", "web") == pytest.approx(0)
    above = cell[0] - cell[1] * share
    assert weight == pytest.approx(0, abs=1e-9) if abs(above) < 1e-9 else (weight > 0) == (above > 0)
    more = Learnt(yes, 1000, {("source", "fair"): (cell[0] * 10, cell[1] * 10)})
    assert abs(more.weigh("source", "fair")) >= abs(weight) - 1e-9
