"""Other programs' files on an office's people: one line for many, merged ones who stay merged, contacts without a name,
headings with a time zone, pipelines and stages of another trade."""

from typing import Any

import pytest

HEAD = "name,phone,email\n"
DEALS = "Record ID,Deal Name,Deal Stage,Close Date{zone},Create Date{zone},Amount,Pipeline,Associated Company\n"
CONTACTS = "Record ID,First Name,Last Name,Email,Phone Number,Associated Company\n"


@pytest.mark.parametrize("zone", [" (GMT)", " (GMT+1)", " (UTC-05:30)", " (Europe/London)", "（GMT+8）"])
def test_a_time_zone_behind_a_heading_says_nothing(file: Any, run: Any, book: Any, zone: str) -> None:
    text = DEALS.format(zone=zone) + "1,First,Closed Won,2026-03-20 14:20,2026-01-05 10:00,1000,,Roe Ltd\n"

    result = run("import", file("a.csv", text), "--json")

    assert (result.json["figures"]["added"]["value"], "not taken" in result.stderr) == (1, False)
    assert tuple(book.one("SELECT opened_on, closed_on FROM deal")) == ("2026-01-05", "2026-03-20")


def test_another_bracket_is_no_time_zone(file: Any, run: Any) -> None:
    text = DEALS.format(zone=" (best)") + "1,First,Closed Won,2026-03-20,2026-01-05,1000,,Roe Ltd\n"

    run("import", file("a.csv", text), code=2)


def test_an_own_map_may_leave_the_zone_out(file: Any, figures: Any) -> None:
    text = "Deal,Begun (GMT+1),Firm\nFirst,2026-01-05,Roe Ltd\n"
    map_ = 'as = "deal"\n[fields]\ntitle = "deal"\nopened_on = "begun"\n'

    assert figures(file("a.csv", text), "--map", file("m.toml", map_)) == {"added": 1}


def test_pipelines_and_stages_of_another_trade_are_left_out_and_said(file: Any, run: Any, book: Any) -> None:
    text = DEALS.format(zone="") + (
        "1,First,Legal hold,2026-12-20,2026-01-05,1000,Sales Pipeline,Roe Ltd\n"
        "2,Second,Legal hold,2026-12-20,2026-01-05,1000,default,Roe Ltd\n"
    )

    result = run("import", file("a.csv", text), "--json")

    assert result.json["figures"]["added"]["value"] == 2
    assert "“Pipeline”: not in the playbook, left out: Sales Pipeline (1), default (1)" in result.stderr
    assert "left out: Legal hold (2) (a new deal begins at the first stage; amflow import " in result.stderr
    assert len({tuple(row) for row in book.all("SELECT pipeline, stage FROM deal")}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Opportunity Name,Stage,Close Date,Account Name,Pipeline\nFirst,Proposal X,2026-12-20,Roe Ltd,default\n",
        "Deal - Title,Deal - Status,Deal - Organization,Deal - Stage,Deal - Pipeline\nFirst,Open,Roe Ltd,Demo X,default\n",
    ],
)
def test_the_pipelines_of_other_programs_refuse_no_row(file: Any, figures: Any, text: str) -> None:
    assert figures(file("a.csv", text)) == {"added": 1, "created": 1}


def test_a_pipeline_of_ones_own_file_is_still_refused(file: Any, figures: Any) -> None:
    text = "title,pipeline\nFirst,default\n"

    assert figures(file("a.csv", text), "--as", "deal", code=1) == {"refused": 1}


def test_an_office_line_makes_nobody_the_same(file: Any, figures: Any, run: Any) -> None:
    run("customer", "add", "Dale School Meals CIC", "--organisation", "--phone", "+44 161 555 2000")
    text = f"{HEAD}Wanda Clog,+44 161 555 2000,\nIda Moss,0044 161 5552000,\n"

    assert figures(file("a.csv", text), "--as", "customer") == {"added": 2}
    assert figures(file("a.csv", text), "--as", "customer") == {"unchanged": 2}
    assert figures(file("b.csv", f"{HEAD}Wanda Clogg,+44 161 555 2000,\n"), "--as", "customer", code=1) == {
        "refused": 1
    }


def test_adding_somebody_at_an_office_line_is_a_hint(run: Any) -> None:
    run("customer", "add", "Ida Moss", "--phone", "+44 161 555 2000")

    told = run("customer", "add", "Wanda Clog", "--phone", "+44 161 555 2000").stderr
    assert "Wanda Clog (c2) may be Ida Moss (c1): same phone" in told
    refused = run("customer", "add", "Moss", "--phone", "+44 161 555 2000", code=1).stderr
    assert "Moss seems to be in the book already" in refused


OLD = f"{HEAD}Ida Moss,13911110001,ida@firm.example\nIda Moss,13911110002,moss@firm.example\nWanda Clog,13911110003,\n"


def _state(book: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in book.all("SELECT name, phone, email FROM customer ORDER BY id")]


@pytest.mark.parametrize("gone", ["c2", "c3"])
def test_an_old_file_does_not_bring_back_who_was_merged(
    file: Any, figures: Any, run: Any, book: Any, gone: str
) -> None:
    figures(file("a.csv", OLD), "--as", "customer")
    run("customer", "merge", "c1", gone, "--yes")
    merged = _state(book)
    assert " / " in merged[0][1]

    assert figures(file("a.csv", OLD), "--as", "customer") == {"unchanged": 3}
    assert _state(book) == merged


def test_who_was_merged_is_known_by_the_key_and_a_chain_is_followed(
    file: Any, figures: Any, run: Any, book: Any
) -> None:
    text = "key,name,phone\n7,Ida Moss,13911110001\n8,Wanda Clog,13911110002\n9,Ann Roe,13911110003\n"
    figures(file("a.csv", text), "--as", "customer")
    run("customer", "merge", "c2", "c3", "--yes")
    run("customer", "merge", "c1", "c2", "--yes")
    merged = _state(book)

    result = run("import", file("a.csv", text), "--as", "customer", "--json")
    assert (result.json["figures"]["unchanged"]["value"], result.json["figures"]["added"]["value"]) == (3, 0)
    assert "2 rows are of people who were merged into others, and change nothing" in result.stderr
    assert _state(book) == merged

    run("undo")
    run("undo")
    run("undo")
    assert figures(file("b.csv", text.replace("Ann Roe", "Anna Roe")), "--as", "customer") == {"added": 3}


def test_a_merge_that_was_undone_is_forgotten(file: Any, figures: Any, run: Any) -> None:
    figures(file("a.csv", OLD), "--as", "customer")
    run("customer", "merge", "c1", "c3", "--yes")
    run("undo")

    new = OLD.replace("13911110003,", "13911110003,w@firm.example")
    assert figures(file("b.csv", new), "--as", "customer") == {"updated": 1, "unchanged": 2}


def test_a_contact_without_a_name_stands_for_the_firm(file: Any, run: Any, figures: Any, book: Any) -> None:
    text = CONTACTS + "1,,,office@doe.example,+44 161 555 2009,Doe Ltd\n2,Jane,Roe,j@doe.example,,Doe Ltd\n"

    result = run("import", file("a.csv", text), "--json")

    assert "1 row names nobody but a firm, and was taken for the firm" in result.stderr
    assert (result.json["figures"]["added"]["value"], result.json["items"]) == (2, [])
    kept = [tuple(row) for row in book.all("SELECT name, kind, phone, email, external_key FROM customer ORDER BY id")]
    assert kept == [
        ("Doe Ltd", "organisation", "+44 161 555 2009", "office@doe.example", None),
        ("Jane Roe", "person", "", "j@doe.example", "2"),
    ]
    assert figures(file("a.csv", text)) == {"unchanged": 2}

    other = CONTACTS + "3,,,other@doe.example,+44 161 555 2010,Doe Ltd\n4,,,,+44 161 555 2011,\n"
    assert figures(file("b.csv", other)) == {"unchanged": 1, "refused": 1}


def test_whoever_has_only_a_mail_is_called_by_it_until_the_name_comes(
    file: Any, run: Any, figures: Any, book: Any
) -> None:
    def kept() -> list[tuple[Any, ...]]:
        return [tuple(row) for row in book.all("SELECT name, email FROM customer ORDER BY id")]

    nameless = file("a.csv", CONTACTS + "4,,,a@b.example,,\n")

    assert "1 row has no name, and is called by its mail: a@b.example" in run("import", nameless).stderr
    assert kept() == [("a@b.example", "a@b.example")]
    assert figures(nameless) == {"unchanged": 1}
    assert figures(file("b.csv", "name,email\nJane Roe,a@b.example\n"), "--as", "customer") == {"updated": 1}
    assert figures(nameless) == {"unchanged": 1}
    # Nor is whoever has a name called otherwise by a list without it.
    assert figures(file("c.csv", "name,email\n,a@b.example\n"), "--as", "customer") == {"unchanged": 1}
    assert kept() == [("Jane Roe", "a@b.example")]


COMPANIES = "Record ID,Company name,City\n101,Roe Ltd,Leeds\n"


def test_a_company_is_not_the_contact_of_the_same_number(file: Any, figures: Any, book: Any) -> None:
    contacts = CONTACTS + "101,Jane,Doe,jane@doe.example,,\n"

    assert figures(file("a.csv", contacts)) == {"added": 1}
    assert figures(file("b.csv", COMPANIES)) == {"added": 1}
    assert [tuple(row) for row in book.all("SELECT name, external_source, external_key FROM customer ORDER BY id")] == [
        ("Jane Doe", "hubspot", "101"),
        ("Roe Ltd", "hubspot-companies", "101"),
    ]
    assert figures(file("a.csv", contacts)) == figures(file("b.csv", COMPANIES)) == {"unchanged": 1}


def test_a_company_of_the_list_that_held_both_is_found_there(file: Any, figures: Any, run: Any, book: Any) -> None:
    old = "source = 'hubspot'\nkey = 'Record ID'\n[set]\nkind = 'organisation'\n[fields]\nname = 'Company name'\n"
    figures(file("b.csv", COMPANIES), "--as", "customer", "--map", file("old.toml", old))
    contacts = file("a.csv", CONTACTS + "101,Jane,Doe,jane@doe.example,,\n")

    reasons = [row["why"] for row in run("import", contacts, "--json", code=1).json["items"]]
    assert reasons == [
        "101 is the number of Roe Ltd (c1), an organisation: import those first, they get a list of their own"
    ]
    assert figures(file("b.csv", COMPANIES.replace("Roe Ltd", "Roe plc"))) == {"updated": 1}
    assert figures(contacts) == {"added": 1}
    # A map of one's own that names companies by their number finds them where they are now.
    deals = "as = 'deal'\nsource = 'hubspot'\n[fields]\ntitle = 'deal'\ncustomer = { column = 'company', by = 'key' }\n"
    named = file("d.csv", "deal,company\nFirst,102\n")
    figures(file("c.csv", COMPANIES.replace("101", "102").replace("Roe", "Other")))
    assert figures(named, "--map", file("deals.toml", deals)) == {"added": 1}


def test_a_number_without_its_zeros_is_the_same_or_refused_but_never_twice(
    file: Any, figures: Any, run: Any, book: Any
) -> None:
    def numbers() -> list[str]:
        return [row["external_key"] for row in book.all("SELECT external_key FROM customer ORDER BY id")]

    figures(file("a.csv", "客户号,客户姓名,手机\n00012345,张三,13800000001\n12346,李四,13800000002\n"))

    lost = "客户号,客户姓名,手机\n12345,张三,13800000009\n00012346,李四,\n12345000,王五,\n"
    assert figures(file("b.csv", lost)) == {"updated": 2, "added": 1}
    assert numbers() == ["00012345", "00012346", "12345000"]
    assert figures(file("b.csv", lost)) == {"unchanged": 3}
    other = "客户号,客户姓名,手机,照样\n12345,赵六,13700000001,{}\n"
    reasons = [row["why"] for row in run("import", file("c.csv", other.format("")), "--json", code=1).json["items"]]
    assert reasons == [
        "12345 may be 00012345 without its zeros, the number of 张三 (c1) (a column “anyway” lets it in)"
    ]
    assert figures(file("c.csv", other.format("是"))) == {"added": 1}


@pytest.mark.parametrize(
    "heading", ["Customer No", "Customer No.", "customer number", "Kundennr", "Kunden-Nr.", "客户号"]
)
def test_the_number_of_a_customer_is_their_key_and_in_no_other_file(
    file: Any, figures: Any, book: Any, heading: str
) -> None:
    figures(file("a.csv", f"{heading},name\n7,Roe\n"), "--as", "customer")
    assert book.one("SELECT external_key FROM customer")["external_key"] == "7"

    assert figures(file("d.csv", f"{heading},customer,title\n7,Roe,A\n7,Roe,B\n"), "--as", "deal") == {"added": 2}


FIONA = "Record ID,First Name,Last Name,Email,Mobile Phone Number\n11,Fiona,Blue,{mail},{phone}\n"
FIONAS_CARD = (
    "BEGIN:VCARD\nVERSION:3.0\nUID:fiona-0001\nN:Blue;Fiona;;;\nFN:FIONA Blue\nTEL:{phone}\nEMAIL:{mail}\nEND:VCARD\n"
)


@pytest.mark.parametrize(
    ("first", "second"), [("+44 7700 900123", "+447700900123"), ("+44 20 7946 0001", "+44 (0)20 79460001")]
)
def test_two_lists_do_not_take_turns_in_how_somebody_is_spelt(
    run: Any, file: Any, book: Any, first: str, second: str
) -> None:
    ours = file("hub.csv", FIONA.format(mail="fiona@example.com", phone=first))
    theirs = file("cards.vcf", FIONAS_CARD.format(mail="Fiona@Example.com", phone=second))
    run("import", ours)
    for path in (theirs, ours, theirs, ours):
        figures = run("import", path, "--json").json["figures"]
        assert {key: one["value"] for key, one in figures.items() if one["value"]} == {"unchanged": 1}
    assert tuple(book.one("SELECT name, phone, email FROM customer")) == ("Fiona Blue", first, "fiona@example.com")


def test_a_further_number_beside_one_that_is_known_is_kept(run: Any, file: Any, book: Any) -> None:
    run("import", file("a.csv", "name,phone\nFiona,+44 20 7946 0001\n"), "--as", "customer")
    run("import", file("b.csv", "name,phone\nFiona,+442079460001 / 12345\n"), "--as", "customer")
    assert "12345" in book.one("SELECT phone FROM customer")["phone"]


PEOPLE = "Record ID,First Name,Last Name,Email,Company Name\n11,Fiona,Blue,f@example.com,Kranbau GmbH\n"
FIRMS = "Record ID,Company name,Lifecycle Stage,Phone Number\n77,Kranbau GmbH,lead,\n"


@pytest.mark.parametrize("order", [(PEOPLE, FIRMS), (FIRMS, PEOPLE)])
def test_what_a_firm_is_that_people_named_first_is_said_by_the_list_of_firms(
    run: Any, file: Any, book: Any, order: tuple[str, str]
) -> None:
    said = [run("import", file(f"{number}.csv", text)).stderr for number, text in enumerate(order)]
    firm = book.one("SELECT status, lead_on, added_on FROM customer WHERE name = 'Kranbau GmbH'")
    assert firm["status"] == "lead"
    assert firm["lead_on"] == firm["added_on"]
    assert ("is a lead: Kranbau GmbH (c1)" in said[1]) == (order[0] is PEOPLE)


def test_what_somebody_said_of_a_firm_stays(run: Any, file: Any, book: Any) -> None:
    run("customer", "add", "Kranbau GmbH")
    run("import", file("firms.csv", FIRMS))
    assert book.one("SELECT status FROM customer")["status"] == "customer"
