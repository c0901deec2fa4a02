"""Two ways to write are one truth: what a command writes, a file of one row writes, and what a command refuses, a row is
refused for in the same words."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

BESIDE = ("uid", "created_at", "updated_at", "external_source", "external_key")
"""What differs of every two rows, and what tells where one came from."""

DERIVED = ("change", "journal", "reading", "number", "stage_ended", "access", "about")


@pytest.fixture(autouse=True)
def trade(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")


def written(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that somebody wrote, by column, without what no two books share."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    try:
        names = [row["name"] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        found = {}
        for name in names:
            if name not in DERIVED and not name.startswith(("sqlite_", "search")):
                rows = connection.execute(f"SELECT * FROM {name} ORDER BY id").fetchall()
                found[name] = [{key: row[key] for key in row.keys() if key not in BESIDE} for row in rows]
        return {name: rows for name, rows in found.items() if rows}
    finally:
        connection.close()


PEOPLE = ("customer add 张敏 --phone 13800138000", "customer add 李强 --phone 13900139000")
GOODS = ("product add note --term 90d", "product add fund --service fund --risk R4 --price 100")
DUE = ("task add 'call back' --for 张敏 --due 2026-11-24", "task add visit --for 张敏 --kind visit --due 2026-11-25")

SAME = {
    "customer": (
        (),
        (
            "customer add 王伟 --phone 13812345678 --tier gold --intent A --birthday 1985-10-15 --field risk-tolerance=C3",
        ),
        "name,phone,tier,intent,birthday,risk-tolerance\n王伟,13812345678,gold,A,1985-10-15,C3\n",
    ),
    "customer moved": (
        ("customer add 王伟 --phone 13812345678 --tier silver",),
        ("customer edit 王伟 --tier gold --intent B --quiet-hours 12:00-14:00",),
        "name,phone,tier,intent,quiet_from,quiet_until\n王伟,13812345678,gold,B,12:00,14:00\n",
    ),
    "customer a lead": (
        PEOPLE,
        ("lead add 'Neu Gebauer' --referrer 张敏",),
        "name,status,referrer\nNeu Gebauer,lead,张敏\n",
    ),
    "product": (
        (),
        ("product add fund --service fund --risk R3 --price 100 --term 6m --min 1000 --aspect features=calm",),
        "name,service,risk,price,term,least,features\nfund,fund,R3,100,6m,1000,calm\n",
    ),
    "deal": (
        (*PEOPLE, *GOODS),
        ("deal add loan --for 张敏 --amount 20万 --product note --expected 2026-12-24",),
        "title,customer,product,amount,opened_on,expected_on\nloan,张敏,note,20万,2026-11-25,2026-12-24\n",
    ),
    "deal won": (
        (*PEOPLE, "customer edit 张敏 --intent A", "deal add loan --for 张敏", "deal review d1 --by Ann"),
        ("deal win d1 --force --why hurry",),
        "title,customer,state,opened_on,closed_on,why\nloan,张敏,won,2026-11-25,2026-11-25,hurry\n",
    ),
    "deal on": (
        (*PEOPLE, "deal add loan --for 张敏"),
        ("deal advance d1 --force --why hurry",),
        "title,customer,stage,opened_on,why\nloan,张敏,{next},2026-11-25,hurry\n",
    ),
    "touch": (
        (*PEOPLE, *DUE, "deal add loan --for 张敏"),
        ("log-visit 张敏 'a talk' --at 2026-11-25 --minutes 20 --no-next",),
        "customer,kind,held_on,minutes,note\n张敏,visit,2026-11-25,20,a talk\n",
    ),
    "touch with what was due": (
        ("lead add 王伟 13812345678 --on 2026-11-23",),
        ("log-call 王伟 'a call' --at 2026-11-25 --no-next",),
        "customer,kind,held_on,note\n王伟,call,2026-11-25,a call\n",
    ),
    "touch not reached": (
        (*PEOPLE, *DUE),
        ("log-call 张敏 'a call' --at 2026-11-25 --outcome no-answer --no-next",),
        "customer,kind,held_on,note,outcome\n张敏,call,2026-11-25,a call,no-answer\n",
    ),
    "task": (
        PEOPLE,
        ("task add papers --for 张敏 --due '2026-11-27 10:00' --minutes 30 --told",),
        "title,customer,due_on,due_time,minutes,promised\npapers,张敏,2026-11-27,10:00,30,yes\n",
    ),
    "task of a series done": (
        (*PEOPLE, "task add papers --for 张敏 --due 2026-11-25 --every '2 weeks'"),
        ("done t1",),
        "title,customer,due_on,state\npapers,张敏,2026-11-25,done\n",
    ),
    "holding": (
        (*PEOPLE, *GOODS),
        ("holding add note --for 张敏 --amount 50000 --bought 2026-11-02 --matures 2027-02-02",),
        "customer,product,amount,bought_on,matures_on\n张敏,note,50000,2026-11-02,2027-02-02\n",
    ),
    "holding that does not suit": (
        (*PEOPLE, *GOODS),
        ("holding add fund --for 张敏 --amount 50000 --why 'told and signed'",),
        "customer,product,amount,why\n张敏,fund,50000,told and signed\n",
    ),
    "holding sold": (
        (*PEOPLE, *GOODS, "holding add note --for 张敏 --amount 50000 --bought 2026-11-02"),
        ("holding sell h1 --proceeds 51000 --at 2026-11-24",),
        "customer,product,bought_on,sold_on,sold\n张敏,note,2026-11-02,2026-11-24,51000\n",
    ),
    "order": (
        (*PEOPLE, *GOODS),
        ("order add note --for 张敏 --units 2 --amount 596 --ordered 2026-11-20 --promised 2026-12-01",),
        "customer,product,quantity,amount,ordered_on,promised_on\n张敏,note,2,596,2026-11-20,2026-12-01\n",
    ),
    "order delivered": (
        (*PEOPLE, *GOODS, "order add note --for 张敏 --ordered 2026-11-20"),
        ("order deliver o1 --at 2026-11-24",),
        "customer,product,ordered_on,delivered_on\n张敏,note,2026-11-20,2026-11-24\n",
    ),
    "event": (
        (),
        ("event add 'a talk' --at 2026-12-11 --kind meeting --to 2026-12-12",),
        "title,on_date,until_on,kind\na talk,2026-12-11,2026-12-12,meeting\n",
    ),
}


@pytest.mark.parametrize("case", SAME)
def test_a_row_writes_what_the_command_writes(run: Any, file: Any, tmp_path: Path, book: Any, case: str) -> None:
    before, commands, content = SAME[case]
    if "{next}" in content:
        pipeline = run("playbook", "show", "--json").json
        assert pipeline
    by_hand, by_file = tmp_path / "hand.db", tmp_path / "file.db"
    import shlex

    for line in before:
        for path in (by_hand, by_file):
            run(*shlex.split(line), "--book", str(path))
    for line in commands:
        run(*shlex.split(line), "--book", str(by_hand))
    if "{next}" in content:
        content = content.replace("{next}", written(by_hand)["deal"][0]["stage"])

    words = ("import", file("in.csv", content), "--as", case.split()[0], "--book", str(by_file))
    result = run(*words, "--json", code=None)

    assert result.json["items"] == []
    assert written(by_file) == written(by_hand)
    assert run(*words, "--json").json["figures"]["unchanged"]["value"] == 1
    assert written(by_file) == written(by_hand), "the second time nothing changes"
    run("undo", "--book", str(by_file))


REFUSED = {
    "a product that does not suit": (
        "holding", "holding add fund --for 张敏", "customer,product\n张敏,fund\n", " (a column “why” lets it in)",
    ),
    "a product that is named as if it were none": (
        "holding", "holding add fund --for 张敏", "customer,name\n张敏,Fund\n", " (a column “why” lets it in)",
    ),
    "a deal about it": (
        "deal", "deal add loan --for 张敏 --product fund", "title,customer,product\nloan,张敏,fund\n",
        " (a column “why” lets it in)",
    ),
    "matures before it was bought": (
        "holding", "holding add note --for 张敏 --bought 2026-11-02 --matures 2026-11-01",
        "customer,product,bought_on,matures_on\n张敏,note,2026-11-02,2026-11-01\n", "",
    ),
    "lines the wrong way round": (
        "holding", "holding add note --for 张敏 --take-profit 1 --stop-loss 2",
        "customer,product,take_profit,stop_loss\n张敏,note,1,2\n", "",
    ),
    "sold tomorrow": (
        "holding", "holding sell h1 --at tomorrow", "customer,product,sold_on\n张敏,kept,2026-11-26\n", "",
    ),
    "sold already": (
        "holding", "holding sell h2 --at 2026-11-24", "customer,product,sold_on\n李强,kept,2026-11-24\n", "",
    ),
    "no units": (
        "order", "order add note --for 张敏 --units 0", "customer,product,ordered_on,quantity\n张敏,note,2026-11-25,0\n", "",
    ),
    "ordered tomorrow": (
        "order", "order add note --for 张敏 --ordered tomorrow", "customer,product,ordered_on\n张敏,note,2026-11-26\n", "",
    ),
    "promised before it was ordered": (
        "order", "order add note --for 张敏 --promised 2026-11-01",
        "customer,product,ordered_on,promised_on\n张敏,note,2026-11-25,2026-11-01\n", "",
    ),
    "delivered before it was ordered": (
        "order", "order deliver o1 --at 2026-11-01",
        "customer,product,ordered_on,delivered_on\n张敏,kept,2026-11-20,2026-11-01\n", "",
    ),
    "a talk to come": (
        "touch", "log-visit 张敏 x --at '2026-11-26 10:00' --no-next",
        "customer,held_on,held_at\n张敏,2026-11-26,10:00\n", "",
    ),
    "a talk later today": (
        "touch", "log-visit 张敏 x --at '23:59' --no-next", "customer,held_on,held_at\n张敏,2026-11-25,23:59\n", "",
    ),
    "an event that ends first": (
        "event", "event add x --at 2026-12-11 --to 2026-12-10", "title,on_date,until_on\nx,2026-12-11,2026-12-10\n", "",
    ),
    "a risk class nobody knows": (
        "product", "product add x --risk R9", "name,risk\nx,R9\n", None,
    ),
    "somebody who is there": (
        "customer", "customer add 张敏", "name\n张敏\n", None,
    ),
    "a lead who sounds like somebody": (
        "customer", "lead add 张民", "name,status\n张民,lead\n", None,
    ),
    "a segment nobody knows": (
        "customer", "customer add 王伟 --segment martians", "name,segment\n王伟,martians\n", None,
    ),
    "a tolerance nobody knows": (
        "customer", "customer add 王伟 --field risk-tolerance=C9", "name,risk-tolerance\n王伟,C9\n", None,
    ),
    "a place on no line": (
        "customer", "customer edit 张敏 --stop 0", "name,phone,stop\n张敏,13800138000,0\n", None,
    ),
    "hours that are none": (
        "customer", "customer edit 张敏 --quiet-hours 12:00-12:00",
        "name,phone,quiet_from,quiet_until\n张敏,13800138000,12:00,12:00\n", "",
    ),
    "their own referrer": (
        "customer", "customer edit 张敏 --referrer c1", "name,phone,referrer\n张敏,13800138000,c1\n", "",
    ),
    "a stage that lacks something": (
        "deal", "deal advance d1 --stage {last}", "title,customer,stage,opened_on\nkept,张敏,{last},2026-11-25\n", None,
    ),
    "a way back without a reason": (
        "deal", "deal advance d2 --stage {first}", "title,customer,stage,opened_on\nback,李强,{first},2026-11-25\n",
        " (a column “why” lets it in)",
    ),
    "won by nobody": (
        "deal", "deal win d3", "title,state,opened_on,closed_on\nnobody,won,2026-11-25,2026-11-25\n",
        " (a column “why” lets it in)",
    ),
    "a task that is done": (
        "task", "skip t1 --why late", "title,customer,due_on,state,why\nkept,张敏,2026-11-25,dropped,late\n", None,
    ),
}  # fmt: skip

KEPT = (
    *PEOPLE, *GOODS, "product add kept", "holding add kept --for 张敏", "holding add kept --for 李强",
    "holding sell h2 --at 2026-11-23", "order add kept --for 张敏 --ordered 2026-11-20",
    "deal add kept --pipeline loan --for 张敏", "deal add back --pipeline account-opening --for 李强",
    "deal advance d2 --force --why x",
    "task add kept --for 张敏 --due 2026-11-25", "done t1",
)  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_command_refuses_a_row_is_refused_for(run: Any, file: Any, home: Path, book: Any, case: str) -> None:
    import shlex

    kind, command, content, more = REFUSED[case]
    for line in KEPT:
        run(*shlex.split(line))
    run("import", file("open.csv", "title,opened_on\nnobody,2026-11-25\n"), "--as", "deal")
    stages = [row["stage"] for row in book.all("SELECT stage FROM deal_stage WHERE deal_id = 2 ORDER BY id")]
    named = {"{first}": stages[0], "{last}": "{last}"}
    if "{last}" in command:
        from amflow.shell.context import App

        app = App()
        pipeline = next(one for one in app.playbook.pipelines if stages[0] in [stage.key for stage in one.stages])
        named["{last}"] = pipeline.stages[-1].key
        app.close()
    for word, stage in named.items():
        command, content = command.replace(word, stage), content.replace(word, stage)
    before = written(home / "book.db")

    told = run(*shlex.split(command), code=None)
    result = run("import", file("in.csv", content), "--as", kind, "--take", "--json", code=None)

    assert told.code
    message = told.stderr.splitlines()[0].removeprefix("error: ")
    (refusal,) = result.json["items"]
    assert refusal["line"] == 2
    if more is None:
        assert message in refusal["why"]
    else:
        assert refusal["why"] == message + more
    assert written(home / "book.db") == before


def test_a_product_has_its_name_for_itself(run: Any, file: Any) -> None:
    run("product", "add", "note")
    told = run("product", "add", "note", code=None).stderr.splitlines()[0]

    result = run("import", file("in.csv", "key,name\n7,note\n8,note\n"), "--as", "product", "--json")

    assert [(one["line"], f"error: {one['why']}") for one in result.json["items"]] == [(3, told)]


def test_a_trial_refuses_the_same(run: Any, file: Any) -> None:
    for line in (*PEOPLE, *GOODS):
        run(*line.split())
    source = file("in.csv", "customer,product\n张敏,fund\n张敏,note\n")

    tried = run("import", source, "--as", "holding", "--json", "--dry-run").json
    done = run("import", source, "--as", "holding", "--json").json

    assert tried["items"] == done["items"]
    assert tried["figures"] == done["figures"]


@pytest.mark.parametrize(
    "words", ["import {} --as customer", "import --as holding {}", "import --as event {}", "import --as target {}"]
)
def test_a_closed_register_takes_no_file(run: Any, file: Any, words: str) -> None:
    run("customer", "add", "张敏")
    run("register", "open", "--by", "Ann")
    run("register", "close", "--by", "Ann")

    refused = run(*words.format(file("in.csv", "name\n李强\n")).split(), code=1)

    assert "the register was closed" in refused.stderr


def test_a_namesake_comes_in_by_a_column_or_a_key(figures: Any, file: Any) -> None:
    figures(file("a.csv", "name\n王伟\n"), "--as", "customer")

    assert figures(file("b.csv", "name,anyway,role\n王伟,yes,x\n"), "--as", "customer") == {"updated": 1}
    assert figures(file("c.csv", "name,phone,anyway\n王伟,139,yes\n"), "--as", "customer") == {"added": 1}
    assert figures(file("d.csv", "key,name\n7,王伟\n"), "--as", "customer") == {"added": 1}


def test_nobody_is_created_for_a_row_that_is_refused(run: Any, file: Any, book: Any) -> None:
    for line in GOODS:
        run(*line.split())
    the_map = file("m.toml", '[fields]\nproduct = "what"\ncustomer = { column = "who", unknown = "create" }\n')
    source = file("in.csv", "who,what\n新人,fund\n别人,note\n")

    result = run("import", source, "--as", "holding", "--map", the_map, "--json")

    assert "fund (p2) does not suit 新人" in result.json["items"][0]["why"]
    assert [row["name"] for row in book.all("SELECT name FROM customer")] == ["别人"]


def test_what_was_kept_by_its_name_finds_its_product_and_stands_once(run: Any, file: Any, book: Any) -> None:
    run("customer", "add", "张敏")
    source = file("held.csv", "customer,name,amount,bought_on\n张敏,gift box,100,2026-11-02\n")
    run("import", source, "--as", "holding")
    run("product", "add", "gift box")

    run("import", source, "--as", "holding")

    assert [row["product_id"] for row in book.all("SELECT product_id FROM holding")] == [1]


def test_what_has_its_product_keeps_it_whatever_it_is_called(run: Any, file: Any, book: Any) -> None:
    for words in (("customer", "add", "张敏"), ("product", "add", "box"), ("product", "add", "crate")):
        run(*words)
    run("import", file("held.csv", "customer,product,name\n张敏,box,crate\n"), "--as", "holding")
    uid = book.one("SELECT uid FROM holding")["uid"]

    run("import", file("again.csv", f"uid,customer,name\n{uid},张敏,crate\n"), "--as", "holding")

    assert [row["product_id"] for row in book.all("SELECT product_id FROM holding")] == [1]
