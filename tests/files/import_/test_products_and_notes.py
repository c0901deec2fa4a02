"""amflow product and amflow note."""

import pytest


@pytest.fixture
def catalogue(run):
    """Two products."""
    run("product", "add", "GTX Pro", "--series", "GTX", "--price", "4,821", "--note", "fast")
    run("product", "add", "GTX Plus", "--series", "GTX")


def items(result):
    return result.json["items"]


def test_products_are_listed_with_price_and_deals(catalogue, run, file):
    run(
        "import",
        file("d.csv", "title,product,state,closed_on,why\nx,GTX Pro,won,2026-11-01,a gift\ny,GTX Pro,,,\n"),
        "--as",
        "deal",
    )

    assert items(run("product", "list", "--json"))[1] == {
        "ref": "p1",
        "name": "GTX Pro",
        "series": "GTX",
        "service": None,
        "risk": None,
        "term": None,
        "least": None,
        "price": {"amount": 4821, "currency": "CNY"},
        "open_deals": 1,
        "won_deals": 1,
        "note": "fast",
    }
    assert run("product", "list", "--series", "other").stdout == ""
    assert run("product", "show", "pro", "--json").json["item"]["last_won_on"] == "2026-11-01"


def test_a_product_is_changed_by_reference_or_name(catalogue, run):
    changed = run("product", "edit", "gtx pro", "--price", "", "--name", "GTX Max", "--json").json["item"]

    assert (changed["ref"], changed["name"], changed["price"]) == ("p1", "GTX Max", None)
    assert "was so already" in run("product", "edit", "p1", "--name", "GTX Max").stdout
    run("undo")
    assert items(run("product", "list", "--json"))[1]["name"] == "GTX Pro"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "gtx pro"), 1, "GTX Pro is there already: p1"),
        (("add", "X", "--price", "-3"), 2, "negative"),
        (("add", "\x1b"), 2, "is empty"),
        (("edit", "p2", "--name", "GTX PRO"), 1, "is there already"),
        (("edit", "p2"), 2, "nothing to change was named"),
        (("show", "gtx"), 4, "is more than one product"),
        (("show", "p9"), 3, "there is no product p9"),
        (("show", "GTX Prro"), 3, "did you mean GTX Pro (p1)"),
        (("remove", "zzz"), 3, "no product is called"),
    ],
)
def test_what_cannot_be_is_refused(catalogue, run, tables, words, code, said):
    before = tables()

    result = run("product", *words, code=code)

    assert said in result.stderr
    assert tables() == before


def test_a_product_of_a_deal_stays(catalogue, run, file):
    run("import", file("d.csv", "title,product\nx,GTX Pro\n"), "--as", "deal")

    assert "1 deal is about GTX Pro" in run("product", "remove", "p1", code=1).stderr
    run("product", "remove", "p2")
    assert [row["ref"] for row in items(run("product", "list", "--json"))] == ["p1"]


def test_notes_are_written_listed_and_taken_out(run, file):
    run("import", file("c.csv", "name\n张敏\n"), "--as", "customer")
    run("note", "add", "rates fall", "--on", "2026-11-20")
    run("note", "add", "-", "--kind", "competitor", stdin="first line\nsecond\n")
    run("note", "add", "喜欢茶", "--for", "张敏")

    notes = items(run("note", "list", "--json"))
    assert [(note["ref"], note["kind"], (note["customer"] or {}).get("ref")) for note in notes] == [
        ("n3", "customer", "c1"), ("n2", "competitor", None), ("n1", "market", None),
    ]  # fmt: skip
    assert notes[1]["text"] == "first line\nsecond"
    assert [row[0] for row in run("note", "list", "--kind", "market").lines] == ["n1"]
    assert [row[0] for row in run("note", "list", "--for", "c1").lines] == ["n3"]
    assert [row[0] for row in run("note", "list", "--last", "1").lines] == ["n3"]
    run("note", "remove", "n2")
    assert [row[0] for row in run("note", "list").lines] == ["n3", "n1"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add",), 2, "the note is missing"),
        (("add", "\x07 "), 2, "the note is empty"),
        (("add", "x", "--kind", "markt"), 2, "did you mean market?"),
        (("add", "x", "--for", "nobody"), 3, "nobody"),
        (("remove", "n9"), 3, "there is no note n9"),
        (("remove", "t9"), 2, "is not a note"),
    ],
)
def test_notes_that_cannot_be(run, tables, words, code, said):
    before = tables()

    result = run("note", *words, code=code)

    assert said in result.stderr
    assert tables() == before


def test_notes_on_a_terminal_are_one_line_each(run, screen):
    run("note", "add", "first line\nsecond")

    assert screen("note", "list").splitlines()[1].rstrip() == "n1   Wed 25 Nov  market  first line second"
