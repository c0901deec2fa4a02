"""Conditions: what they mean, and that nothing written in one reaches the SQL."""

import sqlite3

import pytest

from amflow.errors import Unusable
from amflow.playbooks import loader
from amflow.playbooks.conditions import Condition, parse, where

TIERS = loader.load("general", None, None).tiers

CUSTOMERS = [
    # name, tier, kind, status, intent, source, assets_minor
    ("gold", "gold", "person", "customer", "A", "fair", 60_000_000),
    ("silver", "silver", "organisation", "customer", "B", "web", 50_000_000),
    ("standard", "standard", "person", "customer", "", "fair", 49_999_999),
    ("lead", "", "person", "lead", "C", "", None),
]


@pytest.fixture(scope="module")
def book():
    book = sqlite3.connect(":memory:")
    book.execute("CREATE TABLE customer (name, tier, kind, status, intent, source, assets_minor)")
    book.executemany("INSERT INTO customer VALUES (?, ?, ?, ?, ?, ?, ?)", CUSTOMERS)
    yield book
    book.close()


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("", "gold silver standard lead"),
        ("  ", "gold silver standard lead"),
        ("tier = gold", "gold"),
        ("tier >= silver", "gold silver"),
        ("tier>silver", "gold"),
        ("tier <= silver", "silver standard"),
        ("tier < silver", "standard"),
        ("tier > gold", ""),
        ("tier != gold", "silver standard lead"),
        ("tier in gold standard", "gold standard"),
        ("kind = person", "gold standard lead"),
        ("kind != person", "silver"),
        ("status = customer", "gold silver standard"),
        ("intent in A B", "gold silver"),
        ("source = fair and tier >= standard and assets < 500000", "standard"),
        ("assets >= 500000", "gold silver"),
        ("assets = 500000.00", "silver"),
        ("assets = 499999.99", "standard"),
        ("assets > 499999.9", "gold silver standard"),
        ("assets != 500000", "gold standard"),
        ("  kind   =  person   and\n intent in  A   C ", "gold lead"),
    ],
)
def test_a_condition_means_these_customers(book, text, who):
    clause, parameters = where(parse(text), TIERS)

    found = [name for (name,) in book.execute(f"SELECT name FROM customer WHERE {clause}", parameters)]

    assert found == who.split()


def test_what_a_condition_is():
    assert parse("tier >= gold and intent in A B") == (
        Condition("tier", ">=", "gold"),
        Condition("intent", "in", ("A", "B")),
    )


def test_the_clause_holds_only_the_column_and_marks():
    assert where(parse("source = fair and kind = person"), TIERS, "c") == (
        "c.source IN (?) AND c.kind IN (?)",
        ["fair", "person"],
    )
    assert where(parse("tier >= silver"), TIERS) == ("customer.tier IN (?, ?)", ["gold", "silver"])
    assert where((), TIERS) == ("1", [])


@pytest.mark.parametrize(
    "text",
    [
        "name = x",
        "tier",
        "tier gold",
        "tier >= ",
        "= gold",
        "tier >= gold silver",
        "tier == gold",
        "kind > person",
        "assets in 1 2",
        "assets >= many",
        "assets >= -5",
        "assets >= 1e9",
        "assets >= 0.123",
        "assets >= 99999999999999999999",
        "tier >= gold or kind = person",
        "tier >= gold and",
        "and tier >= gold",
        "tier >= gold and and kind = person",
        "tier in gold and",
        "not tier = gold",
        "source = x'; DROP TABLE customer; --",
        "source = x) OR (1=1",
        'source = "x"',
        "source = x OR 1=1",
        "source = (SELECT phone FROM customer)",
        "customer.tier = gold",
        "phone = 138",
        "1 = 1",
        "source = x -- y",
        "source = x\0",
        "source = %",
        "tier >= gold" * 1000,
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(Unusable):
        parse(text)


@pytest.mark.parametrize("text", ["tier >= platinum", "tier in gold platinum", "tier != platinum"])
def test_an_unknown_tier_is_refused(text):
    with pytest.raises(Unusable) as error:
        where(parse(text), TIERS)

    assert "platinum" in error.value.message
    assert "silver" in error.value.hint


def test_a_word_that_looks_like_sql_stays_a_parameter(book):
    clause, parameters = where((Condition("source", "=", "x' OR '1'='1"),), TIERS)

    assert "'" not in clause
    assert book.execute(f"SELECT name FROM customer WHERE {clause}", parameters).fetchall() == []
