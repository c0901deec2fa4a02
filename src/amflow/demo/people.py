"""Who is in the demo book: customers in every situation that the day knows, organisations with their people, leads."""

from datetime import date, timedelta
from typing import Any

from amflow.book import derived_columns
from amflow.demo.lives import SIZES, Life, Lives, firm, most, said, sized, wealthy
from amflow.demo.scene import Person, Scene
from amflow.playbooks import conditions
from amflow.playbooks.customer_model import CustomerField, LeadSource
from amflow.records import NamedTuple

FIRST_PHONE = 13800130000
"""1380013xxxx: numbers that look right and are nobody's."""

LEAD_DAYS = (1, 1, 2, 4, 7, 9, 14, 23)
"""How many days ago the open leads came in: every age from yesterday on."""

ASSETS = ((520, 3000), (110, 480), (8, 95))
"""What a customer of the highest tier has, of the next, of the others, where no tier asks for an amount: in thousands."""


OLD = 150
"""A customer since more days has had something from us before."""

WARM = ("referral", "colleague", "walk-in", "network")
COLD = ("phone", "mail", "web", "research", "social")

ASSESSED = "risk-assessed-on"


class Cast:
    """Hands out who is next, with a phone of their own."""

    def __init__(self, scene: Scene, before: "Cast | None" = None) -> None:
        kinds = scene.words.known("organisations") or []
        self.firms: dict[str, dict[str, Any]] = {kind["key"]: kind for kind in kinds}
        self.lives = Lives(scene.rng, self.firms, renamed=before is not None)
        self.heads: dict[int, Life] = {}
        """Who decides in each of the firms."""
        # A second cast has names and numbers that the first has not.
        self._numbers: list[int] = scene.rng.sample(
            sorted(set(range(10_000)).difference(before._numbers if before else ())), 200
        )
        self._phones = iter(self._numbers)
        self.names: set[str] = set(before.names if before else ())
        """Who is there already: a name is given once."""

    def phone(self) -> str:
        """A number that nobody else has."""
        return str(FIRST_PHONE + next(self._phones))


class CastPart(NamedTuple):
    """What somebody is in the book for."""

    since: int
    """So many days ago they came into the book."""
    last: int
    """So many days ago was the last real talk."""
    tier: int
    """The place of their tier, from the top."""
    intent: int = -1
    """The place of their intent; -1: none."""
    about: str = "prospect"
    lead: bool = False
    """Whether they were a lead first."""


def customer(scene: Scene, cast: Cast, part: CastPart, *needs: str, **more: Any) -> Person:
    """A customer of the trade, a person or a shop or firm; `needs`: what their life must be to be in that part."""
    rng = scene.rng
    since = scene.back(part.since)
    came: dict[str, Any] = {"lead_on": since.isoformat()} if part.lead else {}
    if part.lead:
        came["converted_on"] = min(scene.back(max(part.since - 3, 1)), scene.workday(-1)).isoformat()
    life, assets = _life(scene, cast, part, *needs)
    if part.about == "client" and "firm" in life.tags:
        life.facts["cooperation-since"] = since.isoformat()
    fields = {
        **_who(scene, cast, life),
        "signal": _key(scene, scene.desk.playbook.signals) if part.lead else "",
        "tier": scene.tier(part.tier),
        "intent": scene.intent(part.intent) if part.intent >= 0 else "",
        "birthday": _birthday(scene, rng.randint(40, 330), life.age) if scene.kind == "person" else "",
        **scene.money(assets),
        "source": _source(scene, part),
        "segment": _segment(scene, life),
        "profile": profile(scene, scene.kind, 0.75 - 0.15 * part.tier, life),
        **came,
        **more,
    }
    fields["assets_minor"] = fields.pop("amount_minor")
    return _written(scene, fields, part, since, life)


def _life(scene: Scene, cast: Cast, part: CastPart, *needs: str) -> tuple[Life, int]:
    """The next life that fits the part under a name of its own, and what it has."""
    for _try in range(9):
        life, assets = _drawn(scene, cast, part, *needs)
        if life.name not in cast.names:
            break
    cast.names.add(life.name)
    return life, assets


def _drawn(scene: Scene, cast: Cast, part: CastPart, *needs: str) -> tuple[Life, int]:
    """The next life that fits the part, and what it has: more than the tier asks for, and not more than it can have earned."""
    low, high = (1000 * amount for amount in _assets(scene, part.tier))
    person = cast.lives.next(part.tier if part.tier < len(SIZES) else None, needs)
    kind = scene.words.entry("shops", life=person._replace(tags=frozenset({SIZES[min(part.tier, 2)]})))
    if kind:
        head = scene.words.entry("heads") or ["", ""]
        assets = scene.rng.randint(low // 1000, high // 1000) * 1000
        life = sized(firm(person, kind, part.tier, head), kind, assets)
    else:
        high = max(low, min(high, most(person)))
        assets = scene.rng.randint(low // 1000, high // 1000) * 1000
        life = wealthy(person, assets)
    return life._replace(tags=life.tags | {part.about, "old" if part.since > OLD else "new"}), assets


def _who(scene: Scene, cast: Cast, life: Life) -> dict[str, Any]:
    if "firm" in life.tags:
        return {"kind": "organisation", "name": life.name, "phone": cast.phone()}
    mail = f"{life.mail}@example.com" if scene.rng.random() < 0.5 or life.mail == cast.lives.first.mail else ""
    return {"name": life.name, "salutation": life.salutation, "phone": cast.phone(), "email": mail}


def _assets(scene: Scene, place: int) -> tuple[int, int]:
    """What a customer of that tier has, in thousands: by what the tiers ask for, so that everybody is where they belong."""
    asked = [
        int(condition.words[0]) // 1000
        for tier in scene.tiers
        for condition in conditions.parse(tier.qualifies)
        if condition.field == "assets"
    ]
    if not asked:
        return ASSETS[min(place, len(ASSETS) - 1)]
    if place >= len(asked):
        return asked[-1] * 8 // 100, asked[-1] * 95 // 100
    if not place:
        return asked[0] * 104 // 100, asked[0] * 6
    return asked[place] * 110 // 100, asked[place - 1] * 96 // 100


def organisation(scene: Scene, cast: Cast, key: str, part: CastPart) -> Person:
    """A firm with several people whom one talks to, told by its entry in the words."""
    kind, head = cast.firms[key], cast.lives.employee()
    life = firm(head, kind, part.tier, ["", ""])
    life = sized(life, kind, 1000 * _assets(scene, part.tier)[1])
    fields = {
        **_who(scene, cast, life),
        "tier": scene.tier(part.tier),
        "intent": scene.intent(part.intent) if part.intent >= 0 else "",
        "source": _key(scene, scene.desk.playbook.sources),
        "segment": _segment(scene, life),
        "profile": profile(scene, "organisation", 0.7, life),
    }
    found = _written(scene, fields, part, scene.back(part.since), life._replace(tags=life.tags | {part.about}))
    cast.heads[found.id] = head
    return found


def leads(scene: Scene, cast: Cast, referrer: Person) -> list[Person]:
    """The open leads: every signal, every age; those of some days were spoken to, one is never at home."""
    signals, found = scene.desk.playbook.signals, []
    for place, days in enumerate(LEAD_DAYS):
        spoken = days > 3 and place != len(LEAD_DAYS) - 1
        part = CastPart(days, max(days - 2, 1) if spoken else days, 9, 2 if spoken and place % 2 else -1, "lead")
        since = scene.back(days)
        source = _key(scene, scene.desk.playbook.sources)
        signal = signals[place % len(signals)].key if signals else ""
        life, _has = _life(scene, cast, part)
        life = life._replace(tags=life.tags | {signal})
        fields = {
            **_who(scene, cast, life),
            **({"phone": ""} if place == 2 else {}),
            "status": "lead",
            "lead_on": since.isoformat(),
            "intent": scene.intent(part.intent) if part.intent >= 0 else "",
            "source": source,
            "referrer_id": referrer.id if source == "referral" else None,
            "signal": signal,
            "impression": scene.words.say("impressions", life=life),
        }
        found.append(_written(scene, fields, part, since, life))
    return found


def dropped(scene: Scene, cast: Cast, came: int, gone: int, **more: Any) -> Person:
    """A lead that led nowhere."""
    since, part = scene.back(came), CastPart(came, came, 9, about="lead")
    life, _has = _life(scene, cast, part)
    fields = {
        **_who(scene, cast, life),
        "status": "dropped",
        "lead_on": since.isoformat(),
        "dropped_on": scene.back(gone).isoformat(),
        "dropped_why": scene.words.say("dropped", life=life),
        "source": _key(scene, scene.desk.playbook.sources),
        "impression": scene.words.say("impressions", life=life),
        **more,
    }
    return _written(scene, fields, part, since, life)


def employ(scene: Scene, cast: Cast, firms: list[Person]) -> None:
    """Whoever works for one of the firms is tied to it, in the role that they have there."""
    numbers = dict(zip(cast.firms, (one.id for one in firms), strict=False))
    for number, life in scene.lives.items():
        if life.firm in numbers:
            role = life.slots["work"]
            scene.change.update("customer", number, organisation_id=numbers[life.firm], role=role)


def contacts(scene: Scene, cast: Cast, firms: list[Person]) -> None:
    """Give each of the firms two people whom one talks to there, the one who decides first."""
    for one, kind in zip(firms, cast.firms.values(), strict=False):
        for life, role in zip((cast.heads[one.id], cast.lives.employee()), kind["roles"], strict=True):
            who = {**_who(scene, cast, life), "organisation_id": one.id, "role": said(role)}
            _written(scene, who, CastPart(40, 5, 9, about="organisation"), scene.back(40), life)


def birthdays(scene: Scene, people: list[Person]) -> None:
    """Let birthdays fall on today and the next days: a round one where somebody has one, one of a year nobody knows."""
    ages = {one.id: scene.lives[one.id].age for one in people}
    for ahead, person in enumerate(sorted(people, key=lambda one: bool(ages[one.id] % 10))[:3]):
        day = scene.today + timedelta(days=ahead)
        text = f"--{day:%m-%d}" if ahead == 1 else _on(day, day.year - ages[person.id] - bool(ahead))
        scene.change.update("customer", person.id, **derived_columns.of_customer({"birthday": text}))


def profile(scene: Scene, kind: str, share: float, life: Life) -> str:
    """The playbook's fields for such a customer, about that share of them filled in."""
    from json import dumps

    found: dict[str, str] = {}
    # A field that is a column of its own (the birthday) is not the profile's.
    columns = {row["name"] for row in scene.desk.book.each("SELECT name FROM pragma_table_info('customer')")}
    for field in scene.desk.playbook.fields:
        if field.whom not in (kind, "both") or field.key in columns:
            continue
        fill, text = scene.rng.random() < share, value(scene, field, life)
        if fill and text:
            found[field.key] = text
    return dumps(found, ensure_ascii=False)


def value(scene: Scene, field: CustomerField, life: Life) -> str:
    """What stands in that field for that life: what follows from it, else something that may be so of anybody; empty where
    neither the life nor the words say anything."""
    rng = scene.rng
    if field.key in life.facts or field.type in ("money", "number"):
        return life.facts.get(field.key, "")
    if field.type == "choice":
        # The first of a scale is a corner case; most people stand somewhere in the middle.
        return rng.choice(field.choices[1:] or field.choices) if field.choices else ""
    if field.type == "yes-no":
        return rng.choice(("yes", "no"))
    if field.type == "date":
        return (scene.today - timedelta(days=rng.randint(200, 3000))).isoformat() if field.key == ASSESSED else ""
    return scene.words.say("fields", field.key, life=life)


def _written(scene: Scene, fields: dict[str, Any], part: CastPart, since: date, life: Life) -> Person:
    given = derived_columns.of_customer({**fields, "added_on": since.isoformat(), "quiet_since": since.isoformat()})
    number = scene.insert("customer", since, **given)
    scene.lives[number] = life
    return Person(number, given["name"], part.about, since, scene.back(part.last), given.get("intent", ""))


def _segment(scene: Scene, life: Life) -> str:
    """The segment that a life belongs to: the nearest that the trade knows; none where a field of the file says it."""
    groups = {one.key for one in scene.desk.playbook.segments if not one.qualifies}
    if any(one.choices and set(one.choices) <= groups for one in scene.desk.playbook.fields):
        return ""
    size = "large-firm" if "large" in life.tags else "small-firm"
    fitting = (*life.segments, size) if "firm" in life.tags else life.segments
    return next((key for key in fitting if key in groups), "")


def _key(scene: Scene, entries: Any) -> str:
    return scene.rng.choice(entries).key if entries else ""


def _source(scene: Scene, part: CastPart) -> str:
    """Where somebody was found; who is near to buying came from where they had heard good things."""
    sources = scene.desk.playbook.sources
    drawn = scene.rng.choice(sources) if sources else None
    warm = [one for one in sources if not warmth(one)]
    if drawn is not None and warm and part.intent in (0, 1) and warmth(drawn) == 2:
        drawn = warm[part.since % len(warm)]
    return str(drawn.key) if drawn is not None else ""


def warmth(source: LeadSource) -> int:
    """0 for a source whose people are won more easily than others, as a colleague's desk; 2 for one whose are won less easily."""
    return 0 if source.post or source.key in WARM else 2 if source.key in COLD else 1


def _birthday(scene: Scene, ahead: int, age: int) -> str:
    """The birthday of somebody of that age, the next being so many days ahead."""
    day = scene.today + timedelta(days=ahead)
    return _on(day, day.year - age - 1)


def _on(day: date, year: int) -> str:
    """That day of the year in another year; a 29 February needs a leap year."""
    return f"{year - year % 4 if (day.month, day.day) == (2, 29) else year}-{day:%m-%d}"
