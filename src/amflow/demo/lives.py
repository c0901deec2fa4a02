"""The lives of the demo book, read from `lives.toml`: who somebody is, and all that follows from it.

A person is one life, written once. Their file, and whatever is said of them, is derived from it: it cannot contradict
itself. A shop or a firm is the life of its owner with what the firm does.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow import locale
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from random import Random

FILE = Path(__file__).with_name("lives.toml")


@cache
def read(path: Path) -> dict[str, Any]:
    """What stands in a file of the story; it is read once, though several parts of the story go by it."""
    from tomllib import loads

    return loads(path.read_text("utf-8"))


SIZES = ("large", "middle", "small")
CLASSES = ("flagship", "image", "ordinary")
"""Which class of shop one of each size is."""
OF_AGE, EARNS = 18, 22
GROWN = 30
"""From that age on of a child somebody may be a grandparent."""


def said(pair: list[str], life: "Life | None" = None) -> str:
    """A text of the file, an English and a Chinese one, in the language in use, about that life."""
    text = pair[1] if locale.current() == "zh" else pair[0]
    if life and "{" in text:
        for slot, value in life.slots.items():
            text = text.replace(f"{{{slot}}}", value)
    return text


class Life(NamedTuple):
    """Somebody, a person or a firm: what the story may say of them, and what it must."""

    name: str
    salutation: str
    mail: str
    means: int
    """0 has the most."""
    income: int
    """A year, in whole units; of a firm its turnover, once it is known how large it is."""
    age: int
    tags: frozenset[str]
    """Whom texts may be about: married, retired, kitchen …"""
    slots: dict[str, str]
    """What stands in braces in a text."""
    facts: dict[str, str]
    """What is in the fields of the file, and what is answered to the questions of that key."""
    segments: tuple[str, ...] = ()
    """The segments that fit, the nearest first."""
    firm: str = ""
    """The firm of the story that somebody works for."""


class Lives:
    """Hands out the lives one by one, the first of the file first, the others in an order drawn."""

    def __init__(self, rng: "Random", firms: dict[str, dict[str, Any]], *, renamed: bool = False) -> None:
        self._whole = read(FILE)
        first, *others = _renamed(self._whole) if renamed else self._whole["life"]
        rng.shuffle(others)
        self._order = [_person(one, self._whole, firms) for one in (first, *others)]
        self.first = self._order[0]
        self._left: list[Life] = []
        self._staff: list[Life] = []

    def next(self, means: int | None = None, needs: tuple[str, ...] = ()) -> Life:
        """The next who has so much and is all that; where nobody is left of the kind, the next. After the last the first
        comes again."""
        self._left = self._left or list(self._order)
        able = [one for one in self._left if one.tags.issuperset(needs)]
        life = next((one for one in able if means in (None, one.means)), (able or self._left)[0])
        self._left.remove(life)
        return life

    def employee(self) -> Life:
        """Somebody of whom no more is known than that they work in a firm."""
        if not self._staff:
            self._staff = [
                Life(said([en, zh]), sex, said([_letters(en), mail]), 9, 0, 0, frozenset({"person"}), {}, {})
                for en, zh, mail, sex in self._whole["staff"]
            ]
        return self._staff.pop(0)


def _renamed(whole: dict[str, Any]) -> list[dict[str, Any]]:
    """Three more of each life, under names that nobody else has."""
    names, lives = whole["other-names"], 3 * whole["life"]
    last, found = names["last"], []
    for at, one in enumerate(lives):
        # Given and family names go round at different paces: no two pairs are alike.
        (en, zh, letters), given = last[at % len(last)], names[one["sex"]]
        given_en, given_zh, given_letters = given[at % len(given)]
        name = {"en": f"{given_en} {en}", "zh": zh + given_zh, "mail": letters + given_letters}
        found.append({**one, **name})
    return found


def firm(owner: Life, kind: dict[str, Any], means: int, head: list[str]) -> Life:
    """The firm of that owner, of that kind and size; `head` is what it is called where its kind has no name for it."""
    last = owner.name.split()[-1]
    name = said(kind["name"]).format(name=owner.name, last=last, head=said(head))
    tags = {"firm", SIZES[min(means, 2)], *kind["is"], *(owner.tags & {"careful", "steady", "bold"})}
    facts = {
        "business-model": said(kind["does"]),
        "industry": said(kind["industry"]),
        **dict.fromkeys(("decision-maker", "daily-contact", "legal-representative"), owner.name),
        "risk-tolerance": owner.slots.get("risk", "C3"),
        **{key: said(text) for key, text in kind.get("facts", {}).items()},
    }
    slots = owner.slots | {"owner": owner.name}
    return Life(name, "", "", means, 0, 0, frozenset(tags), slots, facts, tuple(kind.get("segments", ())))


def sized(life: Life, kind: dict[str, Any], assets: int) -> Life:
    """The firm with the figures that belong to what it has: turnover, staff, budget."""
    turnover = max(_round(3 * assets), 1000 * kind["per"] * kind.get("least", 1))
    staff = max(turnover // (1000 * kind["per"]), 1)
    more = {
        "turnover": str(turnover),
        "staff": str(staff),
        "display": "full" if life.means == 0 else "part",
        **dict.fromkeys(("e-ordering", "e-settlement"), "no" if "careful" in life.tags else "yes"),
        "shop-class": CLASSES[min(life.means, 2)],
        "sites": "1" if staff < 30 else str(min(staff // 15, 8)),
        "yearly-budget": str(_round(turnover // 5)),
        "net-assets": str(_round(turnover // 3)),
        "credit-elsewhere": str(_round(turnover // 200)),
    }
    return life._replace(income=turnover, facts=more | life.facts, slots=life.slots | {"staff": str(staff)})


def most(life: Life) -> int:
    """How much somebody may have here at most: what was earned in twelve years, or since they began."""
    return int(life.income * (12 if life.age > 31 else max(life.age - 20, 2)))


def wealthy(life: Life, assets: int) -> Life:
    """The person with what follows from how much they have here."""
    more = {"assets-elsewhere": str(_round(assets // 4))}
    if {"working", "married"} <= life.tags and life.means:
        more["loans-elsewhere"] = str(_round(life.income // 5))
    return life._replace(facts=life.facts | more)


def _round(value: int) -> int:
    """Two digits that matter, as somebody says it who is asked."""
    unit = int(10 ** max(len(str(value)) - 2, 0))
    return value // unit * unit


def _letters(name: str) -> str:
    return name.lower().replace(" ", ".")


def _person(one: dict[str, Any], whole: dict[str, Any], firms: dict[str, dict[str, Any]]) -> Life:
    """A life of the file, in the language in use; `firms`: those of the trade that somebody may work for."""
    work, was = whole["work"][one["work"]], whole["work"].get(one.get("was", ""))
    children = [(kin, int(age)) for kin, age in (text.split() for text in one.get("children", ()))]
    wish, kin_words, exams = whole["wish"][one["wish"]], whole["kin"], whole["exams"]
    tags = {
        "person", one["sex"], one["work"], one["home"], one["knows"], one["wish"], f"C{one['risk']}", *work["is"],
        "careful" if one["risk"] < 3 else "bold" if one["risk"] > 3 else "steady",
        *(kin for kin, _age in children),
    }  # fmt: skip
    tags |= {"family"} if children or one["home"] == "married" else set()
    tags |= {"working"} if "retired" not in tags else {str(one["was"])}
    tags |= {"parent"} if children else {"childless"}
    tags |= {"student"} if any(OF_AGE < age < EARNS for _kin, age in children) else set()
    tags |= {"grown"} if children and all(age >= EARNS for _kin, age in children) else set()
    tags |= {"pupil"} if any(6 <= age <= OF_AGE for _kin, age in children) else set()
    tags |= {"child"} if any(age <= OF_AGE for _kin, age in children) else set()
    tags |= {"grandparent"} if any(age >= GROWN for _kin, age in children) else set()
    slots = {
        "work": said(["retired ", "退休"]) + said(was["title"]) if was else said(work["title"]),
        "spouse": said(whole["spouse"][one["sex"]]),
        "child": said(kin_words[children[0][0]]) if children else "",
        "risk": f"C{one['risk']}",
        "his": "her" if one["sex"] == "ms" else "his",
        "him": "her" if one["sex"] == "ms" else "him",
    }
    life = Life(
        said([one["en"], one["zh"]]), one["sex"], said([_letters(one["en"]), one["mail"]]), one["means"],
        1000 * one["income"], one["age"], frozenset(tags), slots, {}, _segments(work, tags), one.get("at", ""),
    )  # fmt: skip
    slots["wish"] = said(wish["goal"], life)
    employer = firms.get(life.firm) or {"name": work["at"], "industry": work["industry"]}
    facts = {
        "profession": slots["work"],
        "employer": said(employer["name"]),
        "education": (was or work)["study"],
        "best-time": said(work["best"]),
        "hobbies": said(whole["likes"][one["likes"]]),
        "income": str(life.income),
        "marital": one["home"] if one["home"] in ("single", "married") else "other",
        "family-members": _family(one["home"], children, whole),
        "children": ", ".join(f"{said(kin_words[kin])} {age}" for kin, age in children) or said(["none", "无"]),
        "special-dates": said(exams.get(str(children[0][1] if children else 0), ["", ""]), life),
        "risk-tolerance": slots["risk"],
        "years-investing": str((life.age - 20) // 3) if one["knows"] != "none" else "",
        "position": said(work["position"]) if not was else "",
        "employer-industry": said(employer["industry"]) if not was else "",
        "goal": slots["wish"],
        "invested-before": {"none": "never"}.get(one["knows"], one["knows"]),
        "horizon": wish["horizon"],
    }
    return life._replace(facts=facts)


def _family(home: str, children: list[tuple[str, int]], whole: dict[str, Any]) -> str:
    """At home, in one line."""
    parts = [said(whole["home"][home])] if home != "single" or not children else []
    parts += [said([f"a {kin} of {age}", f"{whole['kin'][kin][1]}{age}岁"]) for kin, age in children]
    return said([", ", "，"]).join(parts)


def _segments(work: dict[str, Any], tags: set[str]) -> tuple[str, ...]:
    found = list(work.get("segments", ()))
    found += ["shareholders"] if "shares" in tags else ["depositors"] if "none" in tags else []
    found += ["families"] if "child" in tags else []
    found += ["employees"] if "employee" in tags else []
    return (*found, "individual")
