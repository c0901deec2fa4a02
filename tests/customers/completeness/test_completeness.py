"""The health of the customer files: how complete they are, what to ask next, what is out of date or cannot be right."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amflow.book import derived_columns
from amflow.book.change import dated
from amflow.book.quantities import Rate


@pytest.fixture
def bank(run, monkeypatch):
    """A retail bank's book."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    return run


def health(run, *words):
    return run("customer", "health", "--json", *words).json


def test_an_empty_book_has_no_files(bank, screen):
    assert "no customer's file" in screen("customer", "health")


def test_the_rate_is_by_weight_by_tier_and_by_group(bank):
    bank("customer", "add", "张敏", "--tier", "gold", "--phone", "13800138000")
    bank("customer", "add", "王伟", "--tier", "silver")

    found = health(bank)

    tiers = {rate["key"]: (rate["files"], round(100 * rate["share"])) for rate in found["tiers"]}
    assert tiers["gold"][1] > tiers["silver"][1] == 0
    assert list(tiers) == ["gold", "silver"]
    assert found["figures"]["files"]["value"] == 2
    groups = {rate["key"]: round(100 * rate["share"]) for rate in found["groups"]}
    assert {"personal", "family", "financial", "employer"} <= groups.keys()
    assert groups["family"] == 0


def test_the_page_says_how_the_rate_gets_into_the_reports(run, screen):
    """Where no tier is named whose rate counts itself."""
    run("customer", "add", "张敏", "--phone", "13800138000")
    page = screen("customer", "health")
    words = page.partition("into the reports: amflow ")[2].split()

    assert "into the reports" not in screen("customer", "health", "--today")
    run(*words[:4])
    (line,) = (line for line in screen("summary", "--month").splitlines() if "Completeness of" in line)
    assert words[3] in line.split()


def test_it_agrees_with_the_page_of_each_customer(bank):
    bank("customer", "add", "张敏", "--phone", "13800138000", "--birthday", "1985-10-15", "--field", "hobbies=tea")

    one = health(bank)["items"][0]

    assert abs(one["share"] - bank("show", "c1", "--json").json["item"]["complete_share"]) <= 0.01


def test_the_emptiest_comes_first_with_the_weightiest_question(bank):
    bank("customer", "add", "张敏", "--field", "risk-tolerance=C3", "--phone", "13800138000")
    bank("customer", "add", "王伟")

    items = health(bank)["items"]

    assert [item["name"] for item in items] == ["王伟", "张敏"]
    assert items[0]["ask_key"] == "risk-tolerance"
    assert items[1]["ask_key"] != "risk-tolerance"


def test_an_answer_keeps_the_day_it_was_written_and_grows_old(bank):
    bank("customer", "add", "张敏", "--field", "risk-tolerance=C3", "--field", "hobbies=tea", "--phone", "13800138000")

    assert health(bank, "--on", "2027-11-20")["stale"] == []
    old = health(bank, "--on", "2027-11-30")["stale"]
    assert [(one["ref"], one["key"], one["on"]) for one in old] == [("c1", "risk-tolerance", "2026-11-25")]


def test_a_new_answer_is_young_again_and_the_others_keep_their_day(bank, book, monkeypatch):
    bank("customer", "add", "张敏", "--field", "risk-tolerance=C3", "--field", "hobbies=tea")
    monkeypatch.setenv("AMFLOW_NOW", "2027-11-30T09:00")
    bank("customer", "edit", "c1", "--field", "risk-tolerance=C4")

    assert health(bank)["stale"] == []
    assert book.get("customer", 1)["profile_on"] == '{"hobbies": "2026-11-25", "risk-tolerance": "2027-11-30"}'
    bank("undo")
    assert [one["key"] for one in health(bank)["stale"]] == ["risk-tolerance"]


@settings(max_examples=50, deadline=None)
@given(
    was=st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["1", "2"])),
    now=st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["1", "2"])),
)
def test_a_field_keeps_its_day_exactly_while_it_says_the_same(was, now):
    from json import dumps, loads

    days = dict.fromkeys(was, "2020-01-01")
    kept = dated({"profile": dumps(now)}, dumps(was), dumps(days), "2026-11-25")
    written = loads(kept["profile_on"]) if "profile_on" in kept else days

    assert written == {key: "2020-01-01" if was.get(key) == value else "2026-11-25" for key, value in now.items()}


def doubts(run, *words):
    return {(one["name"], one["what"]) for one in health(run, *words)["doubts"]}


def test_what_cannot_be_right_is_told_with_what_would_mend_it(bank, book):
    bank("customer", "add", "张敏", "--phone", "12345")
    bank("customer", "add", "王伟")
    bank("customer", "add", "东方机械", "--organisation")
    bank("customer", "add", "李强", "--email", "li@example.com", "--org", "东方机械", "--birthday", "1905-01-01")
    bank("customer", "add", "孙丽", "--email", "sun@example.com", "--field", "marital=single")
    bank("customer", "add", "周明", "--email", "zhou@example.com")
    bank("customer", "link", "孙丽", "周明", "spouse")
    bank("lead", "add", "赵磊")
    with book.change("test") as change:
        change.update("customer", 6, tier="platinum")
        change.insert(
            "deal", title="x", customer_id=7, pipeline="deposit", stage="won", state="won", stage_on="2026-11-01",
            closed_on="2026-11-01", quiet_since="2026-11-01",
        )  # fmt: skip
        derived_columns.after_touch_or_deal(book, change, 7)

    assert doubts(bank) == {
        ("张敏", "phone"), ("王伟", "unreachable"), ("李强", "birthday"), ("孙丽", "marital"), ("周明", "tier"),
        ("赵磊", "lead-won"),
    }  # fmt: skip
    assert all(one["command"].startswith("amflow ") for one in health(bank)["doubts"])


def test_an_organisation_without_anybody_is_told_until_somebody_is_there(bank):
    bank("customer", "add", "东方机械", "--organisation", "--phone", "021-68889999")
    assert doubts(bank) == {("东方机械", "no-contact-person")}

    bank("customer", "add", "李强", "--org", "东方机械", "--phone", "13800138000")
    assert doubts(bank) == set()


def test_a_shop_on_a_line_speaks_for_itself(bank, monkeypatch):
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-territory")
    bank("customer", "add", "平安烟酒店", "--organisation", "--phone", "021-68889999", "--line", "一号线")
    bank("customer", "add", "顺达便利店", "--organisation", "--line", "一号线")

    assert doubts(bank) == {("顺达便利店", "no-contact-person")}


def test_only_today_looks_at_those_whom_one_sees(bank, screen):
    bank("customer", "add", "张敏", "--phone", "13800138000")
    bank("customer", "add", "王伟", "--phone", "13800138001")
    bank("task", "add", "bring the sheet", "--for", "王伟", "--due", "today 10:00")

    assert [item["name"] for item in health(bank, "--today")["items"]] == ["王伟"]
    assert "the files of today's customers" in screen("prep")
    assert "the files of today's customers" not in screen("today")


def test_a_tier_is_looked_at_alone_and_an_unknown_one_refused(bank):
    bank("customer", "add", "张敏", "--tier", "gold")
    bank("customer", "add", "王伟", "--tier", "silver")

    assert [item["name"] for item in health(bank, "--tier", "gold")["items"]] == ["张敏"]
    assert bank("customer", "health", "--tier", "golden", code=2)


def test_erasing_and_merging_take_the_days_of_answers_along(bank, book):
    bank("customer", "add", "张敏", "--field", "hobbies=tea")
    bank("customer", "add", "张敏", "--field", "residence=Pudong", "--anyway")

    bank("customer", "merge", "c1", "c2", "--yes")

    assert set(book.get("customer", 1)["profile_on"].split('"')[1::4]) == {"residence", "hobbies"}
    bank("note", "add", "about 张敏", "--for", "c1", "--link", "https://example.com")
    held = bank("export", "--for", "c1").json["held"]
    assert held["note"][0]["link"] == "https://example.com"
    bank("customer", "erase", "c1", "--yes")
    assert book.number("SELECT count(*) FROM note") == 0


def test_valid_counts_back_from_the_day_that_is_asked(bank):
    bank("customer", "add", "张敏", "--field", "risk-tolerance=C3")
    last_good = date(2027, 11, 25)

    assert health(bank, "--on", last_good.isoformat())["stale"] == []
    assert len(health(bank, "--on", (last_good + timedelta(days=1)).isoformat())["stale"]) == 1


def test_the_rate_is_kept_for_the_reports_and_stands_in_the_step_of_the_customer_system(bank, screen, monkeypatch):
    """W11: the completeness rate of VIP records, looked at from nine to ten."""
    bank("customer", "add", "张敏", "--tier", "gold", "--phone", "13800138000")

    def of_step() -> str:
        steps = bank("today", "--json").json["steps"]
        return next(one["line"] for one in steps if one["step"] == "prospect")

    bank("customer", "add", "李芳", "--phone", "13800138001")
    assert "files: amflow customer health" in of_step()
    percent = health(bank, "--tier", "gold")["figures"]["completeness"]["value"]
    assert "into the reports" not in screen("customer", "health")
    assert "counted by itself" in bank("target", "measure", "completeness", "70%", code=2).stderr
    counted = bank("summary", "--day", "--json").json["figures"]["completeness"]
    assert (int(counted["value"] * 100), counted["previous"]) == (percent, None)

    # The first writing of the next day keeps how this one left the files; what that writing does is of its own day.
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-26T08:30")
    bank("customer", "edit", "张敏", "--field", "profession=doctor", "--field", "employer=clinic")
    bank("customer", "edit", "张敏", "--field", "hobbies=tea")
    later = bank("summary", "--day", "--json").json["figures"]["completeness"]
    assert later["history"][-2:] == [counted["value"], later["value"]]
    assert later["value"] > counted["value"]
    assert f"files {Rate(counted['value'])}, yesterday" in of_step()
    assert f"files {Rate(later['value'])}, today" in bank("prospect", "--json").json["line"]
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-27T08:00")
    assert "files: amflow customer health" in of_step(), "of yesterday nothing is kept yet"
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-26T08:30")
    assert bank("summary", "--day", "--on", "2026-11-25", "--json").json["figures"]["completeness"] == {
        **counted,
        "title": counted["title"],
    }
    bank("undo", "2")
    assert bank("target", "measure").lines == [[""]] or bank("target", "measure").stdout == ""
    bank("customer", "edit", "张敏", "--field", "hobbies=tea")
    assert [one["on"] for one in bank("target", "measure", "--json").json["items"]] == ["2026-11-25"]


def test_a_trade_that_does_not_look_at_the_rate_in_that_step_has_no_word_of_it(run):
    assert "files" not in run("prospect", "--json").json["line"]


def test_the_day_of_an_assessment_is_not_asked_where_the_tolerance_was_written(bank, screen):
    """W12: the book knows on which day the class was written."""
    bank("customer", "add", "张敏", "--tier", "gold")
    before = health(bank)["items"][0]["share"]
    bank("customer", "edit", "张敏", "--field", "risk-tolerance=C3")
    assert health(bank)["items"][0]["share"] - before > 0.05
    assert "Wed 25 Nov 2026" in screen("show", "张敏")
    bank("customer", "edit", "张敏", "--field", "risk-tolerance=")
    assert health(bank)["items"][0]["share"] == before


def test_a_phone_that_is_there_and_wrong_is_not_called_missing(bank, screen):
    bank("customer", "add", "张敏", "--phone", "12345")
    bank("customer", "add", "王伟")

    assert "Phone (not valid)" in " ".join(screen("show", "c1").split())
    assert "Phone" in screen("show", "c2")
    assert "not valid" not in screen("show", "c2")
