"""What a person did after a file was made is not taken back by it: it is told, left, and `--take` lets the file win."""

from typing import Any

DEALS = "Record ID,Deal Name,Deal Stage,Close Date,Create Date,Amount,Associated Company\n"
OPEN = f"{DEALS}1,First,{{stage}},2026-12-20,2026-01-05,{{amount}},Roe Ltd\n"


def _deal(book: Any) -> tuple[Any, ...]:
    return tuple(book.one("SELECT state, stage, amount_minor, closed_on FROM deal"))


def test_a_deal_won_by_hand_is_not_opened_again_by_an_older_export(file: Any, run: Any, book: Any) -> None:
    old = file("a.csv", OPEN.format(stage="talking", amount="310000"))
    run("import", old)
    run("deal", "win", "d1", "--amount", "305000", "--force", "--why", "signed")
    won = _deal(book)
    steps = book.number("SELECT count(*) FROM deal_stage")

    result = run("import", old, "--json")

    assert (won[0], won[2], _deal(book)) == ("won", 30500000, won)
    assert result.json["figures"]["unchanged"]["value"] == 1
    assert (
        "changed by you since, and left as it is: d1: state won (file: open), amount 305000 (file: 310000)"
        in result.stderr
    )
    assert book.number("SELECT count(*) FROM deal_stage") == steps

    run("import", old, "--take")
    assert (_deal(book)[0], _deal(book)[2]) == ("open", 31000000)


def test_a_newer_word_of_the_other_program_is_told_and_left_too(file: Any, run: Any, book: Any) -> None:
    run("import", file("a.csv", OPEN.format(stage="talking", amount="310000")))
    run("deal", "edit", "d1", "--amount", "305000")

    told = run("import", file("a.csv", OPEN.format(stage="talking", amount="320000"))).stderr

    assert "d1: amount 305000 (file: 320000)" in told
    assert _deal(book)[2] == 30500000


def test_what_nobody_changed_by_hand_follows_the_file(file: Any, figures: Any, run: Any, book: Any) -> None:
    figures(file("a.csv", OPEN.format(stage="talking", amount="310000")))
    run("deal", "edit", "d1", "--expected", "2026-12-24")

    assert figures(file("a.csv", OPEN.format(stage="papers", amount="320000"))) == {"updated": 1}
    assert (_deal(book)[1:3], book.one("SELECT expected_on FROM deal")[0]) == (("papers", 32000000), "2026-12-24")


def test_what_was_taken_back_by_undo_was_not_done(file: Any, figures: Any, run: Any, book: Any) -> None:
    figures(file("a.csv", OPEN.format(stage="talking", amount="310000")))
    run("deal", "edit", "d1", "--amount", "305000")
    run("undo")

    assert figures(file("a.csv", OPEN.format(stage="talking", amount="320000"))) == {"updated": 1}
    assert _deal(book)[2] == 32000000


def test_a_stage_further_back_than_where_the_person_was_is_left(file: Any, figures: Any, run: Any, book: Any) -> None:
    figures(file("a.csv", OPEN.format(stage="talking", amount="310000")))
    run("deal", "advance", "d1", "--force", "--why", "met")

    assert (
        "d1: stage papers (file: talking)"
        in run("import", file("a.csv", OPEN.format(stage="talking", amount="310000"))).stderr
    )
    assert _deal(book)[1] == "papers"


def test_orders_holdings_and_tasks_keep_what_was_done(file: Any, run: Any, book: Any) -> None:
    run("customer", "add", "Roe Ltd", "--organisation")
    map_ = file(
        "o.toml",
        'as = "order"\n[fields]\ncustomer = "c"\nname = "n"\nordered_on = "d"\n'
        'delivered_on = { column = "e", blank = "erase" }\n',
    )
    order = file("o.csv", "c,n,d,e\nRoe Ltd,rope,2026-11-02,\n")
    holding = file("h.csv", "customer,name,bought_on,amount,sold_on\nRoe Ltd,Fund,2026-01-05,500,\n")
    held = file(
        "h.toml",
        'as = "holding"\n[fields]\ncustomer = "customer"\nname = "name"\nbought_on = "bought_on"\n'
        'amount = "amount"\nsold_on = { column = "sold_on", blank = "erase" }\n',
    )
    task = file("t.csv", "title,customer,due_on,state\ncall back,Roe Ltd,2026-11-25,open\n")
    words = (("import", order, "--map", map_), ("import", holding, "--map", held), ("import", task, "--as", "task"))
    for line in words:
        run(*line)
    run("order", "deliver", "o1", code=None)
    run("holding", "sell", "h1")
    run("done", "t1")
    asked = "SELECT (SELECT delivered_on FROM orders), (SELECT sold_on FROM holding), (SELECT state FROM task)"
    done = tuple(book.one(asked))
    assert all(done)

    told = [run(*line).stderr for line in words]

    assert tuple(book.one(asked)) == done
    assert ["left as it is: o1: " in told[0], "left as it is: h1: " in told[1], "left as it is: t1: " in told[2]] == [
        True
    ] * 3


def test_a_phone_and_a_field_that_were_corrected_stay(file: Any, run: Any, book: Any) -> None:
    old = file("c.csv", "key,name,phone,website\n7,Ann Roe,13911110001,a.example\n")
    run("import", old, "--as", "customer")
    run("customer", "edit", "c1", "--phone", "13911110002")

    assert "c1: phone 13911110002 (file: 13911110001)" in run("import", old, "--as", "customer").stderr
    assert book.one("SELECT phone FROM customer")[0] == "13911110002"


def test_what_we_let_out_and_somebody_changed_there_comes_in(file: Any, run: Any, book: Any) -> None:
    run("customer", "add", "Ann Roe", "--phone", "13911110001")
    run("customer", "edit", "c1", "--phone", "13911110002")
    uid = book.one("SELECT uid FROM customer")[0]

    was, new = (f"uid,name,phone\n{uid},Ann Roe,1391111000{n}\n" for n in (1, 3))

    assert "phone 13911110002 (file: 13911110001)" in run("import", file("a.csv", was), "--as", "customer").stderr
    run("import", file("b.csv", new), "--as", "customer")
    assert book.one("SELECT phone FROM customer")[0] == "13911110003"
