"""Cards as offices, old phones and mail programs write them: unfolded first, and what cannot be kept costs itself alone."""

import json
import os
import time
from base64 import b64encode

import pytest


@pytest.fixture
def people(run):
    """Everybody in the book, by what was said of them."""
    return lambda: json.loads(run("export", "--what", "customers", "--format", "json").stdout)["customers"]


@pytest.fixture
def in_shanghai():
    """The test's zone, known to the C library too."""
    time.tzset()
    yield
    os.environ.pop("TZ", None)
    time.tzset()


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""))


def folded(line: str, width: int = 40, begin: str = " ") -> str:
    pieces = [line[at : at + width] for at in range(0, len(line), width)]
    return f"\r\n{begin}".join(pieces)


PICTURE = b64encode(bytes(range(256)) * 300).decode()


@pytest.mark.parametrize("begin", [" ", "\t", ""])
@pytest.mark.parametrize(
    "stranger",
    [
        f"PHOTO;X-CROP=A_1&-9&20&28&aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=;ENCODING=b;TYPE=JPEG:{PICTURE}",
        'item7.X-SOCIALPROFILE;type=example;x-user="a;name:that=is";x-displayname=Somebody Long:https://example.com/a',
        f"X-WHATEVER;ENCODING=BASE64:{PICTURE}",
        "LOGO;VALUE=uri:https://example.com/a-rather-long-address/of-a-picture/logo.png?a=1&b=2",
    ],
)
def test_a_property_that_nobody_asks_for_leaves_its_neighbours_alone(file, figures, people, stranger, begin):
    # Pictures alone are also broken without a blank; parameters never are.
    head, colon, value = stranger.partition("JPEG:") if "JPEG:" in stranger else ("", "", stranger)
    written = folded(head) + "".join(("\r\n ", colon) if head else "") + folded(value, begin=begin if head else " ")

    assert figures(file("c.vcf", card("FN:何敏", "NOTE:喜欢稳健产品", written, "TEL;TYPE=CELL:13900001111", written)))

    [one] = people()
    assert (one["name"], one["phone"], one["impression"]) == ("何敏", "13900001111", "喜欢稳健产品")


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["FN;ENCODING=BASE64:" + b64encode("李四海".encode()).decode()], "李四海"),
        (["FN;CHARSET=GBK;ENCODING=B:" + b64encode("李四海".encode("gbk")).decode()], "李四海"),
        (["N;ENCODING=BASE64;CHARSET=UTF-8:" + b64encode("李;四海;;;".encode()).decode()], "李四海"),
        (["FN;CHARSET=GB2312;ENCODING=QUOTED-PRINTABLE:=C0=EE=CB=C4=BA=A3"], "李四海"),
        (["FN;QUOTED-PRINTABLE:=E6=9D=8E=E5=\r\n=9B=9B=E6=B5=B7"], "李四海"),
        (["FN;ENCODING=QUOTED-PRINTABLE:Ann=\r\n Lee=3B Jr"], "Ann Lee; Jr"),
        (["FN;ENCODING=QUOTED-\r\n PRINTABLE:Ann=20Lee"], "Ann Lee"),
        (["FN:Lee, Ann"], "Lee, Ann"),
        (["N:Lee\\;s;Ann\\, Mary;;;"], "Ann, Mary Lee;s"),
        (["fn:Ann Lee", "Profile:vCard"], "Ann Lee"),
    ],
)
def test_names_come_out_of_every_wrapping(file, figures, people, lines, name):
    assert figures(file("c.vcf", card(*lines, version="2.1"))) == {"added": 1}
    assert [one["name"] for one in people()] == [name]


def test_text_that_is_no_text_costs_itself_and_is_said(file, run, people):
    broken = "NOTE;ENCODING=BASE64:" + b64encode(b"\xff\x00\x80\xfe\x81").decode()

    told = run("import", file("c.vcf", card("FN:陈可", broken, "TEL:13900002222"))).stderr

    assert "1 card came without its NOTE" in told
    assert [(one["name"], one["phone"], one["impression"]) for one in people()] == [("陈可", "13900002222", "")]


@pytest.mark.parametrize("agent", ["AGENT:\r\nBEGIN:VCARD", "AGENT:BEGIN:VCARD", "AGENT;TYPE=x:\r\n\r\nBEGIN:VCARD"])
def test_the_card_of_an_assistant_inside_another_is_left_out(file, run, people, agent):
    inner = f"{agent}\r\nVERSION:2.1\r\nFN:Joe Desk\r\nTEL:+1-213-555-0199\r\nEND:VCARD"
    first = card("FN:Fay Day", inner, "TITLE:chief", version="2.1")

    told = run("import", file("c.vcf", first + card("FN:吴越", "AGENT:BEGIN:VCARD\\nFN:x\\nEND:VCARD"))).stderr

    assert "1 card stood inside another" in told
    assert [(one["name"], one["role"]) for one in people()] == [("Fay Day", "chief"), ("吴越", "")]


@pytest.mark.parametrize("kind", ["KIND:group", "X-ADDRESSBOOKSERVER-KIND:group"])
def test_a_list_of_people_is_no_person(file, run, people, kind):
    cards = card("FN:Golf friends", kind, "MEMBER:urn:uuid:1") + card("FN:吴越", "UID:urn:uuid:1")

    assert "1 card is a list of people" in run("import", file("c.vcf", cards)).stderr
    assert [one["name"] for one in people()] == ["吴越"]


@pytest.mark.parametrize(
    "line", ["ORG:远航物流;", "ORG:远航物流;销售部\r\nKIND:org", "ORG:远航物流\r\nX-ABShowAs:COMPANY\r\nFN:远航"]
)
def test_firms_are_firms(file, figures, people, line):
    figures(file("c.vcf", card(line, "TEL:021-68889999")))

    assert [(one["name"], one["kind"]) for one in people()] == [("远航物流", "organisation")]


@pytest.mark.parametrize(
    ("lines", "phone", "fax"),
    [
        (["TEL;WORK;FAX:021-60000001", "TEL;WORK;VOICE:021-60000002"], "021-60000002", "021-60000001"),
        (["TEL;TYPE=WORK,FAX:021-60000001"], "", "021-60000001"),
        (['TEL;TYPE="fax";VALUE=uri:tel:+86-21-6000-0001', "TEL:138"], "138", "+86-21-6000-0001"),
        (["item1.TEL:021-60000001", "item1.X-ABLabel:传真"], "", "021-60000001"),
        (["TEL;VOICE;FAX:021-60000001"], "021-60000001", ""),
    ],
)
def test_a_fax_is_no_phone_to_call_and_goes_out_as_one(file, run, figures, people, book, lines, phone, fax):
    assert figures(file("c.vcf", card("FN:周一", *lines))) == {"added": 1}
    run("export", "out.vcf")
    run("import", "out.vcf", "--book", "other.db")
    there = json.loads(run("customer", "show", "周一", "--book", "other.db", "--json").stdout)["item"]
    assert (there["phone"] or "", there["profile"].get("fax", "")) == (phone, fax)

    assert [one["phone"] for one in people()] == [phone]
    assert json.loads(book.one("SELECT profile FROM customer")["profile"]).get("fax", "") == fax


@pytest.mark.parametrize(
    ("number", "phone"),
    [
        ("021-68889999\\,\\,803#", "021-68889999 x803"),
        ("+862168889999p803", "+862168889999 x803"),
        ("021-68889999w803", "021-68889999 x803"),
        ("tel:+86-21-6888-9999;ext=803", "+86-21-6888-9999 x803"),
        ("tel:6888-9999;phone-context=+8621", "6888-9999"),
        ("13900001111;13900002222", "13900001111;13900002222"),
        ("13900001111,13900002222", "13900001111,13900002222"),
    ],
)
def test_what_is_dialled_after_a_pause_is_an_extension(file, figures, people, number, phone):
    figures(file("c.vcf", card("FN:周一", f"TEL:{number}")))

    assert [one["phone"] for one in people()] == [phone]


@pytest.mark.parametrize(
    ("said", "birthday"),
    [
        ("BDAY:19851015", "1985-10-15"),
        ("BDAY:1985-10-15T00:00:00Z", "1985-10-15"),
        ("BDAY:1985-10-14T16:00:00Z", "1985-10-15"),
        ("BDAY:19851014T160000Z", "1985-10-15"),
        ("BDAY:1985-10-15T08:00:00+08:00", "1985-10-15"),
        ("BDAY:1985/10/15", "1985-10-15"),
        ("BDAY:1985年10月15日", "1985-10-15"),
        ("BDAY:--1015", "--10-15"),
        ("BDAY;VALUE=text:农历八月十五", "lunar --08-15"),
    ],
)
def test_birthdays_are_understood(file, figures, people, in_shanghai, said, birthday):
    assert figures(file("c.vcf", card("FN:周一", said))) == {"added": 1}
    assert [one["birthday"] for one in people()] == [birthday]


@pytest.mark.parametrize(
    "said", ["1985-10", "1985", "circa 1985", "2026-13-45", "2985-01-01", "--0230", "农历三月三十一", "秋天"]
)
def test_a_birthday_that_is_none_does_not_cost_the_person(file, run, people, said):
    told = run("import", file("c.vcf", card("FN:周一", f"BDAY;VALUE=text:{said}", "TEL:13900003333"))).stderr

    assert (
        f"1 card came without its birthday, which cannot be kept as it stands: 周一 ({said.replace('0230', '02-30')})"
        in told
    )
    assert [(one["phone"], one["birthday"]) for one in people()] == [("13900003333", "")]


def test_any_field_that_cannot_be_kept_costs_only_itself(file, run, people, monkeypatch):
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    cards = "".join(card(f"FN:客户{n}", f"TEL:{'9' * 600}", f"EMAIL:a{n}@example.com") for n in range(7))

    told = run("import", file("c.vcf", cards)).stderr

    assert "7张名片" in told
    assert told.splitlines()[0].count("客户") == 5
    assert [(one["email"], one["phone"]) for one in people()] == [(f"a{n}@example.com", "") for n in range(7)]


def test_a_card_whose_lines_name_their_encoding_is_read_in_it(run, people, file):
    text = card(
        "N;LANGUAGE=de;CHARSET=Windows-1252:Müßig;Jörg",
        "FN;CHARSET=Windows-1252:Jörg Müßig",
        "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:gr=C3=BC=C3=9Ft",
        version="2.1",
    )

    run("import", file("a.vcf", text.encode("cp1252")))

    assert [(one["name"], one["impression"]) for one in people()] == [("Jörg Müßig", "grüßt")]


@pytest.mark.parametrize(
    ("lines", "name", "salutation"),
    [
        (("N:Bennett;Charlotte;Rose;Ms.;", "FN:Ms. Charlotte Rose Bennett"), "Charlotte Rose Bennett", "ms"),
        (("N:Lang;Udo", "FN:Mr. Udo Lang"), "Udo Lang", "mr"),
        (("N:Kurz;Eva;;Frau;", "FN:Eva Kurz"), "Eva Kurz", "ms"),
        (("N:Roe;Bo;;Dr.;", "FN:Dr. Bo Roe"), "Dr. Bo Roe", ""),
        (("N:Roe;M;;;", "FN:M Roe"), "M Roe", ""),
        (("FN:Mr Kipling Ltd", "ORG:Mr Kipling Ltd"), "Mr Kipling Ltd", ""),
        (("N:;;;Ms.;", "FN:Ms."), "Ms.", "ms"),
    ],
)
def test_a_courtesy_in_front_of_the_name_is_no_part_of_it(run, file, people, lines, name, salutation):
    run("import", file("a.vcf", card(*lines)))
    assert [(one["name"], one["salutation"]) for one in people()] == [(name, salutation)]
