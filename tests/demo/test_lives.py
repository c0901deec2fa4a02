"""A person of the demo is one life: nothing that the book says of anybody contradicts who they are, in any trade or language.

The lives are read from the file that they are written in; all the rest from the book, as a reader of its screens finds it.
"""

import json
import re
import sqlite3
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from amflow.demo import lives

TODAY = date(2026, 11, 25)
TRADES = (
    "securities-branch", "general", "corporate-bank", "enterprise", "retail-bank", "retail-territory", "wealth-center",
    "wholesale",
)  # fmt: skip
CHINESE = re.compile("[\u3400-\u9fff]")
WHOLE = tomllib.loads(lives.FILE.read_text("utf-8"))
TEXTS = (
    "SELECT impression FROM customer WHERE id = ?", "SELECT dropped_why FROM customer WHERE id = ?",
    "SELECT role FROM customer WHERE id = ?", "SELECT note FROM touch WHERE customer_id = ?",
    "SELECT title FROM task WHERE customer_id = ?", "SELECT title FROM deal WHERE customer_id = ?",
    "SELECT lost_why FROM deal WHERE customer_id = ?", "SELECT value FROM answer WHERE customer_id = ?",
    "SELECT title FROM cases WHERE customer_id = ?", "SELECT why FROM score WHERE customer_id = ?",
    "SELECT title FROM special_date WHERE customer_id = ?", "SELECT words FROM referral WHERE customer_id = ?",
    "SELECT text FROM message WHERE customer_id = ?", "SELECT name FROM orders WHERE customer_id = ?",
    "SELECT waiting_word.words FROM waiting_word JOIN waiting ON waiting.id = waiting_id JOIN deal ON deal.id = deal_id"
    " WHERE deal.customer_id = ? AND waiting.kind = 'review'",
)  # fmt: skip
"""Whatever is said of one customer."""

KITCHENS = r"Kitchen|Noodle|Hotpot|Catering|Tea House|Hotel|Canteen|小厨|面馆|火锅|团餐|茶餐厅|酒店|食堂"
PLANTS = r"Machin|Electronics|Food|Workwear|机械|电子|食品|服饰"
ONLY = {
    r"\bchef|\bmeat|chicken|[Bb]eef|\bkitchen|主厨|后厨|肉|鸡腿": KITCHENS,
    r"\bbakes\b|\bovens?\b|loaves|正在烤|两百个面包": r"Bakery|烘焙",
    r"workshop|the plant\b|shift leader|two machines|车间|产线|两台设备": PLANTS,
    r"\bdrivers|\bdepot\b|车场|库房": r"Logistics|Building|Pharma|Medical|物流|建材|医药|医疗",
    r"course fees|courses in one room|\bteachers\b|学费|老师|教室": r"Courses|College|教育",
}
"""What is said of some kinds of firms only, and their names."""


class Said(NamedTuple):
    """A customer of the book, with everything that the book says of them."""

    row: Any
    profile: dict[str, str]
    texts: tuple[str, ...]
    life: dict[str, Any]
    """Of a person; of anybody else nothing."""

    @property
    def whole(self) -> str:
        """All of it, one text a line."""
        return "\n".join(self.texts)

    def has(self, pattern: str) -> str:
        """The first text in which that is found."""
        return next((text for text in self.texts if re.search(pattern, text)), "")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demos lie that were made already."""
    return tmp_path_factory.mktemp("books")


@pytest.fixture(params=[(trade, lang) for trade in TRADES for lang in ("en", "zh")], ids="-".join)
def told(request: pytest.FixtureRequest, run, monkeypatch: pytest.MonkeyPatch, books: Path):  # type: ignore[no-untyped-def]
    """The demo of a trade in a language, made once and only read: its connection and everybody in it."""
    trade, lang = request.param
    path = books / f"{trade}-{lang}.db"
    if not path.exists():
        monkeypatch.setenv("AMFLOW_LANG", lang)
        run("demo", "--playbook", trade, "--output", str(path))
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    yield lang, connection, everybody(connection, lang)
    connection.close()


def everybody(connection: sqlite3.Connection, lang: str) -> list[Said]:
    """Everybody in the book with all that is said of them."""
    by_name = {one[lang]: one for one in WHOLE["life"]}
    found = []
    for row in connection.execute("SELECT * FROM customer ORDER BY id").fetchall():
        profile = json.loads(row["profile"])
        texts = [line[0] for query in TEXTS for line in connection.execute(query, (row["id"],)) if line[0]]
        life = by_name.get(row["name"], {}) if row["kind"] == "person" else {}
        found.append(Said(row, profile, (*profile.values(), *texts), life))
    return found


def test_no_life_of_the_file_contradicts_itself() -> None:
    for one in WHOLE["life"]:
        ages = [int(text.split()[1]) for text in one.get("children", ())]
        assert all(one["age"] - age >= 20 for age in ages), one
        assert one["work"] != "retired" or (one["age"] >= 50 and one["was"] in WHOLE["work"]), one
        assert one["age"] < 65 or one["work"] == "retired", one
        assert one["wish"] not in ("school", "abroad") or min(ages) <= 18, one
        assert one["wish"] not in ("wedding", "succession") or (max(ages) >= 20 and one["age"] >= 45), one
        assert (one["income"] >= 400) == (one["means"] == 0), one
        assert CHINESE.match(one["zh"])
        assert one["en"].replace(" ", "").isascii()
    assert len({one["en"].split()[-1] for one in WHOLE["life"]}) == len({one["zh"] for one in WHOLE["life"]})


def test_names_and_texts_are_of_the_language(told) -> None:  # type: ignore[no-untyped-def]
    lang, connection, people = told

    names = [one.row["name"] for one in people]
    assert [name for name in names if bool(CHINESE.search(name)) != (lang == "zh")] == []
    assert [name for name, count in Counter(names).items() if count > 1] == []
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    cells = [
        cell
        for table in tables
        if not table.startswith(("sqlite_", "search")) and table != "journal"
        for row in connection.execute(f"SELECT * FROM {table}")
        for cell in row
        if isinstance(cell, str)
    ]
    # A slot that nobody filled would be seen as it is.
    assert [cell for cell in cells if re.search(r"\{[a-z]+\}", cell)] == []
    if lang == "en":
        assert [cell for cell in cells if CHINESE.search(cell)] == []


def test_work_and_age_are_those_of_the_life(told) -> None:  # type: ignore[no-untyped-def]
    lang, _connection, people = told
    at = ("en", "zh").index(lang)
    titles = {key: work["title"][at] for key, work in WHOLE["work"].items()}

    for one in people:
        if not one.life:
            continue
        mine = {titles[one.life[key]] for key in ("work", "was") if key in one.life}
        others = [title for title in titles.values() if title not in mine and not any(title in own for own in mine)]
        word = r"\b" if lang == "en" else ""
        assert not one.has("|".join(f"{word}{re.escape(title)}{word}" for title in others)), (
            one.row["name"],
            one.whole,
        )
        retired = one.life["work"] == "retired"
        assert retired or not one.has(r"\b(?:retired|pension)\b|退休|养老金"), (one.row["name"], one.whole)
        assert not retired or not one.has(
            r"salary card here|\bbonus\b|after work|before work|on the ward|工资卡|年终奖|年底奖金|下班|上班|值班到"
        ), (one.row["name"], one.whole)
        if (one.row["birthday"] or "-")[0] != "-":
            born = date.fromisoformat(one.row["birthday"])
            years = TODAY.year - born.year - ((TODAY.month, TODAY.day) < (born.month, born.day))
            assert abs(years - one.life["age"]) <= 1, one.row["name"]


def test_nobody_has_another_family_than_their_own(told) -> None:  # type: ignore[no-untyped-def]
    _lang, _connection, people = told
    for one in people:
        if not one.life:
            continue
        kin = {text.split()[0] for text in one.life.get("children", ())}
        for name, pattern in (("daughter", r"\bdaughters?\b|女儿"), ("son", r"\bsons?\b|儿子")):
            assert name in kin or not one.has(pattern), (one.row["name"], one.whole)
        for age in re.findall(r"(?:daughter|son|女儿|儿子)(?: of)? ?(\d+)(?!月)", one.whole):
            assert age in {text.split()[1] for text in one.life["children"]}, (one.row["name"], one.whole)
        married, husband = one.life["home"] == "married", one.life["sex"] == "ms"
        assert married or not one.has(r"\b(?:husband|wife)\b|爱人|夫妻"), (one.row["name"], one.whole)
        assert not one.has(r"\bwife\b|\bhis\b" if husband else r"\bhusband\b|\bher\b"), (one.row["name"], one.whole)
        assert one.row["salutation"] == one.life["sex"]
        assert one.profile.get("marital") in (
            None,
            one.life["home"] if one.life["home"] in ("single", "married") else "other",
        )


def test_risk_and_experience_are_those_of_the_life(told) -> None:  # type: ignore[no-untyped-def]
    _lang, _connection, people = told
    for one in people:
        if not one.life:
            continue
        knows = one.life["knows"]
        assert set(re.findall(r"\bC[1-5]\b", one.whole)) <= {f"C{one.life['risk']}"}, (one.row["name"], one.whole)
        assert one.profile.get("years-investing", "") == "" or knows != "none"
        assert knows == "none" or not one.has(r"deposits only|only deposits|只做存款|只存款|只有存款"), one.whole
        assert knows == "shares" or not one.has(r"shares with another firm|别家有持仓|another firm's app|别家软件"), (
            one.whole
        )


def test_money_is_what_somebody_can_have(told) -> None:  # type: ignore[no-untyped-def]
    _lang, connection, people = told
    for one in people:
        number, assets = one.row["id"], (one.row["assets_minor"] or 0) // 100
        deals = connection.execute(
            "SELECT * FROM deal WHERE customer_id = ? AND amount_minor > 0", (number,)
        ).fetchall()
        held = "SELECT coalesce(sum(coalesce(cost_minor, amount_minor)), 0) / 100 FROM holding WHERE customer_id = ?"
        if one.life:
            income = 1000 * one.life["income"]
            assert assets <= 12 * income, one.row["name"]
            assert one.profile.get("income") in (None, str(income))
            assert int(one.profile.get("loans-elsewhere", 0)) <= 2 * income
            assert connection.execute(held, (number,)).fetchone()[0] <= assets, one.row["name"]
            for deal in deals:
                lent = deal["pipeline"] == "loan"
                most = max(2 * income if lent else assets, 1000)
                assert deal["amount_minor"] // 100 <= most or deal["product_id"], (one.row["name"], dict(deal))
                assert not lent or one.life["work"] != "retired"
        elif "turnover" in one.profile:
            turnover = int(one.profile["turnover"])
            assert all(deal["amount_minor"] // 100 <= turnover // 3 for deal in deals), one.row["name"]
            assert int(one.profile.get("staff", 1)) <= turnover // 100_000
            assert int(one.profile.get("yearly-budget", 0)) < turnover


def test_a_firm_does_what_its_name_says_and_is_its_owners(told) -> None:  # type: ignore[no-untyped-def]
    _lang, connection, people = told
    firms = [one for one in people if one.row["kind"] == "organisation"]
    for one in firms:
        for pattern, names in ONLY.items():
            assert re.search(names, one.row["name"]) or not one.has(pattern), (one.row["name"], one.has(pattern))
        deciders = {
            one.profile[key]
            for key in ("decision-maker", "daily-contact", "legal-representative")
            if key in one.profile
        }
        assert len(deciders) <= 1, (one.row["name"], deciders)
    roles: Counter[Any] = Counter(
        tuple(row)
        for row in connection.execute("SELECT organisation_id, role FROM customer WHERE organisation_id IS NOT NULL")
    )
    assert [role for role, count in roles.items() if count > 1] == []


def test_what_happens_to_somebody_happens_in_its_order(told) -> None:  # type: ignore[no-untyped-def]
    _lang, connection, people = told
    assert connection.execute(
        "SELECT customer.name, holding.name FROM holding JOIN customer ON customer.id = customer_id"
        " WHERE client_since IS NULL OR bought_on < client_since"
    ).fetchall() == []  # fmt: skip
    assert connection.execute(
        "SELECT name, held_on FROM touch JOIN customer ON customer.id = customer_id"
        " WHERE (outcome = 'satisfied' OR note LIKE 'ten days after%' OR note LIKE '签约满十天%')"
        " AND (client_since IS NULL OR held_on < client_since)"
    ).fetchall() == []  # fmt: skip
    assert connection.execute(
        "SELECT customer.name FROM orders JOIN customer ON customer.id = customer_id"
        " WHERE ordered_on >= '2026-11-11' AND last_touch_on < '2026-10-11'"
    ).fetchall() == []  # fmt: skip
    same = connection.execute(
        "SELECT note, count(DISTINCT customer_id) FROM touch WHERE note <> '' AND kind <> 'message'"
        " AND outcome <> 'no-answer' GROUP BY note"
    )
    assert [tuple(row) for row in same if row[1] > 9] == []
    assert people
