"""One firm, spelt as phones and other programs spell it; people who stay where they are; who was merged or removed."""

from typing import Any

import pytest

from amflow.customers.identity import firms

COMPANIES = (
    "Record ID,Company name,Phone Number,Company Domain Name\n"
    "1,Harrow Precision Ltd,+44 161 496 0100,harrow.example\n3,Severn Marine Supplies Ltd,+44 161 496 0300,severn.example\n"
)
CONTACTS = (
    "Record ID,First Name,Last Name,Email,Phone Number,Associated Company\n"
    "11,Sarah,Holt,sarah@harrow.example,+44 7911 123456,Harrow Precision Ltd\n"
    "13,Dave,Pike,dave@severn.example,+44 7911 123458,Severn Marine Supplies Ltd\n"
)
HEAD = "First Name,Last Name,Company,E-mail Address,Job Title,Mobile Phone\n"
OUTLOOK = (
    "First Name,Last Name,Company,E-mail Address,Job Title,Mobile Phone\n"
    "Sarah,Holt,Harrow Precision,sarah@harrow.example,,\nDave,Pike,Severn Marine,dave@severn.example,,\n"
)
CARD = "BEGIN:VCARD\nVERSION:3.0\n{uid}FN:{name}\nORG:{firm}\n{more}END:VCARD\n"


def _firms(book: Any) -> list[str]:
    return [row["name"] for row in book.all("SELECT name FROM customer WHERE kind = 'organisation' ORDER BY id")]


def _whose(book: Any) -> dict[str, str]:
    asked = "SELECT a.name, b.name AS firm FROM customer AS a JOIN customer AS b ON b.id = a.organisation_id"
    return {row["name"]: row["firm"] for row in book.all(asked)}


@pytest.fixture
def brought(run: Any, file: Any) -> None:
    run("import", file("co.csv", COMPANIES))
    run("import", file("hc.csv", CONTACTS))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("harrow precision", "harrow precision ltd", True),
        ("harrow precision limited", "harrow precision ltd.", True),
        ("harrow precision co., ltd", "harrow precision ltd", True),
        ("harrow precision ltd", "harrow precision gmbh", False),
        ("harrow b.v.", "harrow bv", True),
        ("宁波样例机械", "宁波样例机械有限公司", True),
        ("宁波样例机械有限责任公司", "宁波样例机械有限公司", True),
        ("宁波样例机械有限公司", "宁波样例机械股份有限公司", False),
        ("宁波样例机械有限公司", "宁波样例机械有限公司上海分公司", False),
        ("宁波样例机械", "宁波样例机械分公司", False),
        ("样例集团", "样例集团有限公司", True),
        ("ltd", "limited", False),
        ("harrow", "harrow precision", False),
    ],
)
def test_legal_forms_are_told_apart(one: str, other: str, same: bool) -> None:
    assert (firms.alike(one, other), firms.alike(other, one)) == (same, same)


@pytest.mark.usefixtures("brought")
def test_nobody_goes_to_a_firm_of_which_there_is_only_a_name(run: Any, file: Any, book: Any) -> None:
    whose, there = _whose(book), _firms(book)

    told = run("import", file("outlook.csv", OUTLOOK)).stderr

    assert (_whose(book), _firms(book)) == (whose, there)
    assert "firms that the book spells otherwise: Harrow Precision → Harrow Precision Ltd (c1)" in told
    assert "there is only the name: Dave Pike (c4): Severn Marine Supplies Ltd, not Severn Marine" in told


@pytest.mark.usefixtures("brought")
def test_a_card_with_its_own_number_is_of_whom_it_describes(run: Any, file: Any, book: Any) -> None:
    card = CARD.format(
        uid="UID:abc-1\n", name="Sarah Holt", firm="HARROW PRECISION LIMITED", more="TEL;TYPE=CELL:+447911123456\n"
    )

    run("import", file("phone.vcf", card))

    people = book.all("SELECT name, phone, external_source, external_key FROM customer WHERE kind = 'person'")
    assert tuple(people[0]) == ("Sarah Holt", "+44 7911 123456", "hubspot", "11")
    assert len(people) == 2
    assert _whose(book)["Sarah Holt"] == "Harrow Precision Ltd"


@pytest.mark.usefixtures("brought")
def test_what_a_firm_was_called_before_it_was_merged_means_the_one_that_stays(run: Any, file: Any, book: Any) -> None:
    run("customer", "add", "Harrow Tools Ltd", "--organisation")
    run("customer", "merge", "c1", "c5", "--yes")
    text = f"{HEAD}Ann,Roe,HARROW TOOLS LIMITED,ann@harrow.example,,\n"

    run("import", file("outlook.csv", text))

    assert _whose(book)["Ann Roe"] == "Harrow Precision Ltd"
    assert "Harrow Tools Ltd" not in _firms(book)


def test_a_firm_that_contacts_brought_is_taken_over_in_its_full_name(run: Any, file: Any, book: Any) -> None:
    run("import", file("outlook.csv", OUTLOOK))
    run("import", file("co.csv", COMPANIES))

    assert _firms(book) == ["Harrow Precision Ltd", "Severn Marine", "Severn Marine Supplies Ltd"]
    run("import", file("outlook.csv", OUTLOOK))
    assert _firms(book) == ["Harrow Precision Ltd", "Severn Marine", "Severn Marine Supplies Ltd"]


def test_two_firms_that_one_file_names_stay_two(run: Any, file: Any, book: Any) -> None:
    run("import", file("c.csv", "name,kind\nHarrow,organisation\nHarrow Ltd,organisation\n"), "--as", "customer")

    assert _firms(book) == ["Harrow", "Harrow Ltd"]


def test_of_two_legal_forms_the_mail_says_which_one_is_meant(run: Any, file: Any, book: Any) -> None:
    for firm, mail in (("Harrow Ltd", "a@harrow.example"), ("Harrow GmbH", "b@harrow-de.example")):
        run("customer", "add", firm, "--organisation", "--email", mail)
    text = f"{HEAD}Ann,Roe,Harrow,ann@harrow-de.example,,\nJo,Doe,Harrow,jo@gmail.com,,\n"

    run("import", file("outlook.csv", text))

    assert _whose(book) == {"Ann Roe": "Harrow GmbH", "Jo Doe": "Harrow"}


def test_who_goes_to_another_firm_is_said(run: Any, file: Any, book: Any) -> None:
    text = "First Name,Last Name,Company,E-mail Address,Job Title,Mobile Phone\nAnn,Roe,{},ann@x.example,,\n"
    run("import", file("a.csv", text.format("Harrow Ltd")))

    told = run("import", file("a.csv", text.format("Other Ltd"))).stderr

    assert "with another organisation now: Ann Roe (c2): Harrow Ltd → Other Ltd" in told
    assert _whose(book)["Ann Roe"] == "Other Ltd"


def test_whom_you_removed_stays_away_until_you_say_otherwise(run: Any, file: Any, book: Any) -> None:
    card = file("a.vcf", CARD.format(uid="", name="Mum", firm="", more="TEL:+44 7911 999999\n").replace("ORG:\n", ""))
    run("import", card)
    run("customer", "remove", "c1")

    told = run("import", card).stderr
    assert "1 row is of somebody whom you removed, and is left: Mum (c1) (--take brings them back)" in told
    assert [row["status"] for row in book.all("SELECT status FROM customer")] == ["removed"]

    run("import", card, "--take")
    assert [row["status"] for row in book.all("SELECT status FROM customer")] == ["customer"]


def test_firms_of_like_beginnings_with_mails_of_one_domain_are_listed(run: Any) -> None:
    run("customer", "add", "Severn Marine", "--organisation")
    run("customer", "add", "Severn Marine Supplies Ltd", "--organisation", "--email", "a@severn.example")
    run("customer", "add", "Severn Marine Repairs", "--organisation", "--email", "a@repairs.example")
    run("customer", "add", "Dave Pike", "--org", "c1", "--email", "dave@severn.example")

    pairs = [
        (one["first"]["ref"], one["second"]["ref"], one["evidence"])
        for one in run("customer", "merge", "--json").json["items"]
    ]

    assert pairs == [("c1", "c2", ["names that begin alike, mails of one domain"])]
