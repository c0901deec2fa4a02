"""The practice data with the shipped maps: real input, taken as it is. Skipped where the data is not at hand."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DATA = ROOT.parent / "shared" / "data" / "crm-sales"
MAPS = ROOT / "examples" / "crm-sales"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the CRM Sales data is not beside the project")

MINE = ("--where", "sales_agent=Darcel Schlecht")


@pytest.fixture
def brought(figures):
    """What the three imports of one account manager's book said."""
    return [
        figures(str(DATA / "accounts.csv"), "--map", str(MAPS / "accounts.toml")),
        figures(str(DATA / "products.csv"), "--map", str(MAPS / "products.toml")),
        figures(str(DATA / "sales_pipeline.csv"), "--as", "deal", "--map", str(MAPS / "pipeline.toml"), *MINE),
    ]


def test_one_account_managers_book(brought, book):
    assert brought == [{"added": 85}, {"added": 7}, {"added": 747, "left_out": 8053}]

    counts = book.all("SELECT state, stage, count(*), sum(amount_minor) FROM deal GROUP BY 1, 2 ORDER BY 1, 2")
    assert [tuple(row) for row in counts] == [
        ("lost", "engaging", 204, 0),
        ("open", "engaging", 83, None),
        ("open", "prospecting", 111, None),
        ("won", "engaging", 349, 115321400),
    ]
    assert book.number("SELECT count(*) FROM deal WHERE customer_id IS NULL") == 134
    assert book.number("SELECT count(*) FROM deal WHERE product_id IS NULL") == 0
    assert book.number("SELECT count(*) FROM customer WHERE kind = 'organisation'") == 85


def test_profiles_and_parents(brought, book):
    row = book.one("SELECT * FROM customer WHERE name = 'Bluth Company'")

    assert book.get("customer", row["organisation_id"])["name"] == "Acme Corporation"
    assert row["profile"] == '{"staff": "3027", "founded": "1993", "industry": "technology", "turnover": "1242.32m"}'
    assert book.number("SELECT count(*) FROM customer WHERE organisation_id IS NOT NULL") == 15


def test_the_week_that_is_known(brought, book):
    week = ("2017-10-23", "2017-10-29")
    won = book.one(
        "SELECT count(*), sum(amount_minor) FROM deal WHERE state = 'won' AND closed_on BETWEEN ? AND ?", *week
    )

    assert tuple(won) == (11, 5056300)
    assert book.number("SELECT count(*) FROM deal WHERE state = 'lost' AND closed_on BETWEEN ? AND ?", *week) == 4
    assert book.number("SELECT count(*) FROM deal WHERE opened_on BETWEEN ? AND ?", *week) == 14


def test_again_and_undone(brought, figures, run, book, tables):
    again = figures(str(DATA / "sales_pipeline.csv"), "--map", str(MAPS / "pipeline.toml"), *MINE, "--on", "2027-01-04")
    assert again == {"unchanged": 747, "left_out": 8053}

    run("undo", "3")

    assert not any(tables().values())


def test_everybodys_deals(figures, brought):
    everyone = figures(str(DATA / "sales_pipeline.csv"), "--map", str(MAPS / "pipeline.toml"))

    assert everyone == {"added": 8053, "unchanged": 747}
