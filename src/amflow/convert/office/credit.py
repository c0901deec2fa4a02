"""The credit assessment of a deal (`W14`): the playbook's lines, the limit they suggest, its working, one's own figure, and what
is a warning in it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from amflow.asking import Ask, until_understood
from amflow.book import values
from amflow.book.money import Money, amount
from amflow.convert.deals import records as deals
from amflow.convert.deals import stage_requirements
from amflow.convert.waiting import records as waiting
from amflow.customers.needs import answer_values
from amflow.errors import AmflowError, Refused, Usage
from amflow.locale import _
from amflow.playbooks.titles import known_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.model import Credit

NONE = "-"
"""What is kept for a line that does not apply."""

COUNTED = ("cap", "less", "request")
"""The uses of lines that are reckoned with."""


class SheetLine(NamedTuple):
    """A line of the sheet: what it is, what it says, and what it comes to."""

    key: str
    title: str
    type: str
    use: str
    times: float
    value: str
    """As the book keeps it: minor units for an amount, `-` where it does not apply, empty where it is open."""
    shown: str
    """The value as a person reads it."""
    counts: Money | None
    """The value times its factor, where it is reckoned with."""
    warns: bool
    """Whether what it says is a warning."""


class CreditAssessment(NamedTuple):
    """An assessment; `on` is None where there was none yet."""

    deal: deals.DealLine
    on: date | None
    lines: list[SheetLine]
    suggested: Money | None
    capacity: Money | None
    """What can be carried, whatever is asked for."""
    complete: bool
    open: list[str]
    """The titles of the lines that are still open."""
    own: Money | None
    own_why: str
    history: list["Past"]
    warnings: tuple[str, ...]
    """What of the sheet is a warning to whoever decides."""
    void: tuple[str, ...] = ()
    """Whose approval it has made void, as it was filled in."""


class Past(NamedTuple):
    """An earlier assessment."""

    on_date: date
    suggested: Money | None
    own: Money | None
    own_why: str


def reckoned(lines: list[tuple[str, float, int]]) -> tuple[int | None, int | None]:
    """What somebody can carry, and the limit that is suggested, in minor units. They can carry the least of the caps, each
    times its factor, without all that is taken off; the limit is not more than what is requested. Never below nothing,
    rounded down; None, both, without a cap. Each line is its use, its factor and its amount in minor units."""
    found: dict[str, list[Fraction]] = {use: [] for use in COUNTED}
    for use, times, minor in lines:
        if use in found:
            found[use].append(Fraction(str(times)) * minor)
    if not found["cap"]:
        return None, None
    capacity = max(min(found["cap"]) - sum(found["less"]), Fraction(0))
    return int(capacity), int(min([capacity, *found["request"]]))


def sheet(desk: "Desk", text: str) -> CreditAssessment:
    """The latest assessment of a deal, with those before. Raises NotFound, Refused."""
    deal = deals.get(desk, text)
    asked = lines_of(desk, deal)
    rows = desk.book.all("SELECT * FROM credit_sheet WHERE deal_id = ? ORDER BY id DESC", deal["id"])
    last = rows[0] if rows else None
    lines = _lines(desk, deal, asked, last)
    return CreditAssessment(
        deals.line(desk, deal),
        date.fromisoformat(last["on_date"]) if last is not None else None,
        lines,
        _money(last, "suggested_minor"),
        _capacity(lines),
        bool(last and last["complete"]),
        [one.title for one in lines if not one.value],
        _money(last, "own_minor"),
        last["own_why"] if last is not None else "",
        [filled(Past, row, suggested=_money(row, "suggested_minor"), own=_money(row, "own_minor")) for row in rows[1:]],
        _warnings(desk, deal, lines, last),
    )


def lines_of(desk: "Desk", deal: Any) -> "list[Credit]":
    """The lines by which the playbook assesses such deals. Raises Refused where there are none."""
    found = [one for one in desk.playbook.credit if one.pipeline == deal["pipeline"]]
    if not found:
        raise Refused(
            _("deals of this kind are not assessed in the playbook {name}").format(name=desk.playbook.name),
            _("[[credit]] lines of a playbook say what is assessed: docs/playbooks.md"),
        )
    return found


def _lines(desk: "Desk", deal: Any, asked: "list[Credit]", last: Any) -> list[SheetLine]:
    kept = _kept(last) if last is not None else {}
    currency = last["currency"] if last is not None else deal["currency"] or desk.settings.currency
    return [_line(one, kept.get(one.key, ""), currency) for one in asked]


def _capacity(lines: list[SheetLine]) -> Money | None:
    counted = [line for line in lines if line.counts is not None]
    minor = reckoned([(line.use, line.times, int(line.value)) for line in counted])[0]
    return None if minor is None or counted[0].counts is None else Money(minor, counted[0].counts.currency)


def warnings(desk: "Desk", deal: Any) -> tuple[str, ...]:
    """What of the deal's latest sheet is a warning to whoever decides (`W14`): a current overdue, a limit below what was
    approved."""
    last = stage_requirements.sheet_of(desk, deal["id"])
    if last is None:
        return ()
    asked = [one for one in desk.playbook.credit if one.pipeline == deal["pipeline"]]
    return _warnings(desk, deal, _lines(desk, deal, asked, last), last)


def _warnings(desk: "Desk", deal: Any, lines: list[SheetLine], last: Any) -> tuple[str, ...]:
    found = [_("{what}: {why}").format(what=line.title, why=line.shown) for line in lines if line.warns]
    suggested = _money(last, "suggested_minor")
    for one in stage_requirements.approved(desk, deal) if suggested is not None else ():
        granted = _granted(deal, one)
        if suggested is not None and granted is not None and suggested.minor < granted:
            amounts = {"suggested": suggested, "approved": Money(granted, suggested.currency)}
            found.append(_("the sheet suggests {suggested}, approved is {approved}").format(**amounts))
    return tuple(found)


def _kept(row: Any) -> dict[str, str]:
    from json import loads

    return {line["key"]: line["value"] for line in loads(row["lines"])}


def _money(row: Any, column: str) -> Money | None:
    return None if row is None or row[column] is None else Money(row[column], row["currency"])


def _line(one: "Credit", value: str, currency: str) -> SheetLine:
    amounts = one.type == "money" and value not in ("", NONE)
    counts = None
    if amounts and one.use in COUNTED:
        counts = Money(int((Fraction(str(one.times)) * int(value)).__floor__()), currency)
    shown = _shown(one, value, currency)
    return SheetLine(
        one.key, str(one.title), one.type, one.use, one.times, value, shown, counts, value == one.warns != ""
    )


def _shown(one: "Credit", value: str, currency: str) -> str:
    if value == NONE:
        return _("does not apply")
    if one.type == "money" and value:
        return str(Money(int(value), currency))
    if one.type == "choice":
        labels = dict(zip(one.choices, map(str, one.labels), strict=False))
        return labels.get(value, value)
    if one.type == "yes-no" and value:
        return _("yes") if value == "yes" else _("no")
    return value


class CreditInput(NamedTuple):
    """What a person says of a sheet; texts as typed: `income=20万`."""

    set: tuple[str, ...] = ()
    own: str = ""
    why: str = ""
    force: bool = False
    """Whether what was approved stands, although the sheet speaks against it now."""


def assess(desk: "Desk", text: str, given: CreditInput) -> CreditAssessment:
    """Fill in the sheet, anew with its day; what is not said stays as it was. What was approved and the sheet speaks against
    now is void, unless `force` keeps it with a reason. Raises NotFound, Refused, Usage; then nothing is written."""
    deal, asked, before, known, currency = _begun(desk, text, given)
    suggests = limit(asked, known)
    warned = {one.key for one in before.lines if one.warns}
    news = any(known.get(one.key) == one.warns != "" and one.key not in warned for one in asked)
    against = [
        one
        for one in stage_requirements.approved(desk, deal)
        if news or (suggests is not None and suggests < (_granted(deal, one) or 0))
    ]
    if given.force:
        given = _kept_with(given, before, deal, against, currency)
    own, why = _own(given, before, suggests, currency)
    with desk.book.change("deal credit", f"{deal['title']} (d{deal['id']})") as change:
        if not given.force:
            waiting.void(desk, change, against)
        change.insert(
            "credit_sheet",
            deal_id=deal["id"],
            on_date=desk.today.isoformat(),
            lines=written(asked, known),
            complete=int(all(known.get(one.key) for one in asked)),
            suggested_minor=suggests,
            own_minor=own,
            own_why=why,
            currency=currency,
        )
    whom = () if given.force else tuple(waiting.name_of(desk, one["whom"]) for one in against)
    return sheet(desk, text)._replace(void=whom)


def _granted(deal: Any, approval: Any) -> int | None:
    """How much was approved: what was said, else what the deal is about."""
    said: int | None = approval["amount_minor"]
    return deal["amount_minor"] if said is None else said


def _kept_with(
    given: CreditInput, before: CreditAssessment, deal: Any, against: list[Any], currency: str
) -> CreditInput:
    """What is said where an approval stands although the sheet speaks against it: one's own figure is what stands, and its
    reason is the reason. Raises Usage."""
    if not against:
        raise Usage(_("the sheet speaks against nothing that was approved"), _("leave out --force"))
    if not given.why:
        raise Usage(_("--force needs a reason"), _('add --why "the reason"'))
    granted = _granted(deal, against[-1])
    stands = before.own or (Money(granted, currency) if granted is not None else None)
    return given if given.own or stands is None else given._replace(own=stands.plain())


def _begun(
    desk: "Desk", text: str, given: CreditInput
) -> "tuple[Any, list[Credit], CreditAssessment, dict[str, str], str]":
    """The deal, the lines it is assessed by, the sheet as it was, what is known by line, and the currency."""
    deal = deals.get(desk, text)
    deals.must_be_open(deal)
    asked = lines_of(desk, deal)
    before = sheet(desk, text)
    currency = deal["currency"] or desk.settings.currency
    # What the customer's file says of a line need not be typed again; from the first sheet on it is the sheet that says it.
    known = (
        {line.key: line.value for line in before.lines if line.value}
        if before.on
        else _filed(desk, deal, asked, currency)
    )
    if deal["amount_minor"] is not None:
        # What is requested is the deal's amount, unless something else is set.
        known = {one.key: str(deal["amount_minor"]) for one in asked if one.use == "request"} | known
    return deal, asked, before, known | _set(asked, given.set, currency), currency


def limit(asked: "list[Credit]", known: dict[str, str]) -> int | None:
    """The limit that the lines suggest by what is known of them, in minor units."""
    counted = [one for one in asked if one.use in COUNTED and known.get(one.key, "") not in ("", NONE)]
    return reckoned([(one.use, one.times, int(known[one.key])) for one in counted])[1]


def written(asked: "list[Credit]", known: dict[str, str]) -> str:
    """The lines as a sheet keeps them, with what they were reckoned by."""
    from json import dumps

    lines = [{"key": one.key, "value": known.get(one.key, ""), "use": one.use, "times": one.times} for one in asked]
    return dumps(lines, ensure_ascii=False, separators=(",", ":"))


def _set(asked: "list[Credit]", typed: tuple[str, ...], currency: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in typed:
        name, sign, value = text.partition("=")
        if not sign:
            raise Usage(_("“{text}” sets nothing"), _("such as --set {key}=200k"), text=text, key=asked[0].key)
        key = known_key(name.strip(), asked, _("credit line"))
        if key in found:
            raise Usage(_("{name} is set twice"), _("set each line once"), name=key)
        found[key] = _value(next(one for one in asked if one.key == key), value.strip(), currency)
    return found


def _value(one: "Credit", text: str, currency: str) -> str:
    """The text as the line keeps it; empty opens the line again. Raises Usage that names the line."""
    if text in ("", NONE, "—"):
        return NONE if text else ""
    try:
        if one.type == "money":
            return str(amount(text, currency))
        if one.type == "choice":
            return known_key(text, dict(zip(one.choices, one.labels, strict=False)), str(one.title))
        if one.type == "yes-no":
            return answer_values.yes_or_no(text)
        if one.type == "number" and not text.replace(".", "", 1).isdecimal():
            raise Usage(_("“{text}” is not a number"), _("such as 12 or 3.5"), text=text)
        if one.type == "date":
            return values.a_date(text)
        return values.line(text, str(one.title))
    except ValueError as error:
        raise Usage(_("{what}: {why}"), _("such as 2026-11-25"), what=one.title, why=error) from error
    except AmflowError as error:
        if error.message.startswith(str(one.title)):
            raise
        raise Usage(_("{what}: {why}").format(what=one.title, why=error.message), error.hint) from error


def ask_lines(desk: "Desk", text: str, given: CreditInput, ask: Ask) -> CreditInput:
    """What is said of the sheet, with every line asked for in turn; what is known of it is offered. Raises NotFound, Refused,
    Usage."""
    deal, asked, _before, known, currency = _begun(desk, text, given)
    known = _filed(desk, deal, asked, currency) | known
    said = []
    for one in asked:
        present = known.get(one.key, "")
        shown = Money(int(present), currency).plain() if one.type == "money" and present not in ("", NONE) else present
        labels = " / ".join(f"{key} {label}" for key, label in zip(one.choices, one.labels, strict=False))
        question = f"{one.title} ({labels})" if labels else str(one.title)
        said.append(f"{one.key}={until_understood(_proposing(ask, shown), question, _taken(one, currency))}")
    return given._replace(set=tuple(said))


def _proposing(ask: Ask, shown: str) -> Callable[[str], str]:
    return lambda question: ask(question, shown)


def _taken(one: "Credit", currency: str) -> Callable[[str], str]:
    """Reads an answer, which stays as it was typed. Raises Usage."""

    def read(text: str) -> str:
        _value(one, text, currency)
        return text

    return read


def _filed(desk: "Desk", deal: Any, asked: "list[Credit]", currency: str) -> dict[str, str]:
    """What the file of the deal's customer says under the same keys, as the lines keep it, where they can take it."""
    from json import loads

    customer = desk.book.get("customer", deal["customer_id"]) if deal["customer_id"] else None
    profile: dict[str, str] = loads(customer["profile"]) if customer is not None else {}
    found = {}
    for one in asked:
        if said := profile.get(one.key):
            with suppress(AmflowError):
                found[one.key] = _value(one, said, currency)
    return found


def _own(given: CreditInput, before: CreditAssessment, suggests: int | None, currency: str) -> tuple[int | None, str]:
    """The manager's own figure; one that is not the suggested one needs a reason. Raises Usage."""
    if not given.own:
        # What was the suggested figure, and is no more, has no reason: it is to be said anew.
        stands = before.own if before.own_why or (before.own and before.own.minor == suggests) else None
        return (stands.minor if stands else None), before.own_why
    own = amount(given.own, currency)
    if own != suggests and not given.why:
        raise Usage(_("a figure other than the suggested one needs a reason"), _('add --why "the reason"'))
    return own, values.line(given.why, _("the reason")) if given.why else ""
