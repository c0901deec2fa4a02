"""Cards as phones write them: what they say beyond the columns of a customer is kept, and comes back."""

import json

import pytest


@pytest.fixture
def rows(book):
    """The rows of a table, as dicts."""
    return lambda table: [dict(row) for row in book.all(f"SELECT * FROM {table} ORDER BY id")]


IPHONE = """BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//iPhone OS 17.5//EN
N:王;小明;;;
FN:王小明
item1.TEL;type=pref:138 0013 8000
item1.X-ABLabel:_$!<Mobile>!$_
item2.ADR;type=HOME;type=pref:;;南京西路1266号;上海;;200040;中国
item2.X-ABADR:cn
item3.X-ABDATE;type=pref:2015-05-20
item3.X-ABLabel:_$!<Anniversary>!$_
item4.URL;type=pref:https://dongfang.cn
item4.X-ABLabel:_$!<HomePage>!$_
IMPP;X-SERVICE-TYPE=微信号:x-apple:wang_88
X-ALTBDAY;CALSCALE=chinese:78020801
NOTE:喜欢打网球\\n不要早上打电话
UID:9B1C-77AA-XX
END:VCARD
"""


def test_what_an_iphone_says_beside_the_columns_is_kept(file, figures, rows, run, screen):
    assert figures(file("c.vcf", IPHONE)) == {"added": 1}

    [row] = rows("customer")
    assert row["birthday"] == "lunar --08-01"
    assert row["address"] == "中国 上海 南京西路1266号 200040"
    assert json.loads(row["profile"]) == {
        "website": "https://dongfang.cn", "chat": "微信号 wang_88", "dates": "2015-05-20 Anniversary",
    }  # fmt: skip
    assert "other dates" in screen("show", "王小明")
    both = IPHONE.replace("NOTE:", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-09-12\nNOTE:").replace("XX", "YY")
    assert figures(file("d.vcf", both.replace("138 0013", "138 0014"))) == {"added": 1}
    assert rows("customer")[1]["birthday"] == "--09-12"


ANDROID = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E6=95=8F;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0=E6=95=8F
TEL;CELL;PREF:13900139000
NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=AC=AC=E4=B8=80=E8=A1=8C=0A=
=E7=AC=AC=E4=BA=8C=E8=A1=8C
X-QQ:10001
X-ANDROID-CUSTOM:vnd.android.cursor.item/contact_event;1988-06-03;1;;;;;;;;;;;;;
X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Min;1;;;;;;;;;;;;;
END:VCARD
"""


def test_what_an_android_phone_says_beside_the_columns_is_kept(file, figures, rows):
    assert figures(file("c.vcf", ANDROID)) == {"added": 1}

    [row] = rows("customer")
    assert (row["name"], row["impression"]) == ("张敏", "第一行\n第二行")
    assert json.loads(row["profile"]) == {"chat": "QQ 10001", "dates": "1988-06-03 Anniversary"}


def test_what_cards_brought_comes_back_from_a_table_and_what_is_not_taken_is_said(file, figures, rows, run, tmp_path):
    run(
        "customer",
        "add",
        "李月",
        "--no-call",
        "--quiet-hours",
        "12-14",
        "--language",
        "en",
        "--birthday",
        "农历八月十五",
    )
    figures(file("c.vcf", IPHONE))
    run("export", "c.csv", "--what", "customers")
    profiles = {row["name"]: row["profile"] for row in rows("customer")}

    told = run("import", "c.csv", "--as", "customer", "--book", "new.db").stderr

    assert "taken" not in told
    run("export", "d.csv", "--what", "customers", "--book", "new.db")
    assert (tmp_path / "d.csv").read_text("utf-8-sig") == (tmp_path / "c.csv").read_text("utf-8-sig")
    assert '"chat": "微信号 wang_88"' in profiles["王小明"]
    odd = file("odd.csv", "name,shoe size\n李强,43\n")
    assert "a column is not taken: shoe size" in run("import", str(odd), "--as", "customer").stderr


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_card_that_lost_our_own_line_still_says_the_lunar_birthday(file, figures, rows, run, language, monkeypatch):
    monkeypatch.setenv("AMFLOW_LANG", language)
    run("customer", "add", "王伟", "--birthday", "农历1985年十月十五", "--phone", "13800138000")
    card = "".join(
        line for line in run("export", "--format", "vcf").stdout.splitlines(keepends=True) if "X-A" not in line
    )

    assert figures(file("c.vcf", card), "--book", "new.db") == {"added": 1}
    assert run("show", "王伟", "--book", "new.db", "--json").json["item"]["birthday"] == "lunar 1985-10-15"
