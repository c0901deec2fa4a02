"""What other programs export is known by its columns, and read with the map that comes with the program."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amflow.files.import_ import column_map_toml, shipped

CONTACTS = ("name", "phone", "email", "role", "birthday", "salutation")
DEALS = ("title", "state", "closed_on", "expected_on", "amount_minor", "currency")

EXPORTS: dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]] = {
    "hubspot-contacts": (
        ("name", "phone", "email", "role", "added_on", "kind"),
        [
            ("Roe Ltd", "", "", "", "2026-11-25", "organisation"),
            ("Jane Roe", "+44 161 555 2002", "jane@roe.example", "Buyer", "2026-03-01", "person"),
            ("张敏", "13800138000", "zm@example.com", "", "2026-03-02", "person"),
        ],
    ),
    "hubspot-companies": (
        ("name", "kind", "phone", "address"),
        [
            ("Roe Ltd", "organisation", "+44 161 555 2000", "LS1 4AP Leeds UK"),
        ],
    ),
    "hubspot-deals": (
        DEALS,
        [
            ("First", "won", "2026-03-20", None, 100000, "CNY"),
            ("Second", "lost", "2026-04-01", None, 200000, "CNY"),
            ("Third", "open", None, "2026-12-18", 300050, "CNY"),
        ],
    ),
    "salesforce-contacts": (
        ("name", "phone", "email", "role", "birthday", "salutation", "address"),
        [
            ("Roe Ltd", "", "", "", "", "", ""),
            ("Jane Roe", "+44 7911 123456", "jane@roe.example", "Buyer", "1980-12-25", "ms", "1 High St Leeds"),
            ("Doe Ltd", "", "", "", "", "", ""),
            ("John Doe", "+44 161 555 2003", "", "", "1970-01-02", "", ""),
        ],
    ),
    "salesforce-accounts": (("name", "kind", "phone"), [("Roe Ltd", "organisation", "+44 161 555 2000")]),
    "salesforce-opportunities": (
        DEALS,
        [
            ("Package 1", "won", "2026-03-20", None, 550000, "USD"),
            ("Package 2", "open", None, "2026-12-18", 70000, "CNY"),
        ],
    ),
    "pipedrive-deals": (
        (*DEALS, "lost_why"),
        [
            ("First", "won", "2026-03-20", None, 100000, "EUR", ""),
            ("Second", "lost", "2026-04-01", None, 200000, "EUR", "too dear"),
            ("Third", "open", None, "2026-12-18", 300000, "EUR", ""),
        ],
    ),
    "pipedrive-people": (
        ("name", "phone", "email"),
        [
            ("Roe Ltd", "", ""),
            ("Jane Roe", "+44 161 555 2002", "jane@roe.example"),
        ],
    ),
    "pipedrive-organisations": (
        ("name", "kind", "address"),
        [
            ("Roe Ltd", "organisation", "1 High St, Leeds"),
        ],
    ),
    "outlook-contacts": (
        (*CONTACTS, "impression"),
        [
            ("Acme", "", "", "", "", "", ""),
            ("John Q Public", "+49 171 5550100", "jq@example.com", "Buyer", "", "", "one\ntwo"),
            ("周晓明", "13800138000", "", "", "1985-10-15", "mr", ""),
        ],
    ),
    "outlook-contacts-de": (
        (*CONTACTS, "address"),
        [
            ("Rohr GmbH", "", "", "", "", "", ""),
            (
                "Jürgen Müller",
                "+49 171 5550100",
                "jm@rohr.example",
                "Einkauf",
                "1985-10-15",
                "mr",
                "Am Weg 1 53111 Bonn",
            ),
            ("Anna Schmidt", "+49 228 5550", "as@example.com", "", "", "ms", ""),
        ],
    ),
    "outlook-contacts-zh": (
        (*CONTACTS, "impression"),
        [
            ("东方机械", "", "", "", "", "", ""),
            ("周晓明", "13800138000", "z@example.com", "经理", "1985-10-15", "", "老客户"),
        ],
    ),
    "google-contacts": (
        CONTACTS,
        [
            ("东方机械", "", "", "", "", ""),
            ("张敏", "13800138000 / 010-88880000", "a@example.com", "经理", "--10-15", ""),
        ],
    ),
    "google-contacts-2023": (
        CONTACTS,
        [
            ("Ann Lee", "+44 7911 123456", "ann@example.com", "", "1985-10-15", ""),
        ],
    ),
    "bank-customers": (
        ("name", "phone", "tier", "assets_minor", "birthday", "salutation", "external_key"),
        [
            ("东方机械", "", "", None, "", "", None),
            ("张三", "13800000001", "gold", 12_500_000, "1985-10-15", "mr", "88001"),
            ("李四", "13800000002", "standard", 3_000_000, "1990-01-02", "ms", "88002"),
        ],
    ),
    "wecom-customers": (
        ("name", "phone", "role", "impression", "added_on", "source"),
        [
            ("东方机械", "", "", "", "2026-11-25", ""),
            ("张敏", "13800138000", "经理", "茶友", "2026-03-01", ""),
        ],
    ),
    "taskwarrior": (
        ("title", "state", "due_on", "due_time", "done_on"),
        [
            ("call Ann Lee", "open", "2026-12-01", "14:00", None),
            ("send the form", "open", "2026-12-03", "", None),
            ("order paper", "done", None, "", "2026-11-11"),
        ],
    ),
}


def export(name: str) -> str:
    """A small file such as the other program makes it."""
    return Path(__file__).with_name("exports").joinpath(f"{name}.csv").read_text("utf-8")


@pytest.fixture
def stored(book: Any) -> Callable[..., list[tuple[Any, ...]]]:
    """These columns of every customer or deal."""

    def read(kind: str, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in book.all(f"SELECT {', '.join(columns)} FROM {kind} ORDER BY id")]

    return read


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_known_by_its_columns(file: Any, run: Any, stored: Any, name: str) -> None:
    columns, expected = EXPORTS[name]

    result = run("import", file("export.csv", export(name)), "--json")

    assert f"its columns are those of “{name}”" in result.stderr
    assert result.json["items"] == []
    assert stored(result.json["as"], columns) == expected


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_that_is_read_again_changes_nothing(file: Any, figures: Any, name: str) -> None:
    source = file("export.csv", export(name))
    figures(source)

    assert set(figures(source)) == {"unchanged"}


def test_every_shipped_map_is_right_and_has_an_export_here() -> None:
    maps = sorted(shipped.MAPS.glob("*.toml"))

    assert {path.stem for path in maps} == set(EXPORTS)
    for path in maps:
        assert column_map_toml.read(path, "").signature


def test_a_shipped_map_may_be_named(file: Any, figures: Any) -> None:
    less = file("some.csv", "Deal Name,Deal Stage\nFirst,Contract sent\n")

    assert figures(less, "--map", "hubspot-deals") == {"added": 1}


def test_a_file_of_ones_own_wins_over_a_shipped_map(file: Any, run: Any, tmp_path: Path) -> None:
    file("hubspot-deals", "as = 'customer'\n[fields]\nname = 'Deal Name'")

    result = run("import", file("some.csv", "Deal Name\nFirst\n"), "--map", str(tmp_path / "hubspot-deals"), "--json")

    assert result.json["as"] == "customer"


def test_words_that_the_playbook_does_not_have_are_named(file: Any, run: Any) -> None:
    said = run("import", file("export.csv", export("wecom-customers"))).stderr

    assert "“来源”: not in the playbook, left out: 扫描二维码 (1)" in said


def test_days_that_can_be_read_one_way_only_decide_for_their_column(file: Any, run: Any) -> None:
    said = run("import", file("export.csv", export("salesforce-contacts"))).stderr

    assert (
        "“Birthdate”: days that could be read in two ways are read as month/day/year: 12/25/1980 is no other day"
        in said
    )


def test_days_of_both_orders_are_left_out_until_somebody_says_how(file: Any, run: Any, figures: Any) -> None:
    text = export("salesforce-contacts").replace("1/2/1970", "31/12/1970")

    said = run("import", file("a.csv", text), "--dry-run").stderr
    assert "2 days were left out" in said
    assert said.count("day or month first?") == 2
    said = run("import", file("a.csv", text), "--dates", "month/day/year").stderr
    assert "1 day was left out, and the rest of the row taken (line 3:" in said


def test_a_stage_of_life_says_who_is_a_lead_yet(file: Any, run: Any, stored: Any) -> None:
    text = (
        "Record ID,First Name,Last Name,Email,Lifecycle Stage,Last Activity Date\n1,Jane,Roe,j@x.example,Lead,2026-03-01\n"
        "2,Ann,Lee,a@x.example,Marketing Qualified Lead,\n3,Max,Poe,m@x.example,Customer,\n4,Ida,Moe,i@x.example,Champion,\n"
    )

    said = run("import", file("a.csv", text)).stderr

    assert [status for (status,) in stored("customer", ("status",))] == ["lead", "lead", "customer", "customer"]
    assert "“Lifecycle Stage”: not in the playbook, left out: Champion (1)" in said
    assert "Last Activity Date: part of talks; bring those in from the same file afterwards: amflow import" in said


def test_only_columns_with_something_in_them_are_named_as_left(
    file: Callable[..., str], run: Callable[..., Any]
) -> None:
    text = "First Name,Last Name,E-mail Address,Hobby,Anniversary,Spouse\nJane,Roe,jane@roe.example,sailing,,\nAnn,Roe,,,, \n"

    told = run("import", file("outlook.csv", text), "--as", "customer").stderr

    assert "a column is not taken: Hobby" in told
    assert "Spouse" not in told
