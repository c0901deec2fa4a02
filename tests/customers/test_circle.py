"""A firm and its people are one customer: a talk with one of them is one with the firm, and whatever is kept of it stays true."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amflow.book import integrity, undo
from amflow.book.store import Book
from amflow.customers import changes as customer_changes
from amflow.customers.identity import leaving, merge, relations
from amflow.errors import AmflowError
from amflow.outreach.talks import changes as talks
from days import bought, customer, deal, items, refs, task

ACME, PLANT, BUYER = "东方机械", "王刚", "李娜"


@pytest.fixture
def firm(run: Any) -> Any:
    """c1, a firm with a tier; c2 its plant manager and c3 its buyer. All came a month ago."""
    customer(run, ACME, "--organisation", "--tier", "gold", "--phone", "02888886666", on="2026-10-25")
    customer(run, BUYER, "--org", ACME, "--role", "采购", "--phone", "13800138003", on="2026-10-25")
    customer(run, PLANT, "--org", ACME, "--role", "厂长", "--phone", "13800138002", "--mr", on="2026-10-25")
    return run


def kept(book: Book) -> dict[str, tuple[Any, ...]]:
    rows = book.all("SELECT name, last_touch_on, quiet_since FROM customer ORDER BY id")
    return {row["name"]: (row["last_touch_on"], row["quiet_since"]) for row in rows}


def test_a_talk_with_one_of_them_is_one_with_the_firm(firm: Any, book: Book) -> None:
    deal(firm, ACME)
    item = firm("log-visit", PLANT, "看了产线", "--json").json["item"]

    assert (item["with"], item["deal"]["ref"]) == ([ACME], "d1")
    assert kept(book) == {
        ACME: ("2026-11-25", "2026-11-25"),
        BUYER: (None, "2026-10-25"),
        PLANT: ("2026-11-25", "2026-11-25"),
    }
    for who, others in ((ACME, PLANT), (PLANT, None)):
        (touch,) = firm("show", who, "--json").json["item"]["touches"]
        assert (touch["note"], touch["present"]) == ("看了产线", others)
    assert book.number("SELECT count(*) FROM touch") == 1
    assert firm("summary", "--json").json["figures"]["visits"]["value"] == 1
    firm("undo")
    assert kept(book)[ACME] == (None, "2026-10-25")


@pytest.mark.parametrize(
    ("becomes", "talks"),
    [
        (lambda run: run("customer", "edit", PLANT, "--tier", "silver"), 2),
        (lambda run: bought(run, PLANT, on="2026-11-24"), 2),
        (lambda run: run("customer", "unlink", PLANT), 1),
    ],
)
def test_what_somebody_becomes_later_changes_nothing_of_what_was(
    firm: Any, becomes: Callable[[Any], object], talks: int
) -> None:
    """What the plant manager said stays the firm's, in its targets and its tier's, once; from then on they count for
    themselves. A talk with somebody who works there is one with the firm all the same."""
    for metric in ("visits", "complaints"):
        for part in (("--customer", ACME), ("--tier", "gold"), ()):
            firm("target", "set", metric, "3", *part)
    firm("log-visit", PLANT, "看了产线", "--on", "2026-11-23")
    firm("case", "open", PLANT, "对账单有误", "--on", "2026-11-23")
    firm("case", "resolve", "x1", "改了")

    def told() -> dict[tuple[str, str], int]:
        return {(one["metric"], one["scope"]): one["actual"] for one in firm("target", "list", "--json").json["items"]}

    before = told()
    assert set(before.values()) == {1}
    becomes(firm)
    assert told() == before
    firm("log-visit", PLANT, "又见一面")
    assert told() == before | {("visits", None): 2, ("visits", "customer"): talks}
    for of, count in ((ACME, talks), ("gold", 1)):
        assert len(firm("summary", "--month", "--explain", "visits", "--of", of, "--json").json["items"]) == count


def test_messages_count_by_the_tier_of_their_day(firm: Any) -> None:
    """W11: whoever moves down takes none of the messages of last week with them."""
    firm("playbook", "use", "retail-bank")
    customer(firm, "钱伟", "--tier", "gold", "--phone", "13900139009")
    firm("log-message", "钱伟", "到期提醒", "--on", "2026-11-24")
    firm("customer", "edit", "钱伟", "--tier", "standard")
    firm("log-message", "钱伟", "问候")

    assert firm("summary", "--week", "--json").json["figures"]["messages_gold"]["value"] == 1


def test_what_its_people_say_and_complain_of_counts_for_the_firm(firm: Any, screen: Any) -> None:
    """W04, W15: scores, cases and talks of its people are in the tier of the firm, on its page, in its targets, once."""
    firm("playbook", "use", "corporate-bank")
    firm("target", "set", "satisfaction", "4.5", "--for", ACME)
    firm("target", "set", "complaints", "1", "--tier", "gold")
    firm("target", "set", "visits", "3", "--for", ACME)
    firm("callback", "score", PLANT, "3")
    firm("callback", "score", BUYER, "5")
    firm("case", "open", BUYER, "对账单有误")
    firm("log-visit", PLANT, "看了产线")

    tiers = firm("callback", "score", "--json").json["tiers"]
    assert [(one["key"], one["csat"], one["csat_asked"]) for one in tiers] == [("gold", 4.0, 2)]
    assert "5/5" in screen("show", ACME)
    assert "3/5" in screen("show", PLANT)
    assert [one["customer"]["name"] for one in firm("callback", "score", ACME, "--json").json["items"]] == [
        BUYER,
        PLANT,
    ]
    told = {(one["metric"], one["scope"]): one["actual"] for one in firm("target", "list", "--json").json["items"]}
    assert told == {("satisfaction", "customer"): 4, ("complaints", "tier"): 1, ("visits", "customer"): 1}
    figures = firm("summary", "--json").json["figures"]
    assert [figures[key]["value"] for key in ("visits", "complaints", "satisfaction")] == [1, 1, 4]
    assert firm("referral", "candidates", "--json").json["items"] == []
    # Who has a tier of their own counts for themselves.
    firm("customer", "edit", PLANT, "--tier", "silver")
    assert [(one["key"], one["csat"]) for one in firm("callback", "score", "--json").json["tiers"]] == [
        ("gold", 5.0), ("silver", 3.0),
    ]  # fmt: skip


def test_one_meeting_with_two_of_them_is_one_talk_and_colleagues_are_told_apart(firm: Any, book: Book) -> None:
    item = firm("log-visit", ACME, "谈方案", "--with", "王厂长、李娜，小李", "--json").json["item"]

    assert (item["with"], item["companions"]) == ([PLANT, BUYER], "小李")
    assert {day for day, _quiet in kept(book).values()} == {"2026-11-25"}
    (touch,) = firm("export", "--what", "touches", "--format", "json").json["touches"]
    assert (touch["customer"], touch["present"], touch["companions"]) == (ACME, f"{PLANT}, {BUYER}", "小李")


def test_who_is_named_by_reference_may_be_of_another_firm_and_a_firm_is_nobody_who_is_there(firm: Any) -> None:
    customer(firm, "张介绍")
    customer(firm, "西城厂", "--organisation")
    assert firm("log-visit", ACME, "talked", "--with", "c4", "--json").json["item"]["with"] == ["张介绍"]
    assert "an organisation" in firm("log-visit", ACME, "talked", "--with", "c5", code=2).stderr


@pytest.mark.parametrize(("planned", "talked"), [(PLANT, ACME), (ACME, PLANT), (PLANT, PLANT), (ACME, ACME)])
def test_a_visit_ends_the_appointment_with_either(firm: Any, book: Book, planned: str, talked: str) -> None:
    task(firm, "看产线", "--for", planned, "--due", "today 15:00", "--kind", "visit")

    assert firm("log-visit", talked, "talked", "--json").json["item"]["settled"] == ["t1"]
    assert kept(book)[ACME][0] == "2026-11-25"
    if PLANT in (planned, talked):
        # Whoever the appointment was with was there.
        assert kept(book)[PLANT][0] == "2026-11-25"


@pytest.mark.parametrize("said", ["刘总", "恒达机械刘总", "13900007777"])
def test_who_was_there_may_be_called_in_any_way(firm: Any, said: str) -> None:
    customer(firm, "恒达机械", "--organisation")
    card = customer(firm, "恒达机械刘总", "--org", "恒达机械", "--phone", "13900007777")
    customer(firm, "孙丽娜")

    item = firm("log-visit", "恒达机械", "看设备", "--with", f"{said}、孙丽娜、小周", "--json").json["item"]

    assert (item["with"], item["companions"]) == (["恒达机械刘总", "孙丽娜"], "小周"), card


def test_several_of_the_firm_who_are_called_so_are_named(firm: Any) -> None:
    customer(firm, "王丽", "--org", ACME)

    refused = firm("log-visit", ACME, "看设备", "--with", "王女士、王", code=4)

    assert PLANT in refused.stderr and "王丽" in refused.stderr


def test_where_several_are_open_the_plain_one_ends_and_the_others_are_named(firm: Any) -> None:
    task(firm, "看产线", "--for", PLANT, "--due", "today 15:00", "--kind", "visit")
    task(firm, "问报价", "--for", BUYER, "--due", "today 16:00", "--kind", "visit")

    item = firm("log-visit", ACME, "talked", "--json").json["item"]
    assert (item["settled"], item["open"]) == ([], ["t1", "t2"])
    assert firm("log-visit", ACME, "talked", "--with", PLANT, "--json").json["item"]["settled"] == ["t1"]
    assert "left open" not in firm("log-visit", ACME, "talked", "--ends", "t2").stdout
    assert "is done already" in firm("log-visit", ACME, "talked", "--ends", "t2", code=1).stderr
    customer(firm, "别人")
    task(firm, "另一个", "--for", "别人", "--due", "today 15:00", "--kind", "visit")
    assert "with somebody else" in firm("log-visit", ACME, "talked", "--ends", "t3", code=2).stderr


def test_a_call_of_a_person_may_be_about_the_firms_deal_order_and_case(firm: Any) -> None:
    deal(firm, ACME)
    firm("case", "open", ACME, "漏油")
    assert firm("log-call", BUYER, "问进度", "--deal", "d1", "--json").json["item"]["deal"]["ref"] == "d1"
    firm("task", "add", "送样", "--for", PLANT, "--deal", "d1")
    firm("case", "open", PLANT, "停机", "--deal", "d1")
    firm("callback", "score", PLANT, "4", "--case", "x1")
    customer(firm, "别人")
    for command in (("log-call", "别人", "talked", "--deal", "d1"), ("case", "open", "别人", "talked", "--deal", "d1")):
        assert "another customer" in firm(*command, code=2).stderr


def test_the_firms_page_has_its_people_who_decides_first_and_theirs_has_the_firms_deals(firm: Any) -> None:
    firm("deal", "add", "生产线", "--for", ACME, "--amount", "500000")
    firm("case", "open", BUYER, "发票不对")
    page = firm("show", ACME, "--json").json["item"]
    assert [(one["name"], one["role"], one["decides"]) for one in page["people"]] == [
        (PLANT, "厂长", True),
        (BUYER, "采购", False),
    ]
    assert [(one["title"], one["customer"]["name"]) for one in page["cases"]] == [("发票不对", BUYER)]
    assert [(one["title"], one["customer"]["name"]) for one in firm("show", PLANT, "--json").json["item"]["deals"]] == [
        ("生产线", ACME)
    ]
    sheet = firm("visit", PLANT, "--json").json["item"]
    assert [one["ref"] for one in sheet["deals"]] == ["d1"]
    firm("customer", "edit", ACME, "--main-contact", BUYER)
    assert [one["name"] for one in firm("show", ACME, "--json").json["item"]["people"]] == [BUYER, PLANT]
    assert "does not belong to it" in firm("customer", "edit", PLANT, "--main-contact", BUYER, code=2).stderr


def test_the_cadence_asks_for_a_firm_once_and_names_who_decides(firm: Any) -> None:
    firm("log-visit", ACME, "talked", "--on", "2026-10-26")
    (due,) = items(firm, "outreach")
    assert (due["customer"]["name"], PLANT in due["why"]) == (ACME, True)
    firm("log-call", BUYER, "talked")
    assert refs(firm, "outreach") == []


def test_somebody_of_a_firm_who_is_a_customer_alone_has_a_cadence_of_their_own(firm: Any, book: Book) -> None:
    firm("customer", "edit", PLANT, "--tier", "gold")
    firm("log-visit", ACME, "talked", "--with", PLANT, "--on", "2026-10-26")
    assert {item["customer"]["name"] for item in items(firm, "outreach")} == {ACME, PLANT}


def test_where_people_only_work_they_are_the_customers_and_the_employer_is_not(run: Any) -> None:
    customer(run, "某公司", "--organisation", on="2026-06-01")
    for name in ("张三", "李四"):
        customer(run, name, "--org", "某公司", on="2026-06-01")
        run("log-call", name, "talked", "--on", "2026-06-02")
    assert {item["customer"]["name"] for item in items(run, "outreach")} == {"张三", "李四"}


def test_a_message_to_a_firm_goes_to_one_of_its_people(run: Any) -> None:
    run("playbook", "use", "wholesale")
    customer(run, "川味楼", "--organisation", "--tier", "", on="2026-10-25")
    customer(run, "赵老板", "--org", "c1", "--role", "老板", "--phone", "13800138002", "--mr", on="2026-10-25")
    customer(run, "钱师傅", "--org", "c1", "--role", "厨师长", "--phone", "13800138003", on="2026-10-25")
    run("message", "write", "c1", "new: avocados, ripe")
    (message,) = run("message", "queue", "--json").json["items"]
    assert (message["customer"]["name"], message["recipient"]) == ("川味楼", "赵老板")
    run("message", "sent", message["ref"])
    assert [one["text"] for one in run("message", "list", "--for", "赵老板", "--json").json["items"]] == [
        "new: avocados, ripe"
    ]
    assert run("message", "list", "--for", "钱师傅", "--json").json["items"] == []


def test_news_for_everybody_is_told_to_a_firm_and_not_to_each_of_its_people(run: Any) -> None:
    run("playbook", "use", "wholesale")
    customer(run, "川味楼", "--organisation")
    run("customer", "edit", "c1", "--intent", "A")
    for name in ("赵老板", "钱师傅"):
        customer(run, name, "--org", "c1", "--phone", "13800138002")
    run("note", "add", "牛油果到货", "--important", "--for", "c1", code=None)
    whom = [one["customer"]["name"] for one in run("message", "queue", "--json").json["items"]]
    assert len(whom) == len(set(whom))
    assert not {"赵老板", "钱师傅"} & set(whom)


def test_who_leaves_leaves_the_talks_behind_and_hands_on_what_is_open(firm: Any, book: Book) -> None:
    firm("customer", "edit", ACME, "--main-contact", BUYER)
    firm("log-visit", BUYER, "旧话", "--on", "2026-11-20")
    task(firm, "送样", "--for", BUYER, "--due", "fri")
    customer(firm, "新厂", "--organisation", "--tier", "gold")

    assert "who takes over" in firm("customer", "unlink", BUYER, code=2).stderr
    assert "does not belong" in firm("customer", "unlink", BUYER, "--hand-to", "新厂", code=2).stderr
    left = firm("customer", "unlink", BUYER, "--hand-to", PLANT, "--json").json["item"]

    assert (left["handed"], left["heir"]["ref"]) == (["t1"], "c3")
    assert book.one("SELECT customer_id FROM task")[0] == 3
    assert book.one("SELECT contact_id FROM customer WHERE id = 1")[0] is None
    firm("customer", "link", BUYER, "新厂", "厂长")
    assert kept(book)[ACME][0] == "2026-11-20"
    assert kept(book)["新厂"][0] is None, "talks of before are none with the new firm"
    assert firm("show", ACME, "--json").json["item"]["touches"][0]["present"] == BUYER
    assert f"was 采购 at {ACME} (c1)" in firm("note", "list").stdout
    assert firm("book", "check").code == 0


def test_who_leaves_leaves_what_they_said_and_asked_with_the_firm(firm: Any) -> None:
    """Cases that are over, marks and answers of a callback belong to the time in which they were said; what comes later goes
    to the next firm, and what is open goes along where that is said."""
    firm("playbook", "use", "corporate-bank")
    customer(firm, "西部钢铁", "--organisation", "--tier", "gold")
    firm("case", "open", PLANT, "对账单有误", "--on", "2026-11-20")
    firm("case", "resolve", "x1", "改了", "--on", "2026-11-20")
    firm("case", "open", PLANT, "回单没到", "--on", "2026-11-20")
    firm("callback", "do", PLANT, "--answer", "satisfied=4", "--on", "2026-11-23")

    def told(who: str) -> tuple[list[str], int | None, int]:
        page = firm("show", who, "--json").json["item"]
        cases = sorted(one["title"] for one in page.get("cases", ()))
        return cases, page["satisfaction"], len(page.get("replies", ()))

    assert told(ACME) == (["回单没到", "对账单有误"], 4, 1)
    assert told(BUYER) == (["回单没到", "对账单有误"], None, 1)
    firm("customer", "edit", PLANT, "--org", "西部钢铁", "--along")
    assert told(ACME) == (["对账单有误"], 4, 1)
    assert told("西部钢铁") == (["回单没到"], None, 0)
    firm("callback", "score", PLANT, "2")
    assert told("西部钢铁")[1] == 2
    assert told(ACME)[1] == 4
    assert told(PLANT) == (["回单没到", "对账单有误"], 2, 1)
    assert [one["value"] for one in firm("callback", "score", ACME, "--json").json["items"]] == [4]
    firm("undo", "2")
    assert told(ACME) == (["回单没到", "对账单有误"], 4, 1)


def test_a_firm_that_is_erased_takes_nothing_of_what_its_people_said(firm: Any, book: Book) -> None:
    firm("case", "open", PLANT, "对账单有误")
    firm("callback", "score", PLANT, "4")
    firm("customer", "erase", ACME, "--yes")

    assert [one["title"] for one in firm("show", PLANT, "--json").json["item"]["cases"]] == ["对账单有误"]
    assert book.number("SELECT count(*) FROM score WHERE firm_id IS NULL") == 1
    firm("book", "check")


def test_talks_of_before_count_for_the_firm_that_becomes_known_later(run: Any, book: Book, home: Any) -> None:
    customer(run, "王刚", "--phone", "13800138002", on="2026-10-01")
    run("log-call", "王刚", "talked", "--on", "2026-11-20")
    file = home / "contacts.csv"
    file.write_text("name,phone,organisation\n王刚,13800138002,东方机械\n", "utf-8")
    run("import", str(file), "--as", "customer", "--yes", code=None)
    if book.one("SELECT 1 FROM customer WHERE name = '东方机械'") is None:
        customer(run, "东方机械", "--organisation", on="2026-10-01")
        run("import", str(file), "--as", "customer")
    assert kept(book)["东方机械"][0] == "2026-11-20"
    assert run("book", "check").code == 0


def test_a_person_becomes_an_organisation_and_back(run: Any, book: Book) -> None:
    customer(run, "东方机械", "--mr")
    assert "amflow customer edit c1 --organisation" in run("customer", "add", "王刚", "--org", "c1", code=2).stderr
    run("customer", "edit", "c1", "--organisation")
    customer(run, "王刚", "--org", "c1")
    assert "has people" in run("customer", "edit", "c1", "--person", code=2).stderr
    run("customer", "unlink", "王刚", "c1")
    run("customer", "edit", "c1", "--person")
    assert [row["kind"] for row in book.all("SELECT kind FROM customer")] == ["person", "person"]


def test_who_becomes_an_organisation_has_no_birthday_and_takes_nothing_open_along_in_silence(firm: Any) -> None:
    firm("customer", "edit", PLANT, "--birthday", "1970-11-25")
    firm("case", "open", PLANT, "the second line stands")
    assert "x1" in str(firm("show", ACME, "--json").json)

    refused = firm("customer", "edit", PLANT, "--organisation", code=1).stderr

    assert "x1 of" in refused and "customer unlink" in refused
    firm("customer", "edit", PLANT, "--organisation", "--along")
    assert firm("show", PLANT, "--json").json["item"].get("birthday") in (None, "")
    assert not [one for one in firm("today", "--json").json["items"] if one["kind"] == "birthday"]


def test_lists_of_a_firm_and_of_a_kind(firm: Any) -> None:
    customer(firm, "别人")
    listed = firm("customer", "list", "--org", ACME, "--json").json["items"]
    assert [one["name"] for one in listed] == [BUYER, PLANT]
    assert [one["name"] for one in firm("customer", "list", "--kind", "organisation", "--json").json["items"]] == [ACME]


def test_a_paper_that_expires_is_no_purpose_and_no_talk_makes_it_good(firm: Any, book: Book) -> None:
    from amflow.outreach.talks import ending

    class Paper:
        rule = type("rule", (), {"on": "paper.expires", "kind": "call"})

    assert not ending.answers(None, Paper, "call", date(2026, 11, 25))  # type: ignore[arg-type]


def test_erasing_somebody_leaves_the_firm_counted_as_it_is(firm: Any, book: Book) -> None:
    firm("log-visit", ACME, "talked", "--on", "2026-11-10")
    firm("log-visit", PLANT, "talked", "--on", "2026-11-20")
    firm("customer", "erase", PLANT, "--yes")
    assert kept(book)[ACME][0] == "2026-11-10"
    assert integrity.problems(book) == []


# Whatever happens, the kept columns are what the rows say

STEP = st.tuples(
    st.sampled_from(
        [
            "talk",
            "talk",
            "talk",
            "missed",
            "move",
            "further",
            "leave",
            "tier",
            "intent",
            "kind",
            "merge",
            "undo",
            "remove",
        ]
    ),
    st.integers(0, 7),
    st.integers(0, 7),
    st.integers(0, 60),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=14))
def test_whatever_happens_what_is_kept_is_what_the_rows_say(
    desk_of: Callable[..., Any], steps: list[tuple[str, int, int, int]]
) -> None:
    import tempfile
    from pathlib import Path

    from amflow.book.opening import open_book

    with tempfile.TemporaryDirectory() as folder:
        desk = desk_of()
        book = open_book(Path(folder) / "book.db")
        desk = desk._replace(book=book)
        given_ = {"kind": "organisation"}
        for place, name in enumerate(("甲厂", "乙厂", "丙", "丁", "戊", "己")):
            fields = {"name": name, **(given_ if place < 2 else {}), **({"tier": "gold"} if not place else {})}
            customer_changes.new_customer(desk, fields, [], anyway=True)
        for step in steps:
            _do(desk, *step)
            _is_true(book)
        assert integrity.problems(book) == []
        book.close()


def _do(desk: Any, what: str, one: int, other: int, day: int) -> None:
    book = desk.book
    numbers = [row["id"] for row in book.all("SELECT id FROM customer WHERE status <> 'removed' ORDER BY id")]
    if not numbers:
        return
    first, second = (f"c{numbers[at % len(numbers)]}" for at in (one, other))
    when = (desk.today - timedelta(days=day)).isoformat()
    try:
        if what in ("talk", "missed"):
            outcome = "no-answer" if what == "missed" else ""
            talks.log(
                desk,
                talks.TouchInput("call", first, "talked", outcome, at=when, companions=second, intent="B" * (day % 2)),
            )
        elif what in ("move", "further"):
            relations.link(book, first, second, "厂长", main=what == "move")
        elif what == "leave":
            found = leaving.look(book, first)
            leaving.leave(desk, found, found.heirs[0])
        elif what in ("tier", "intent"):
            customer_changes.edit(desk, first, {what: ("", "gold" if what == "tier" else "A")[day % 2]}, [])
        elif what == "kind":
            customer_changes.edit(desk, first, {"kind": ("person", "organisation")[day % 2]}, [])
        elif what == "merge":
            merge.merge(desk, merge.preview(desk, first, second))
        elif what == "undo":
            undo.undo(book, 1 + day % 3)
        else:
            customer_changes.remove(desk, first, lambda *_args, **_which: 0)
    except AmflowError:
        pass


def _is_true(book: Book) -> None:
    """Recomputed in Python from the rows, without the program's SQL."""
    who = {row["id"]: dict(row) for row in book.all("SELECT * FROM customer")}
    whom: dict[int, list[tuple[str, int]]] = {number: [] for number in who}
    touches = {row["id"]: row for row in book.all("SELECT * FROM touch")}
    for row in touches.values():
        whom[row["customer_id"]].append((row["held_on"], row["reached"]))
    for row in book.all("SELECT * FROM touch_with"):
        touch = touches[row["touch_id"]]
        assert touch["customer_id"] != row["customer_id"]
        whom[row["customer_id"]].append((touch["held_on"], touch["reached"]))
    for number, row in who.items():
        if row["status"] == "removed":
            continue
        real = [day for day, reached in whom[number] if reached]
        assert row["last_touch_on"] == max(real, default=None), row["name"]
        assert row["quiet_since"] == max(real, default=row["added_on"]), row["name"]
        assert row["behind"] == _behind(row, who), row["name"]


def _behind(row: dict[str, Any], who: dict[int, dict[str, Any]]) -> int:
    def own(one: dict[str, Any]) -> bool:
        return bool(one["tier"] or one["intent"] or one["client_since"] or one["line"])

    alive = [one for one in who.values() if one["status"] in ("customer", "lead")]
    if row["kind"] == "person":
        firm = who.get(row["organisation_id"] or 0)
        speaks = not row["tier"] and not row["client_since"]
        return int(speaks and firm in alive and firm["kind"] == "organisation" and own(firm))
    works = any(one["organisation_id"] == row["id"] and one["kind"] == "person" for one in alive)
    return int(works and not own(row))


@pytest.mark.parametrize(
    ("one", "other"), [("decider", "plant manager"), ("决策人", "总经理"), ("owner", "head of buying")]
)
def test_whoever_is_said_to_decide_does(run: Any, one: str, other: str) -> None:
    run("customer", "add", "Acme", "--organisation")
    run("customer", "add", "Tom Orr", "--org", "Acme", "--role", other)
    run("customer", "add", "Jane Roe", "--org", "Acme", "--role", one)

    first = run("show", "c1", "--json").json["item"]["people"][0]
    assert (first["name"], first["decides"]) == ("Jane Roe", True)


def test_nobody_goes_from_a_firm_by_the_way_with_what_is_open(firm: Any, book: Book) -> None:
    """W02, W04: a firm's deal does not walk off with its contact; who is asked says whether it goes along."""
    customer(firm, "西城厂", "--organisation")
    task(firm, "送样", "--for", PLANT, "--due", "fri")
    for words in (("edit", PLANT, "--org", "西城厂"), ("edit", PLANT, "--org", "")):
        assert f"with {PLANT} t1 of {ACME} would go" in firm("customer", *words, code=1).stderr
    assert "who takes over t1" in firm("customer", "unlink", PLANT, ACME, code=2).stderr
    firm("customer", "edit", PLANT, "--org", "西城厂", "--along")
    assert [one["ref"] for one in firm("show", "西城厂", "--json").json["item"]["due"]] == ["t1"]
    firm("customer", "edit", BUYER, "--org", "西城厂")
    assert firm("book", "check").code == 0


def test_somebody_becomes_an_organisation_and_is_nobody_to_turn_to_there(firm: Any) -> None:
    firm("customer", "edit", ACME, "--main-contact", PLANT)
    assert "is in the book as a person" in firm("customer", "list", "--org", PLANT, code=2).stderr
    firm("customer", "edit", PLANT, "--organisation")
    told = {one["name"]: one["decides"] for one in firm("show", ACME, "--json").json["item"]["people"]}
    assert told[PLANT] is False
    assert firm("book", "check").code == 0
    firm("undo")
    firm("undo")
    assert firm("customer", "edit", PLANT, "--organisation").code == 0
    firm("customer", "edit", PLANT, "--person")
    firm("log-visit", PLANT, "看了产线")
    assert firm("show", ACME, "--json").json["item"]["touches"][0]["present"] == PLANT


def test_whoever_of_a_firm_is_met_has_what_its_other_people_brought(firm: Any) -> None:
    """W02, W13: deals, cases and answers of the firm's people are the firm's; appointments and marks stay with whom they are."""
    firm("playbook", "use", "enterprise")
    deal(firm, BUYER)
    firm("case", "open", BUYER, "对账单有误")
    firm("customer", "ask", BUYER, "--answer", "goal=扩产")
    task(firm, "样品", "--for", BUYER, "--due", "fri 10:00", "--kind", "visit")
    firm("callback", "score", BUYER, "3")
    assert [one["ref"] for one in firm("case", "list", "--for", PLANT, "--json").json["items"]] == ["x1"]
    assert [one["ref"] for one in firm("deal", "list", "--for", PLANT, "--json").json["items"]] == ["d1"]
    sheet = firm("visit", PLANT, "--format", "md").stdout
    assert all(words in sheet for words in ("d1", "x1", "扩产"))
    assert firm("task", "list", "--for", PLANT, "--json").json["items"] == []
    assert firm("callback", "score", PLANT, "--json").json["items"] == []
    firm("customer", "edit", BUYER, "--tier", "silver")
    assert firm("case", "list", "--for", PLANT, "--json").json["items"] == []


def test_a_firm_that_is_a_lead_or_has_a_deal_under_way_is_the_customer(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody of it is brought up beside it as somebody of whom no talk is known."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "enterprise")
    run("lead", "add", "Acme", "--organisation", "--on", "2026-11-23")
    run("customer", "add", "Bolt Ltd", "--organisation", "--on", "2026-11-23")
    for number, name in enumerate(("Dan Reed", "Eve Hall")):
        run(
            "customer",
            "add",
            name,
            "--org",
            "Acme",
            "--role",
            ("managing director", "buyer")[number],
            "--on",
            "2026-11-23",
        )
        run("customer", "add", f"{name} Jr", "--org", "Bolt Ltd", "--on", "2026-11-23")

    def brought_up() -> list[str]:
        return sorted(one["customer"]["name"] for one in run("outreach", "--json").json["items"] if one["customer"])

    assert brought_up() == ["Dan Reed Jr", "Eve Hall Jr"], "the lead is brought up in prospecting, its people nowhere"
    run("deal", "add", "line", "--for", "Bolt Ltd", "--pipeline", "contract")
    assert brought_up() == ["Bolt Ltd"]
    run("deal", "lose", "d1", "--why", "another was cheaper")
    assert brought_up() == ["Dan Reed Jr", "Eve Hall Jr"]
    shown = run("show", "Acme", "--json").json["item"]
    assert "Dan Reed (managing director)" in str(shown) and "Eve Hall (buyer)" not in str(shown), (
        "a buyer does not decide"
    )


@pytest.mark.parametrize(
    ("words", "whom", "ended"),
    [
        ("thu 11:00 negotiate the terms with Eve", "Eve Hall", True),
        ("thu ask Eve whether they are right", "Eve Hall", True),
        ("thu call Eve back", "Eve Hall", True),
        ("thu call back", "Dan Reed", True),
        ("thu ask Dan what Eve said", "Dan Reed", True),
        ("thu send the evening plan", "Dan Reed", False),
    ],
)
def test_a_next_step_is_with_whom_of_the_firm_it_names(run: Any, words: str, whom: str, ended: bool) -> None:
    run("customer", "add", "Acme", "--organisation", "--tier", "gold")
    for name in ("Dan Reed", "Eve Hall"):
        run("customer", "add", name, "--org", "Acme")

    run("log-call", "Dan Reed", "agreed", "--next", words)

    (task,) = run("task", "list", "--json").json["items"]
    assert task["customer"]["name"] == whom
    run("log-call", whom, "done", "--no-next", "--at", "2026-11-26 11:00", "--on", "2026-11-27")
    assert run("show", "t1", "--json").json["item"]["state"] == ("done" if ended else "open")


def test_a_firm_is_rated_by_its_people_and_who_decides_is_not_asked(run: Any, screen: Any) -> None:
    run("customer", "add", "Acme", "--organisation", "--tier", "gold")
    run("customer", "add", "Dan Reed", "--org", "Acme", "--role", "managing director")
    run("customer", "add", "Eve Hall", "--org", "Acme", "--role", "buyer")
    run("callback", "score", "Dan Reed", "5")
    run("log-call", "Eve Hall", "fine", "--score", "3", "--no-next")

    report = screen("report", "customer", "Acme")

    assert "Dan Reed" in report.split("how they rated")[1] and "Eve Hall" in report.split("how they rated")[1]
    assert "3/5" in screen("show", "Acme") and "5/5" in screen("show", "Dan Reed")
    asked = {one["key"]: one for one in run("customer", "ask", "Eve Hall", "--show", "--json").json["items"]}
    assert asked["decides"]["answer"] == "Dan Reed (managing director)"
    assert "Who decides" not in report.split("not answered yet")[1].split("Cooperation")[0]


def test_a_mark_settles_what_the_firm_is_asked_and_the_case_that_it_is_about(firm: Any) -> None:
    """W02, W15: whoever of the firm says how content they are with a solved case has said it."""
    for who, what in ((BUYER, "开票错误"), (PLANT, "送错")):
        firm("case", "open", who, what, "--on", "2026-11-23")
    for ref in ("x1", "x2"):
        firm("case", "resolve", ref, "talked", "--on", "2026-11-23")
    said = firm("callback", "score", ACME, "4", "--case", "x1", "--json").json["item"]
    assert len(said["settled"]) == 1
    assert firm("callback", "score", ACME, "4", "--json").json["item"]["settled"] == []
    assert len(firm("callback", "score", PLANT, "4", "--json").json["item"]["settled"]) == 1
