"""Deals from files: their state, their history, whom and what they are about, what a later file changes."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from tests.fixtures.imports import DEALS, DEALS_MAP

from amflow.book import derived_columns
from amflow.book.store import Book


@pytest.fixture
def pipeline(file, figures) -> Callable[..., dict[str, int]]:
    """Import deals with the map, Acme being in the book."""
    figures(file("a.csv", "name,kind\nAcme,organisation\n"), "--as", "customer")

    def imported(text: str = DEALS, *words: str, the_map: str = DEALS_MAP, code: int = 0) -> dict[str, int]:
        return figures(file("d.csv", text), "--map", file("d.toml", the_map), *words, code=code)

    return imported


@pytest.fixture
def refused(file, run, figures) -> Callable[..., list[str]]:
    """The reasons for which rows are refused."""

    def reasons(text: str, the_map: str = DEALS_MAP, code: int | None = None) -> list[str]:
        words = (file("d.csv", text), "--map", file("d.toml", the_map), "--json")
        return [row["why"] for row in run("import", *words, code=code).json["items"]]

    return reasons


def deal(book: Any, key: str, *columns: str) -> tuple[Any, ...]:
    row = book.one("SELECT * FROM deal WHERE external_key = ?", key)
    return tuple(row[column] for column in columns)


def history(book: Any, key: str) -> list[tuple[str, str]]:
    rows = book.all(
        "SELECT stage, entered_on FROM deal_stage WHERE deal_id = (SELECT id FROM deal WHERE external_key = ?)"
        " ORDER BY id",
        key,
    )
    return [tuple(row) for row in rows]


def test_state_stage_dates_and_amounts_are_as_the_file_says(pipeline, book):
    assert pipeline() == {"added": 4, "created": 2}

    columns = ("title", "state", "stage", "opened_on", "closed_on", "stage_on", "amount_minor", "currency")
    assert deal(book, "1", *columns) == (
        "GTX Pro", "won", "engaging", "2016-10-20", "2017-03-01", "2017-03-01", 105400, "CNY",
    )  # fmt: skip
    assert deal(book, "3", *columns) == (
        "MG", "open", "engaging", "2016-10-22", None, "2016-10-22", None, "CNY",
    )  # fmt: skip
    assert deal(book, "4", *columns) == ("MG", "open", "prospecting", None, None, "2026-11-25", None, "CNY")
    assert deal(book, "3", "customer_id", "quiet_since") == (None, "2016-10-22")


def test_the_history_follows_from_the_dates(pipeline, book):
    pipeline()

    assert history(book, "1") == [("engaging", "2016-10-20"), ("won", "2017-03-01")]
    assert history(book, "2") == [("engaging", "2016-10-21"), ("lost", "2017-03-02")]
    assert history(book, "3") == [("engaging", "2016-10-22")]
    assert history(book, "4") == [("prospecting", "2026-11-25")]


def test_a_prospect_imported_on_another_day_is_the_same(pipeline):
    pipeline()

    assert pipeline(DEALS, "--on", "2026-12-24") == {"unchanged": 4}


def test_a_customer_is_a_client_since_the_first_deal_won(pipeline, book):
    pipeline(DEALS + "5,MG,Acme,Won,1/2/2016,2/1/2017,9\n6,MG,Acme,Won,1/2/2016,2/1/2018,9\n")

    row = book.get("customer", 1)
    assert (row["client_since"], row["quiet_since"]) == ("2017-02-01", "2026-11-25")


@pytest.mark.parametrize(
    ("key", "line", "steps", "state"),
    [
        ("3", "3,MG,Acme,Won,10/22/2016,4/1/2017,77", [("engaging", "2016-10-22"), ("won", "2017-04-01")], "won"),
        ("4", "4,MG,Acme,Engaging,5/1/2017,,", [("prospecting", "2017-05-01"), ("engaging", "2017-05-01")], "open"),
        ("1", "1,GTXPro,Acme,Won,10/20/2016,3/9/2017,1", [("engaging", "2016-10-20"), ("won", "2017-03-09")], "won"),
        ("1", "1,GTXPro,Acme,Won,10/19/2016,3/1/2017,1", [("engaging", "2016-10-19"), ("won", "2017-03-01")], "won"),
        (
            "1",
            "1,GTXPro,Acme,Lost,10/20/2016,3/9/2017,1",
            [("engaging", "2016-10-20"), ("won", "2017-03-01"), ("lost", "2017-03-09")],
            "lost",
        ),
        (
            "1",
            "1,GTXPro,Acme,Engaging,10/20/2016,,1",
            [("engaging", "2016-10-20"), ("won", "2017-03-01"), ("engaging", "2026-11-25")],
            "open",
        ),
    ],
)
def test_a_later_file_moves_a_deal_and_its_history(pipeline, book, key, line, steps, state):
    pipeline()
    edited = "\n".join(line if row.startswith(f"{key},") else row for row in DEALS.splitlines())

    assert pipeline(edited) == {"updated": 1, "unchanged": 3}

    assert history(book, key) == steps
    assert deal(book, key, "state") == (state,)
    assert deal(book, key, "stage_on") == (steps[-1][1],)
    assert pipeline(edited) == {"unchanged": 4}


def test_a_deal_without_a_customer_is_quiet_since_its_own_day(pipeline, book):
    pipeline()
    pipeline(DEALS.replace("10/22/2016", "11/22/2016"))

    assert deal(book, "3", "opened_on", "stage_on", "quiet_since") == ("2016-11-22",) * 3


def test_no_longer_won_is_no_longer_a_client(pipeline, book):
    pipeline()
    pipeline(DEALS.replace("Acme,Won,10/20/2016,3/1/2017", "Acme,Engaging,10/20/2016,"))

    assert book.get("customer", 1)["client_since"] is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("GTXPro,Acme,Won,10/20/2016,3/1/2016,5", "closed on 2016-03-01, before it was opened on 2016-10-20"),
        ("GTXPro,Acme,Won,10/20/2016,,5", "won, but without the day"),
        ("GTXPro,Acme,Won,10/20/2016,3/1/2017,-5", "worth: “-5” is negative, and what it stands for cannot be"),
        (
            "GTXPro,Acme,Won,20/10/2016,3/1/2017,5",
            "begun: “20/10/2016”: the calendar has no such day, read as month/day/year",
        ),
        ("GTXPro,Acme,Wonn,10/20/2016,3/1/2017,5", "stage: “Wonn” is not one of: open, won, lost"),
        ("GTXPro,Acmee,Won,10/20/2016,3/1/2017,5", "account: the book has no “Acmee”"),
        (
            ",Acme,Won,10/20/2016,3/1/2017,1.234",
            'worth: “1.234” may be 1234 or 1.234: say decimal = "," or "." in a map',
        ),
        (",,Won,10/20/2016,3/1/2017,5", "title is blank"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(pipeline, refused, tables, line, reason):
    before = tables()

    assert refused(f"id,product,account,stage,begun,ended,worth\n9,{line}\n", code=1) == [reason]
    assert tables() == before


def test_a_blank_key_is_refused(pipeline, refused):
    assert refused(DEALS.replace("\n3,MG", "\n,MG"), code=0) == ["id is blank"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            'pipeline = "sail"',
            "pipeline: “sail” is not in the playbook; did you mean Sale? one of: Account opening, New share subscription, Sale",
        ),
        (
            'pipeline = "account-opening"',
            "stage: “Engaging” is not in the playbook; one of: Talking, Papers, Review, Third-party custody, Activated",
        ),
    ],
)
def test_pipeline_and_stage_are_those_of_the_playbook(refused, change, reason):
    text = DEALS_MAP.replace('pipeline = "sale"', change)

    assert refused("id,product,account,stage,begun,ended,worth\n9,MG,,Engaging,,,\n", text, code=1) == [reason]


@pytest.mark.parametrize(
    ("policy", "counts", "customers"),
    [
        ("", {"added": 2, "refused": 2, "created": 1}, ["Acme"]),
        ('unknown = "leave out"', {"added": 3, "refused": 1, "created": 2}, ["Acme"]),
        ('unknown = "create"\nkind = "organisation"', {"added": 4, "created": 3}, ["Acme", "New Ltd"]),
    ],
)
def test_an_unknown_customer_is_what_the_map_says(pipeline, book, policy, counts, customers):
    text = DEALS_MAP.replace('customer = "account"\n', "") + f'\n[fields.customer]\ncolumn = "account"\n{policy}\n'

    assert (
        pipeline(DEALS.replace(",Acme,Won", ",New Ltd,Won").replace(",Acme,Lost", ",new ltd,Lost"), the_map=text)
        == counts
    )
    assert [row["name"] for row in book.all("SELECT name FROM customer ORDER BY id")] == customers
    assert {row["kind"] for row in book.all("SELECT kind FROM customer")} == {"organisation"}


def test_a_refused_row_creates_nobody(pipeline, tables):
    text = (
        DEALS_MAP.replace('customer = "account"\n', "") + '[fields.customer]\ncolumn = "account"\nunknown = "create"\n'
    )
    before = tables()

    pipeline("id,product,account,stage,begun,ended,worth\n9,MG,New,Won,1/2/2017,1/1/2017,5\n", the_map=text, code=1)

    assert tables() == before


def test_a_name_that_two_customers_have_is_refused(pipeline, refused, figures, file):
    figures(file("b.csv", "name,phone,anyway\nAcme,1,yes\n"), "--as", "customer")

    assert refused(DEALS, code=0)[0] == "account: the book has 2 called “Acme”"


def test_customers_by_the_key_of_their_own_import(file, figures, book):
    customers = file("m1.toml", 'source = "crm"\nkey = "nr"\n[fields]\nname = "name"')
    figures(file("c.csv", "nr,name\n7,王伟\n8,王伟\n"), "--as", "customer", "--map", customers)
    text = 'source = "crm"\nkey = "id"\n[fields]\ntitle = "what"\ncustomer = { column = "nr", by = "key" }\n'

    assert figures(file("d.csv", "id,what,nr\n1,x,8\n"), "--as", "deal", "--map", file("m2.toml", text)) == {"added": 1}
    assert deal(book, "1", "customer_id", "pipeline", "stage") == (2, "account-opening", "talking")


def test_a_title_written_from_fields_and_columns(pipeline, book):
    pipeline(the_map=DEALS_MAP + '\n[fields.title]\ntext = "{product} for {account} ({worth})"\n')

    assert deal(book, "1", "title") == ("GTX Pro for Acme (1054)",)
    assert deal(book, "3", "title") == ("MG for ()",)


@pytest.mark.parametrize(
    ("change", "cell", "stored"),
    [
        ('currency = "USD"', "1,054.50", (105450, "USD")),
        ('currency = "JPY"', "1054", (1054, "JPY")),
        ('currency = "EUR"\n[fields.amount]\ncolumn = "worth"\ndecimal = ","', "1.054,50", (105450, "EUR")),
    ],
)
def test_currencies_and_decimal_commas(pipeline, book, change, cell, stored):
    head, _set, tail = DEALS_MAP.partition('pipeline = "sale"')
    text = (
        head
        + 'pipeline = "sale"\n'
        + change
        + (tail if "decimal" not in change else tail.replace('amount = "worth"', ""))
    )

    pipeline(f'id,product,account,stage,begun,ended,worth\n9,MG,,Engaging,,,"{cell}"\n', the_map=text)

    assert deal(book, "9", "amount_minor", "currency") == stored


def test_without_a_map_the_same_title_customer_and_day_is_the_same_deal(file, figures, book):
    figures(file("c.csv", "name\nA\n"), "--as", "customer")
    text = "title,customer,opened_on,金额\nloan,A,2026-11-01,20万\nloan,A,2026-11-02,5\nloan,,2026-11-01,\n"
    words = (file("d.csv", text), "--as", "deal")

    assert figures(*words) == {"added": 3}
    assert figures(*words) == {"unchanged": 3}
    file("d.csv", text.replace("20万", "30万"))
    assert figures(*words) == {"updated": 1, "unchanged": 2}
    assert book.number("SELECT amount_minor FROM deal WHERE id = 1") == 30_000_000


def test_what_the_book_keeps_is_what_deriving_it_gives(pipeline, book, home):
    """Random deals over customers with touches, imported, then edited and imported again."""
    pick = random.Random(7)
    with book.change("some life") as change:
        for number in range(2, 40):
            values = {"name": f"N{number}", "added_on": "2016-01-01", "quiet_since": "2016-01-01"}
            change.insert("customer", **derived_columns.of_customer(values))
        for _turn in range(100):
            day = f"201{pick.randint(6, 8)}-0{pick.randint(1, 9)}-1{pick.randint(0, 9)}"
            change.insert(
                "touch", customer_id=pick.randint(1, 39), kind="call", held_on=day, reached=pick.randint(0, 1)
            )
        for number in range(1, 40):
            derived_columns.after_touch_or_deal(book, change, number)
    for _turn in range(3):
        pipeline("id,product,account,stage,begun,ended,worth\n" + "".join(_some_deals(pick)))
        _as_derived(book)


def _some_deals(pick: random.Random) -> list[str]:
    rows = []
    for number in range(200):
        stage = pick.choice(("Won", "Lost", "Engaging", "Prospecting"))
        begun = f"{pick.randint(1, 12)}/{pick.randint(1, 28)}/2016" if stage != "Prospecting" else ""
        ended = f"{pick.randint(1, 12)}/{pick.randint(1, 28)}/2017" if stage in ("Won", "Lost") else ""
        account = pick.choice(("", "Acme", *(f"N{n}" for n in range(2, 40))))
        rows.append(f"{number},MG,{account},{stage},{begun},{ended},{number}\n")
    return rows


def _as_derived(book: Book) -> None:
    with book.change("derive all again") as change:
        for row in book.all("SELECT id FROM customer"):
            derived_columns.after_touch_or_deal(book, change, row["id"])
        for row in book.all("SELECT id FROM deal WHERE state = 'open'"):
            derived_columns.after_deal(book, change, row["id"])
        assert change.empty


def test_who_bought_is_a_customer_and_an_intent_carried_out_is_one_no_longer(file, figures, run, book):
    run("lead", "add", "王伟", "13812345678")
    run("customer", "add", "张敏", "--intent", "A")
    run("customer", "add", "李强", "--intent", "A")
    rows = "x,王伟,won,2026-11-20\ny,张敏,won,2026-11-25\nz,李强,won,2020-11-20\n"

    figures(file("d.csv", f"title,customer,state,closed_on\n{rows}"), "--as", "deal")

    found = [
        tuple(row) for row in book.all("SELECT status, converted_on, intent, client_since FROM customer ORDER BY id")
    ]
    assert found == [
        ("customer", "2026-11-20", "", "2026-11-20"),
        ("customer", None, "", "2026-11-25"),
        # It may have been noted after the deal of six years ago was won.
        ("customer", None, "A", "2020-11-20"),
    ]


def test_a_reason_lets_a_deal_go_on_and_is_kept(file, figures, run, book):
    run("customer", "add", "张敏")
    run("deal", "add", "account", "--for", "张敏", "--pipeline", "account-opening")
    rows = "account,张敏,account-opening,custody,2026-11-25"

    assert figures(file("d.csv", f"title,customer,pipeline,stage,opened_on\n{rows}\n"), "--as", "deal", code=1) == {
        "refused": 1
    }
    assert figures(
        file("e.csv", f"title,customer,pipeline,stage,opened_on,why\n{rows},told by phone\n"), "--as", "deal"
    ) == {"updated": 1}

    assert book.get("deal", 1)["stage"] == "custody"
    assert book.one("SELECT why FROM deal_stage ORDER BY id DESC")["why"] == "told by phone"


def test_a_deal_that_a_file_brings_in_a_late_stage_stands_with_what_is_missing(run: Any, file: Any) -> None:
    run("playbook", "use", "retail-bank")
    run("customer", "add", "李强")
    row = "title,customer,pipeline,stage,amount,opened_on{more}\nloan,李强,loan,{stage},50万,2026-11-02{why}\n"
    early, late = (file(f"{stage}.csv", row.format(stage=stage, more="", why="")) for stage in ("policy", "drawdown"))
    assert "not in the book" not in run("import", early, "--as", "deal", "--dry-run").stdout

    for words in (("--dry-run",), ()):
        told = run("import", late, "--as", "deal", *words)
        assert (
            "1 open deal is in a stage whose papers or decisions are not in the book (loan)"
            in told.stdout + told.stderr
        )

    item = run("deal", "show", "d1", "--json").json["item"]
    assert {"Identity card", "the credit sheet", "approval (Approval)"} <= set(item["behind"])
    assert item["next_command"].startswith("amflow deal doc d1 received")
    assert "missing: approval (Approval)" in run("deal", "win", "d1", code=1).stderr
    assert "missing: the credit sheet" in run("deal", "review", "d1", "--by", "approval", code=1).stderr
    assert any(one["what"] == "deal-behind" for one in run("customer", "health", "--json").json["doubts"])


def test_a_deal_that_a_file_brings_with_a_reason_is_asked_for_no_more_than_its_stage(run: Any, file: Any) -> None:
    run("playbook", "use", "retail-bank")
    run("customer", "add", "李强")
    row = "title,customer,pipeline,stage,amount,opened_on,why\nloan,李强,loan,drawdown,50万,2026-11-02,taken over\n"
    run("import", file("d.csv", row), "--as", "deal")

    run("deal", "doc", "d1", "received", "loan-contract")
    assert "approval" not in run("deal", "win", "d1", code=1).stderr
