"""Whether a product's risk fits what a customer can bear, and since when that is known (`W12`).

A financial product (a service of the playbook with `suitability`) is proposed only to those whose assessed tolerance
reaches its risk class. An assessment is good for as long as the field `risk-tolerance` says; after that it must be made
anew before anything is proposed. Whoever writes such a product down for a customer all the same gives a reason (`require`),
and it is kept (`keep`): these two belong together, inside one change.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.book import values
from amflow.errors import Refused
from amflow.locale import N_, _
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.desk import Desk
    from amflow.playbooks.customer_model import CustomerField

TOLERANCE = "risk-tolerance"
"""The playbook's field that says what a customer can bear: choices from the least to the most."""
ASSESSED = "risk-assessed-on"
"""The playbook's field for the day of the assessment, where it was not made on the day it was written down."""

SUITS = ("free", "fits")


class Tolerance(NamedTuple):
    """What a customer can bear, and how long that is known."""

    key: str
    title: str
    assessed_on: date | None
    """None where nobody knows: it counts as too old."""
    good_until: date | None
    """The last day of the assessment; None where it does not age."""
    expired: bool


class Fit(NamedTuple):
    """What speaks for or against a product for a customer."""

    verdict: str
    """`free` (no financial product), `fits`, `too-high`, `no-class`, `not-assessed` or `expired`."""
    risk: str
    risk_title: str
    tolerance: Tolerance

    @property
    def suits(self) -> bool:
        """Whether it may be proposed."""
        return self.verdict in SUITS


class Reason(NamedTuple):
    """Why something was done although the product does not suit: to be kept."""

    customer_id: int
    product_id: int
    fit: Fit
    why: str


class UnsuitedReason(NamedTuple):
    """What was kept of a product that did not suit."""

    on_date: date
    product: str
    product_ref: str
    verdict: str
    risk: str
    tolerance: str
    why: str
    deal: str


VERDICTS = {
    "free": N_("not a financial product"),
    "fits": N_("fits the risk tolerance"),
    "too-high": N_("risk above the tolerance"),
    "no-class": N_("no risk class"),
    "not-assessed": N_("risk tolerance not assessed"),
    "expired": N_("risk tolerance to be assessed anew"),
}
"""The verdicts in a few words."""


AT_LENGTH = {
    "fits": N_("{risk} fits {tolerance}, assessed {day}"),
    "too-high": N_("{risk} is above {tolerance}, assessed {day}"),
    "expired": N_("{tolerance} was assessed {day}: it must be assessed anew first"),
}
"""Those that rest on an assessment, with it."""


def tolerance(desk: "Desk", customer: Any) -> Tolerance:
    """What the customer (its row) can bear."""
    from json import loads

    profile: dict[str, str] = loads(customer["profile"])
    field, key = _field(desk), profile.get(TOLERANCE, "")
    if field is None or key not in field.choices:
        return Tolerance("", "", None, None, False)
    title = str(field.labels[field.choices.index(key)]) if field.labels else key
    day = _assessed(customer, profile)
    if not field.valid:
        return Tolerance(key, title, day, None, False)
    until = _until(desk, field, day) if day else None
    return Tolerance(key, title, day, until, until is None or until < desk.today)


def _field(desk: "Desk") -> "CustomerField | None":
    return next((one for one in desk.playbook.fields if one.key == TOLERANCE), None)


def _assessed(customer: Any, profile: dict[str, str]) -> date | None:
    """The day of the assessment: the one the file states, unless the tolerance itself was told anew after that."""
    from json import loads

    told: dict[str, str] = loads(customer["profile_on"])
    said, written = told.get(ASSESSED, ""), told.get(TOLERANCE, "")
    stated = _day(profile.get(ASSESSED, ""))
    if stated and (not written or not said or written <= said):
        return stated
    return _day(written)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _until(desk: "Desk", field: "CustomerField", day: date) -> date:
    from datetime import timedelta

    from amflow.dates import offsets

    return offsets.apply(offsets.parse(field.valid), day, desk.calendar) - timedelta(days=1)


def fit(desk: "Desk", bears: Tolerance, product: Any) -> Fit:
    """Whether the product (its row) suits somebody who bears that."""
    playbook = desk.playbook
    risk = next((one for one in playbook.risks if one.key == product["risk"]), None)
    title = str(risk.title) if risk else product["risk"]
    if not is_financial(desk, product):
        return Fit("free", "", "", bears)
    field = _field(desk)
    if risk is None:
        return Fit("no-class", product["risk"], title, bears)
    if field is None or not bears.key:
        return Fit("not-assessed", risk.key, title, bears)
    if bears.expired:
        return Fit("expired", risk.key, title, bears)
    order = field.choices
    reaches = risk.at_least in order and order.index(bears.key) >= order.index(risk.at_least)
    return Fit("fits" if reaches else "too-high", risk.key, title, bears)


def is_financial(desk: "Desk", product: Any) -> bool:
    """Whether the product (its row) is one that must suit: by its service, or by a risk class that not everybody reaches. A
    deposit is for everyone and asks for no assessment; of what kind a product is, only its class may say."""
    playbook, field = desk.playbook, _field(desk)
    service = next((one for one in playbook.services if one.key == product["service"]), None)
    if service is not None:
        risk = next((one for one in playbook.risks if one.key == product["risk"]), None)
        everyone = risk is not None and field is not None and risk.at_least == field.choices[0]
        return service.suitability or bool(product["risk"] and playbook.risks and not everyone)
    return bool(product["risk"] and playbook.risks)


def of(desk: "Desk", customer: Any, product: Any) -> Fit:
    """Whether the product suits the customer; both as rows."""
    return fit(desk, tolerance(desk, customer), product)


def require(desk: "Desk", customer_id: int | None, product_id: int | None, why: str) -> Reason | None:
    """Before a product is written down for a customer (a deal, a holding): None where it suits, else the reason to keep.

    Raises Refused where it does not suit and no reason is given.
    """
    product = desk.book.get("product", product_id) if product_id and customer_id else None
    if product is None or not is_financial(desk, product):
        return None
    customer = desk.book.get("customer", customer_id or 0)
    return require_of(desk, customer, product, why) if customer is not None else None


def require_of(desk: "Desk", customer: Any, product: Any, why: str) -> Reason | None:
    """The same of a customer and a product, both as rows."""
    found = of(desk, customer, product)
    if found.suits:
        return None
    if not why:
        raise Refused(
            _("{product} (p{id}) does not suit {name}: {why}").format(
                product=product["name"], id=product["id"], name=customer["name"], why=words(found)
            ),
            _hint(found, customer["id"]),
        )
    return Reason(customer["id"], product["id"], found, values.line(why, _("the reason")))


def _hint(found: Fit, customer_id: int) -> str:
    if found.verdict == "no-class":
        return _("amflow product edit … --risk gives it one; or --why …, which is kept")
    if found.verdict == "too-high":
        words = _("amflow product match c{id} shows what fits; or --why …, which is kept")
    else:
        words = _("amflow customer edit c{id} --field risk-tolerance=… after an assessment; or --why …, which is kept")
    return words.format(id=customer_id)


def words(found: Fit) -> str:
    """The verdict in words, with what it rests on: the class, the tolerance, its day."""
    bears = found.tolerance
    day = bears.assessed_on.isoformat() if bears.assessed_on else _("nobody knows when")
    said = _(AT_LENGTH.get(found.verdict, VERDICTS[found.verdict]))
    return said.format(risk=found.risk_title, tolerance=bears.title, day=day)


def keep(
    desk: "Desk",
    change: "Change",
    reason: Reason | None,
    *,
    deal_id: int | None = None,
    holding_id: int | None = None,
) -> None:
    """Keep the reason that `require` gave, beside the deal or the holding it is about; nothing where it gave none."""
    if reason is None:
        return
    bears = reason.fit.tolerance
    change.insert(
        "unsuited",
        customer_id=reason.customer_id,
        product_id=reason.product_id,
        deal_id=deal_id,
        holding_id=holding_id,
        verdict=reason.fit.verdict,
        risk=reason.fit.risk,
        tolerance=bears.key,
        assessed_on=bears.assessed_on.isoformat() if bears.assessed_on else None,
        on_date=desk.today.isoformat(),
        why=reason.why,
    )


def kept(desk: "Desk", customer_id: int) -> list[UnsuitedReason]:
    """What was done for the customer although it did not suit, the latest in front."""
    rows = desk.book.all(
        "SELECT unsuited.*, product.name AS product FROM unsuited JOIN product ON product.id = unsuited.product_id"
        " WHERE unsuited.customer_id = ? ORDER BY unsuited.on_date DESC, unsuited.id DESC",
        customer_id,
    )
    return [
        filled(
            UnsuitedReason,
            row,
            product_ref=f"p{row['product_id']}",
            deal=f"d{row['deal_id']}" if row["deal_id"] else f"h{row['holding_id']}" if row["holding_id"] else "",
        )
        for row in rows
    ]
