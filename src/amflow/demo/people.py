"""Who is in the demo book: customers in every situation that the day knows, organisations with their people, leads."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow.book import derived_columns
from amflow.demo.scene import Person, Scene
from amflow.demo.words import said
from amflow.playbooks import conditions
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.playbooks.model import CustomerField

FIRST_PHONE = 13800130000
"""1380013xxxx: numbers that look right and are nobody's."""

LEAD_DAYS = (1, 1, 2, 4, 7, 9, 14, 23)
"""How many days ago the open leads came in: every age from yesterday on."""

ASSETS = ((520, 3000), (110, 480), (8, 95))
"""What a customer of the highest tier has, of the next, of the others, where no tier asks for an amount: in thousands."""


class Names:
    """Hands out the made-up people one by one, the first of the list first, the others in an order drawn."""

    def __init__(self, scene: Scene) -> None:
        first, *others = scene.words.people
        scene.rng.shuffle(others)
        self._left = [first, *others]
        self._people = list(self._left)
        self._heads = list(scene.words.known("heads") or ())
        scene.rng.shuffle(self._heads)
        self.facts: dict[str, str] = {}
        self.industry = ""
        """The industry of the last firm in English, as the words name it."""
        self._phones = iter(scene.rng.sample(range(10_000), len(self._left) + 20))
        self._scene = scene

    def someone(self) -> dict[str, Any]:
        """A customer of the trade: a person, or the shop or firm of one; `facts` then says what it does and who decides."""
        person = self.person()
        entry = self._scene.words.entry("shops")
        if not entry:
            return person
        pattern, *does = entry
        self.industry = does[2]
        self.facts = {
            "business-model": said(does[:2]),
            "industry": said(does[2:]),
            "decision-maker": person["name"],
            "daily-contact": person["name"],
        }
        if not self._heads:
            self._heads = list(self._scene.words.known("heads") or ("",))
        head = self._heads.pop() if "{head}" in pattern else ""
        return {
            "kind": "organisation",
            "name": pattern.format(name=person["name"], head=head),
            "phone": person["phone"],
        }

    def person(self) -> dict[str, Any]:
        """Name, salutation, phone and, now and then, a mail address. After the last the first comes again."""
        if not self._left:
            self._left = list(self._people)
        name, salutation, letters = self._left.pop(0)
        mail = f"{letters}@example.com" if self._scene.rng.random() < 0.5 or letters == "zhangmin" else ""
        return {"name": name, "salutation": salutation, "phone": self.phone(), "email": mail}

    def phone(self) -> str:
        """A number that nobody else has."""
        return str(FIRST_PHONE + next(self._phones))


class Part(NamedTuple):
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


def customer(scene: Scene, names: Names, part: Part, **more: Any) -> Person:
    """A person who is a customer."""
    rng = scene.rng
    since = scene.back(part.since)
    came: dict[str, Any] = {"lead_on": since.isoformat()} if part.lead else {}
    if part.lead:
        came["converted_on"] = min(scene.back(max(part.since - 3, 1)), scene.workday(-1)).isoformat()
    signals = scene.desk.playbook.signals
    someone = names.someone()
    born = (
        {"birthday": _birthday(scene, rng.randint(40, 330), rng.randint(1958, 1999))} if scene.kind == "person" else {}
    )
    fields = {
        **someone,
        "signal": _key(scene, signals) if part.lead else "",
        "tier": scene.tier(part.tier),
        "intent": scene.intent(part.intent) if part.intent >= 0 else "",
        **born,
        **scene.money(rng.randint(*_assets(scene, part.tier)) * 1000),
        "source": _key(scene, scene.desk.playbook.sources),
        "segment": _segment(scene, someone.get("kind", "person"), someone["name"], names.industry),
        "profile": profile(scene, scene.kind, 0.75 - 0.15 * part.tier, names.facts),
        **came,
        **more,
    }
    fields["assets_minor"] = fields.pop("amount_minor")
    return _written(scene, fields, part, since)


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


def organisation(scene: Scene, names: Names, entry: list[str], part: Part) -> Person:
    """A firm, told by its entry in the words: name, what it does, its industry."""
    name, does_en, does_zh, industry_en, industry_zh = entry
    facts = {"business-model": said([does_en, does_zh]), "industry": said([industry_en, industry_zh])}
    fields = {
        "kind": "organisation",
        "name": name,
        "phone": names.phone(),
        "tier": scene.tier(part.tier),
        "intent": scene.intent(part.intent) if part.intent >= 0 else "",
        "source": _key(scene, scene.desk.playbook.sources),
        "segment": _segment(scene, "organisation", name, industry_en),
        "profile": profile(scene, "organisation", 0.7, facts),
    }
    return _written(scene, fields, part, scene.back(part.since))


def leads(scene: Scene, names: Names, referrer: Person) -> list[Person]:
    """The open leads: every signal, every age; those of some days were spoken to, one is never at home."""
    signals, found = scene.desk.playbook.signals, []
    for place, days in enumerate(LEAD_DAYS):
        spoken = days > 3 and place != len(LEAD_DAYS) - 1
        part = Part(days, max(days - 2, 1) if spoken else days, 9, 2 if spoken and place % 2 else -1, "lead")
        since = scene.back(days)
        source = _key(scene, scene.desk.playbook.sources)
        someone = names.someone()
        fields = {
            **someone,
            "phone": "" if place == 2 else someone["phone"],
            "status": "lead",
            "lead_on": since.isoformat(),
            "intent": scene.intent(part.intent) if part.intent >= 0 else "",
            "source": source,
            "referrer_id": referrer.id if source == "referral" else None,
            "signal": signals[place % len(signals)].key if signals else "",
            "impression": scene.words.say("impressions"),
        }
        found.append(_written(scene, fields, part, since))
    return found


def dropped(scene: Scene, names: Names, came: int, gone: int) -> None:
    """A lead that led nowhere."""
    since = scene.back(came)
    fields = {
        **names.someone(),
        "status": "dropped",
        "lead_on": since.isoformat(),
        "dropped_on": scene.back(gone).isoformat(),
        "dropped_why": scene.words.say("dropped"),
        "source": _key(scene, scene.desk.playbook.sources),
        "impression": scene.words.say("impressions"),
    }
    _written(scene, fields, Part(came, came, 9, about="lead"), since)


def employ(scene: Scene, people: list[Person], firms: list[Person]) -> None:
    """Give each of the people a firm that they work for and a role in it."""
    for place, person in enumerate(people):
        entry = scene.words.entry("roles")
        scene.change.update(
            "customer", person.id, organisation_id=firms[place % len(firms)].id, role=said(entry) if entry else ""
        )


def contacts(scene: Scene, names: Names, firms: list[Person]) -> None:
    """Give each of the firms two people whom one talks to there."""
    for firm in firms:
        for _number in range(2):
            entry = scene.words.entry("roles")
            role = said(entry) if entry else ""
            fields = {**names.person(), "tier": scene.tier(9), "organisation_id": firm.id, "role": role}
            _written(scene, fields, Part(40, 5, 9, about="organisation"), scene.back(40))


def birthdays(scene: Scene, people: list[Person]) -> None:
    """Let birthdays fall on today and the next days: one a round one, one of a year nobody knows."""
    years = (60, 0, 38)
    for ahead, (person, age) in enumerate(zip(people, years, strict=False)):
        day = scene.today + timedelta(days=ahead)
        text = _on(day, day.year - age) if age else f"--{day:%m-%d}"
        scene.change.update("customer", person.id, **derived_columns.of_customer({"birthday": text}))


def profile(scene: Scene, kind: str, share: float, facts: dict[str, str] | None = None) -> str:
    """The playbook's fields for such a customer, about that share of them filled in."""
    from json import dumps

    rng = scene.rng
    found: dict[str, str] = {}
    # A field that is a column of its own (the birthday) is not the profile's.
    columns = {row["name"] for row in scene.desk.book.each("SELECT name FROM pragma_table_info('customer')")}
    for field in scene.desk.playbook.fields:
        if field.whom not in (kind, "both") or field.key in columns:
            continue
        fill, text = rng.random() < share, (facts or {}).get(field.key) or value(scene, field)
        if fill and text:
            found[field.key] = text
    return dumps(found, ensure_ascii=False)


def value(scene: Scene, field: "CustomerField") -> str:
    """Something that could stand in that field; empty where the words have nothing for it."""
    rng = scene.rng
    if field.type == "choice":
        # The first of a scale is a corner case; most people stand somewhere in the middle.
        return rng.choice(field.choices[1:] or field.choices) if field.choices else ""
    if field.type == "number":
        return str(rng.randint(1, 15))
    if field.type == "money":
        return str(rng.choice((120_000, 180_000, 250_000, 360_000, 800_000)))
    if field.type == "yes-no":
        return rng.choice(("yes", "no"))
    if field.type == "date":
        return (scene.today - timedelta(days=rng.randint(200, 3000))).isoformat()
    return scene.words.say("fields", field.key)


def _written(scene: Scene, fields: dict[str, Any], part: Part, since: date) -> Person:
    given = derived_columns.of_customer({**fields, "added_on": since.isoformat(), "quiet_since": since.isoformat()})
    number = scene.insert("customer", since, **given)
    return Person(number, given["name"], part.about, since, scene.back(part.last), given.get("intent", ""))


def _segment(scene: Scene, kind: str, name: str, industry: str) -> str:
    """The segment somebody belongs to: that of the industry where the words know it, else one by the name, or none. Nothing is
    drawn for it: the story of a book stays what it was. None where a field of the file says it."""
    groups = {one.key for one in scene.desk.playbook.segments}
    if any(one.choices and set(one.choices) <= groups for one in scene.desk.playbook.fields):
        return ""
    fits = ["", *(one.key for one in scene.desk.playbook.segments if one.whom in (kind, "both") and not one.qualifies)]
    known = (scene.words.known("segments") or {}).get(industry, "")
    return known if known in fits and known else fits[sum(map(ord, name)) % len(fits)]


def _key(scene: Scene, entries: Any) -> str:
    return scene.rng.choice(entries).key if entries else ""


def _birthday(scene: Scene, ahead: int, year: int) -> str:
    return _on(scene.today + timedelta(days=ahead), year)


def _on(day: date, year: int) -> str:
    """That day of the year in another year; a 29 February needs a leap year."""
    return f"{year - year % 4 if (day.month, day.day) == (2, 29) else year}-{day:%m-%d}"
