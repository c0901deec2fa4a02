"""How satisfied customers are: scores by talk, case and period, the trend of each customer and tier (`W12`, `W15`).

CSAT is what they say from 1 to 5; NPS is whether they would recommend us, from 0 to 10: the share of 9 and 10 less the
share of 0 to 6, from -100 to +100.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow.agenda import plan_ledger
from amflow.agenda.items import Ended
from amflow.book.behind import counted_in, counts_in
from amflow.book.quantities import mean, share
from amflow.book.store import conditions
from amflow.callback.cases import records as cases
from amflow.customers import circle, scores
from amflow.customers import records as customers
from amflow.dates import periods
from amflow.dates.periods import Period
from amflow.errors import Refused, Usage
from amflow.locale import N_, _
from amflow.outreach.talks import changes as talks
from amflow.outreach.talks import ending
from amflow.playbooks.titles import titles_by_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.book.store import Row
    from amflow.desk import Desk

BACK = 6
"""So many periods show the trend, the one in question included."""

SATISFIED = 4
VERY_SATISFIED = 5
PROMOTER = 9
"""From here on a customer would recommend us; up to `DETRACTOR` they would rather warn."""
DETRACTOR = 6

LISTED = 10

SCALES = {"csat": N_("satisfaction 1–5"), "nps": N_("recommends 0–10")}

_SPAN = (
    "SELECT score.customer_id, score.scale, score.value, score.on_date, score.case_id, customer.name,"
    f" {counted_in('tier', 'score.on_date', firm='score.firm_id')} AS tier"
    " FROM score CROSS JOIN customer ON customer.id = score.customer_id"
    " WHERE score.on_date BETWEEN ? AND ? ORDER BY score.on_date, score.id"
)


class Level(NamedTuple):
    """How satisfied those are who were asked in a period."""

    asked: int
    """How many said 1 to 5."""
    average: float | None
    satisfied: float | None
    """The share that said 4 or 5."""
    asked_nps: int
    nps: int | None
    """-100 to +100."""


class Trend(NamedTuple):
    """The level of a tier, or of all, over the periods: the one in question last."""

    key: str
    title: str
    levels: list[Level]

    @property
    def now(self) -> Level:
        """The level of the period in question."""
        return self.levels[-1]


class SatisfactionStanding(NamedTuple):
    """Where a customer stands, with how it was before."""

    customer_id: int
    name: str
    tier: str
    scale: str
    value: int
    before: int | None
    on_date: date

    @property
    def ref(self) -> str:
        """`c12`."""
        return f"c{self.customer_id}"


class SatisfactionReport(NamedTuple):
    """Satisfaction in a period."""

    period: Period
    whole: Trend
    tiers: list[Trend]
    cases: Level
    """After cases: how those were satisfied whose case was resolved."""
    very: list[SatisfactionStanding]
    """Very satisfied, nothing of theirs open: whom to ask for an introduction (`W09`)."""
    very_total: int
    slipping: list[SatisfactionStanding]
    slipping_total: int


class ScoreLine(NamedTuple):
    """A score, and on what occasion it was given."""

    on_date: date
    customer: str
    customer_id: int
    scale: str
    value: int
    occasion: str
    """The kind of talk; empty where it was written down by itself."""
    case_id: int | None
    why: str

    @property
    def customer_ref(self) -> str:
        """`c12`."""
        return f"c{self.customer_id}"


class Added(NamedTuple):
    """What was written down."""

    customer: "Row"
    csat: int | None
    nps: int | None
    before: int | None
    """The customer's CSAT before."""
    case_id: int | None
    settled: list[Ended]
    """The checks that were due: this was one."""
    asked: list[str]
    """What is still asked about, a sentence each with what answers it: cases of a day are rated one by one."""


def add(desk: "Desk", customer: str, csat: str, nps: str, why: str, case: str, at: str) -> Added:
    """Write down how satisfied somebody is. Raises NotFound, Ambiguous, Usage, Refused."""
    row = customers.find(desk.book, customer)
    stars, likely = scores.read(csat, "csat"), scores.read(nps, "nps")
    if stars is None and likely is None:
        raise Usage(_("the score is missing"), _("such as amflow callback score {ref} 5"), ref=f"c{row['id']}")
    case_row = cases.get(desk.book, case) if case else None
    if case_row is not None and not circle.together(desk.book, case_row["customer_id"], row["id"]):
        raise Refused(_("{ref} is another customer's case"), _("amflow show {ref} says whose"), ref=case)
    day, _clock = talks.moment(desk, at)
    before = scores.latest(desk, row["id"])
    case_id = case_row["id"] if case_row is not None else None
    with desk.book.change("callback score", f"{row['name']} (c{row['id']})") as change:
        whose = [row["id"], *circle.also(desk.book, row), *([case_row["customer_id"]] if case_row is not None else [])]
        settled = plan_ledger.settle_by_score(desk, change, whose, day, case=f"x{case_id}" if case_id else "")
        scores.keep(change, row["id"], day, csat=stars, nps=likely, why=why, case_id=case_id)
    return Added(row, stars, likely, before, case_id, settled, ending.to_be_rated(desk, row["id"], day))


def listing(desk: "Desk", customer_id: int | None, limit: int) -> tuple[list[ScoreLine], int]:
    """The last scores, each with its occasion; and how many in all."""
    where, bound = conditions(circle.said_by(desk.book, "score", "on_date", customer_id, colleagues=False))
    rows = desk.book.all(
        "SELECT score.*, customer.name AS name, coalesce(touch.kind, '') AS kind FROM score"
        " JOIN customer ON customer.id = score.customer_id LEFT JOIN touch ON touch.id = score.touch_id"
        f" WHERE {where} ORDER BY score.on_date DESC, score.id DESC LIMIT ?",
        *bound,
        limit,
    )
    lines = [filled(ScoreLine, row, customer=row["name"], occasion=row["kind"]) for row in rows]
    return lines, desk.book.number(f"SELECT count(*) FROM score WHERE {where}", *bound)


def report(desk: "Desk", period: Period) -> SatisfactionReport:
    """Satisfaction in the period, with those before it."""
    spans = [period]
    while len(spans) < BACK:
        spans.insert(0, periods.previous(spans[0]))
    rows = desk.book.all(_SPAN, spans[0].start.isoformat(), period.end.isoformat())
    titles = titles_by_key(desk.playbook.tiers)
    order = sorted(desk.playbook.tiers, key=lambda tier: -tier.rank)
    keys = [tier.key for tier in order]
    keys += sorted({row["tier"] for row in rows} - set(keys))
    tiers = [_trend(key, titles.get(key, key) or _("no tier"), spans, rows, key) for key in keys]
    standings = _standings(rows)
    very = [one for one in standings if _delighted(one) and askable(desk, one.customer_id, one.on_date.isoformat())]
    slipping = [one for one in standings if _slips(one)]
    slipping.sort(key=lambda one: (one.value / scores.HIGHEST[one.scale], one.customer_id))
    of_period = [row for row in rows if row["on_date"] >= period.start.isoformat()]
    return SatisfactionReport(
        period,
        _trend("", "", spans, rows),
        [trend for trend in tiers if any(level.asked or level.asked_nps for level in trend.levels)],
        level(row for row in of_period if row["case_id"] is not None),
        very[:LISTED],
        len(very),
        slipping[:LISTED],
        len(slipping),
    )


def _trend(key: str, title: str, spans: Sequence[Period], rows: Sequence[Any], tier: str | None = None) -> Trend:
    levels = []
    for span in spans:
        first, last = span.start.isoformat(), span.end.isoformat()
        levels.append(
            level(row for row in rows if first <= row["on_date"] <= last and (tier is None or row["tier"] == tier))
        )
    return Trend(key, title, levels)


def level(rows: Iterable[Any]) -> Level:
    """The level that scores make."""
    stars: list[int] = []
    likely: list[int] = []
    for row in rows:
        (stars if row["scale"] == "csat" else likely).append(row["value"])
    promoters, detractors = (
        sum(value >= PROMOTER for value in likely),
        sum(value <= DETRACTOR for value in likely),
    )
    return Level(
        len(stars),
        mean(sum(stars), len(stars), 2),
        share(sum(value >= SATISFIED for value in stars), len(stars)),
        len(likely),
        round(100 * (promoters - detractors) / len(likely)) if likely else None,
    )


def _standings(rows: Sequence[Any]) -> list[SatisfactionStanding]:
    """Each customer's last score on each scale in these rows, with the one before it; the newest in front."""
    found: dict[tuple[int, str], SatisfactionStanding] = {}
    for row in rows:
        key = (row["customer_id"], row["scale"])
        before = found.get(key)
        found[key] = filled(SatisfactionStanding, row, before=before.value if before else None)
    # Whoever said both is one customer: what they said of us last.
    newest: dict[int, SatisfactionStanding] = {}
    for one in sorted(found.values(), key=lambda one: (one.on_date, one.scale == "csat")):
        newest[one.customer_id] = one
    return sorted(newest.values(), key=lambda one: (one.on_date, one.customer_id), reverse=True)


def _delighted(one: SatisfactionStanding) -> bool:
    return one.value >= (VERY_SATISFIED if one.scale == "csat" else PROMOTER)


def _slips(one: SatisfactionStanding) -> bool:
    """Less than before, or dissatisfied."""
    low = 2 if one.scale == "csat" else DETRACTOR
    return one.value <= low or (one.before is not None and one.value < one.before)


POOR = {"csat": 3, "nps": DETRACTOR}
"""Up to which mark somebody is not satisfied."""

UNLESS = (
    "EXISTS (SELECT 1 FROM touch WHERE touch.customer_id = customer.id AND held_on >= ?2 AND outcome = 'problem')",
    "EXISTS (SELECT 1 FROM score WHERE score.customer_id = customer.id AND on_date >= ?2"
    f" AND value <= CASE scale WHEN 'nps' THEN {POOR['nps']} ELSE {POOR['csat']} END)",
    "EXISTS (SELECT 1 FROM referral WHERE referral.customer_id = customer.id AND asked_on > ?3)",
)
"""What keeps a customer from being asked: a problem since, a poor mark since, that they were asked lately."""


def askable(desk: "Desk", customer_id: int, said: str) -> Any:
    """Somebody who was very satisfied on that day, where they may be asked for an introduction (`W09`): nothing speaks against
    it, and no case of theirs or their firm's is open. Their name, tier, when they were asked last and how many they brought;
    None where they may not."""
    if cases.listing(desk, customer_id=customer_id, limit=1)[0]:
        return None
    return desk.book.one(
        f"SELECT name, {counts_in('tier')} AS tier,"
        " (SELECT max(asked_on) FROM referral WHERE customer_id = ?1) AS asked_on,"
        " (SELECT count(*) FROM referral WHERE customer_id = ?1 AND made_on IS NOT NULL) AS brought FROM customer"
        f" WHERE id = ?1 AND status = 'customer' AND no_contact = 0 AND NOT ({' OR '.join(UNLESS)})",
        customer_id,
        said,
        (desk.today - timedelta(days=desk.settings.referral_days)).isoformat(),
    )
