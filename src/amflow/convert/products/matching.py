"""Which products fit a customer, and why: by what they need, by amount and term, by what they hold (`W03`, `W12`).

A financial product whose risk does not fit, or of whom nobody knows whether it does, is never proposed: it is told apart,
with the reason. What is proposed is ranked by points; each point has its words, so that the order can be explained.
"""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow.book import values
from amflow.book.money import Money
from amflow.convert.products import records as products
from amflow.convert.products import suitability
from amflow.customers import records as customers
from amflow.customers.needs import records as needs
from amflow.dates import durations
from amflow.locale import _, listed
from amflow.playbooks.titles import titles_by_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk

NEED, AMOUNT, TERM, MATURES = 3, 2, 3, 4
"""The points for a word that the customer used, for an amount that reaches, for a term as wished, for one that ends."""
TOO_LITTLE, OTHER_TERM, HELD, UNDER_WAY = -4, -1, -2, -3

MOST_WORDS = 3
"""So many words count: a long answer must not outvote everything else."""

SOON_DAYS = 60
"""What ends within so many days may be followed by the same."""

_EMPTY = set("的了是在有和与或为不一个这那么吗呢吧我你您他她们都也就还要想能可以及到从对用")
_COMMON = (
    "about after again also always before being between both could does done each every from have here into just know like"
    " made many more most much need needs only other over product products same some such than that their them then there"
    " these they this those through under until very want wants what when where which while will with without would years"
    " year months month days money time bank city"
)
"""English words that say nothing of what somebody wants."""

_FOR_TERMS = ("goal", "criteria", "requirement")
"""The questions whose answers may name how long: elsewhere a year is that of a loss, or of a complaint."""


class Match(NamedTuple):
    """A product for a customer: its points, why, and whether its risk fits."""

    product: products.Product
    points: int
    why: list[str]
    fit: suitability.Fit

    @property
    def ref(self) -> str:
        """`p3`."""
        return self.product.ref


class Matched(NamedTuple):
    """What fits a customer, the best first, and what was left out because it does not suit."""

    customer: Any
    tolerance: suitability.Tolerance
    asked: int
    """How many answers of theirs were looked at."""
    proposed: list[Match]
    left_out: list[Match]


class _Wishes(NamedTuple):
    """What is known of what somebody wants."""

    texts: list[str]
    """What they said, folded."""
    amount: int | None
    """In minor units."""
    days: list[tuple[str, int]]
    """Terms that were named, with their days."""
    answers: int


def of_customer(desk: "Desk", text: str) -> Matched:
    """The products for the customer that the text means. Raises NotFound, Ambiguous."""
    return of_row(desk, customers.find(desk.book, text))


def of_row(desk: "Desk", customer: Any) -> Matched:
    """The products for the customer with this row."""
    bears = suitability.tolerance(desk, customer)
    wishes = _wishes(desk, customer)
    has = _has(desk, customer["id"])
    rows = desk.book.all("SELECT * FROM product ORDER BY name_key, id")
    found = [_match(desk, row, suitability.fit(desk, bears, row), wishes, has.get(row["id"], [])) for row in rows]
    ranked = sorted(found, key=lambda one: (-one.points, values.folded(one.product.name), one.product.id))
    return Matched(
        customer,
        bears,
        wishes.answers,
        [one for one in ranked if one.fit.suits],
        [one for one in ranked if not one.fit.suits],
    )


def _match(desk: "Desk", row: Any, fit: suitability.Fit, wishes: _Wishes, has: list[tuple[int, str]]) -> Match:
    product = products.of_row(row)
    reasons = [*_by_words(desk, product, wishes), *_by_amount(product, wishes), *_by_term(product, wishes), *has]
    why = [words for _points, words in reasons if words]
    if fit.verdict != "free":
        why.append(suitability.words(fit))
    return Match(product, sum(points for points, _words in reasons), why, fit)


def _wishes(desk: "Desk", customer: Any) -> _Wishes:
    """What the customer answered, what their file says they want, and how much it is about."""
    questions = needs.questions(desk)
    given = [one for one in needs.of_customer(desk, customer["id"]) if one.value]
    texts = [values.folded(one.answer) for one in given if one.type in ("text", "choice")]
    texts += [values.folded(customer[name]) for name in ("impression", "segment") if customer[name]]
    long = [one.answer for one in given if one.key in _FOR_TERMS] + [customer["impression"]]
    amounts = [int(one.value) for one in given if one.type == "money" and one.key in questions]
    amount = amounts[0] if amounts else customer["assets_minor"] or None
    named = [(durations.said(term), durations.days(term)) for text in long for term in durations.found(text)]
    return _Wishes(texts, amount, named, len(given))


def _by_words(desk: "Desk", product: products.Product, wishes: _Wishes) -> list[tuple[int, str]]:
    told = _praised(desk, product)
    # Only what is not in another word that was found too: 六个月 says more than 个月.
    found = {word for text in wishes.texts for word in shared(text, told)}
    best = sorted(found, key=lambda word: (-len(word), word))
    best = [word for place, word in enumerate(best) if not any(word in longer for longer in best[:place])][:MOST_WORDS]
    if not best:
        return []
    return [(NEED * len(best), _("they said: {words}").format(words=listed(best)))]


def _praised(desk: "Desk", product: products.Product) -> str:
    """What a product is and is good for: not what it costs, what can be lost, or what others have."""
    services = titles_by_key(desk.playbook.services)
    known = dict(product.aspects)
    parts = [product.name, product.series, services.get(product.service, ""), product.note]
    parts += [known[key] for key in ("features", "advantages") if key in known]
    return "\n".join(values.folded(part) for part in parts if part)


def shared(text: str, other: str) -> set[str]:
    """The words that both texts have: English ones of four letters or more, Chinese ones of two signs or more."""
    found = {
        word
        for word in re.findall(r"[a-z][a-z-]{3,}", text)
        if f" {word} " not in f" {_COMMON} " and re.search(rf"\b{re.escape(word)}", other)
    }
    for run in re.findall(r"[\u4e00-\u9fff]{2,}", text):
        start = 0
        while start < len(run) - 1:
            size = 0
            while (
                start + size < len(run) and run[start : start + size + 1] in other and run[start + size] not in _EMPTY
            ):
                size += 1
            if size >= 2:
                found.add(run[start : start + size])
            start += max(size, 1)
    return found


def _by_amount(product: products.Product, wishes: _Wishes) -> list[tuple[int, str]]:
    if product.least is None or wishes.amount is None:
        return []
    least = product.least
    have = Money(wishes.amount, least.currency).short()
    if wishes.amount >= least.minor:
        return [(AMOUNT, _("{amount} reaches the minimum of {least}").format(amount=have, least=least.short()))]
    return [(TOO_LITTLE, _("{amount} is below the minimum of {least}").format(amount=have, least=least.short()))]


def _by_term(product: products.Product, wishes: _Wishes) -> list[tuple[int, str]]:
    if not product.term or not wishes.days:
        return []
    own, said = durations.days(product.term), durations.said(product.term)
    near = [words for words, days in wishes.days if abs(days - own) <= max(days, own) * 0.25]
    if near:
        return [(TERM, _("{term}, as they wish").format(term=said))]
    if product.least is None:
        # Not a sum that is put in, such as a loan: how long it runs is not how long they want to save.
        return []
    return [(OTHER_TERM, _("{term}, they named {wish}").format(term=said, wish=wishes.days[0][0]))]


def _has(desk: "Desk", customer_id: int) -> dict[int, list[tuple[int, str]]]:
    """What the customer holds or is about to, by product, each as points with their words."""
    from amflow.dates.format import short

    found: dict[int, list[tuple[int, str]]] = {}
    soon = desk.today + timedelta(days=SOON_DAYS)
    for row in desk.book.all(
        "SELECT product_id, matures_on FROM holding WHERE customer_id = ? AND product_id IS NOT NULL"
        " AND sold_on IS NULL ORDER BY matures_on, id",
        customer_id,
    ):
        ends = date.fromisoformat(row["matures_on"]) if row["matures_on"] else None
        if ends and ends < desk.today:
            continue
        about = (HELD, _("held already"))
        if ends and ends <= soon:
            about = (MATURES, _("theirs matures {day}").format(day=short(ends, desk.today)))
        found.setdefault(row["product_id"], [about])
    for row in desk.book.all(
        "SELECT product_id, id FROM deal WHERE customer_id = ? AND state = 'open' AND product_id IS NOT NULL",
        customer_id,
    ):
        found.setdefault(row["product_id"], []).append((UNDER_WAY, _("under way: {ref}").format(ref=f"d{row['id']}")))
    return found
