"""Running a campaign: begin it, put customers on its list, say where they stand, split its goal, close it."""

from typing import TYPE_CHECKING, Any

from amflow.agenda import actions
from amflow.book import values
from amflow.customers import circle, filters
from amflow.customers import records as customers
from amflow.errors import Refused, Usage
from amflow.locale import N_, _, listed
from amflow.outreach.campaigns import records as campaigns
from amflow.playbooks.titles import known_key, state_key, titles_by_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.customers.filters import Filter
    from amflow.desk import Desk
    from amflow.outreach.campaigns.records import CampaignLine


class Invited(NamedTuple):
    """What became of those who were meant for a list."""

    campaign: "CampaignLine"
    added: int
    already: int
    """On the list before: nobody is put there twice."""
    left_out: list[str]
    """Who has asked not to be contacted."""


class MarkedEntries(NamedTuple):
    """Where customers of a campaign stand now."""

    campaign: "CampaignLine"
    names: list[str]
    state: str
    new: list[str]
    """Who was not on the list and is now."""


def add(desk: "Desk", given: dict[str, Any]) -> "CampaignLine":
    """Begin a campaign; `given` as typed. Raises Usage."""
    fields = _checked(desk, given)
    if not fields.get("title"):
        kinds = titles_by_key(desk.playbook.campaigns)
        if not fields.get("kind"):
            raise Usage(_("what is it called?"), 'amflow campaign add "…" --kind …')
        fields["title"] = kinds[fields["kind"]]
    _in_order(fields.get("starts_on"), fields.get("ends_on"))
    fields["counts"] = fields.get("counts") or _counts(desk, fields.get("kind"), fields.get("product_id"))
    with desk.book.change("campaign add") as change:
        number = change.insert("campaign", **fields)
        change.summary = f"{fields['title']} (g{number})"
    return campaigns.page(desk, f"g{number}", 0).campaign


def edit(desk: "Desk", text: str, given: dict[str, Any]) -> "CampaignLine":
    """Change what is known of a campaign; None leaves a field as it is, an empty text takes it out. Raises NotFound,
    Usage."""
    row = campaigns.row_of(desk, text)
    fields = _checked(desk, given)
    if not fields:
        raise Usage(_("nothing to change was named"), _("amflow campaign edit --help lists what can be"))
    _in_order(fields.get("starts_on", row["starts_on"]), fields.get("ends_on", row["ends_on"]))
    if fields.get("counts") == "":
        # Taken out, it is what the kind or the brand says by itself.
        fields["counts"] = _counts(desk, fields.get("kind", row["kind"]), fields.get("product_id", row["product_id"]))
    with desk.book.change("campaign edit", f"{fields.get('title', row['title'])} (g{row['id']})") as change:
        change.update("campaign", row["id"], **fields)
    return campaigns.page(desk, f"g{row['id']}", 0).campaign


def _counts(desk: "Desk", kind: str | None, product_id: int | None) -> str:
    """What the goal is of where nobody says it: a brand is cultivated by its pieces, else the kind of campaign says it."""
    of_kind = next((one.counts for one in desk.playbook.campaigns if one.key == kind), "customers")
    return "pieces" if product_id else of_kind


def _checked(desk: "Desk", given: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in given.items():
        if value is None:
            continue
        if name == "kind":
            kept[name] = known_key(value, desk.playbook.campaigns, _("kind of campaign"))
        elif name in ("starts_on", "ends_on"):
            kept[name] = desk.day(value).isoformat() if value else None
        elif name == "goal":
            kept[name] = value
        elif name == "counts":
            kept[name] = known_key(value, campaigns.COUNTS, _("what the goal is of"))
        elif name == "product_id":
            kept[name] = value or None
        elif name == "title":
            kept[name] = values.line(value, _("the title")) if value.strip() else ""
        elif name == "note":
            kept[name] = values.words(value, _("the note"))
        elif name == "partner":
            kept[name] = values.line(value, _("the partner")) if value else ""
        else:
            raise KeyError(name)
    return kept


def _in_order(starts: str | None, ends: str | None) -> None:
    if starts and ends and ends < starts:
        raise Usage(_("a campaign cannot end before it begins"), _("give --from and --to in their order"))


def invite(desk: "Desk", text: str, names: list[str], wanted: "Filter", *, leads: bool) -> Invited:
    """Put customers on the list: those named, and all whom the filter means; nobody twice, and nobody who has asked not
    to be contacted. Raises NotFound, Ambiguous, Usage; Refused where the campaign is closed."""
    row = _open(desk, text)
    if not names and wanted.empty and not leads:
        raise Usage(
            _("whom? name customers, or say which are meant"),
            f"amflow campaign invite {text} --tier {desk.playbook.tiers[0].key if desk.playbook.tiers else '…'}",
        )
    chosen = {one["id"]: one for one in (customers.find(desk.book, name) for name in names)}
    if not wanted.empty or leads:
        clause, bound = filters.where(desk, wanted)
        status = "lead" if leads else "customer"
        chosen |= {
            one["id"]: one
            for one in desk.book.all(
                f"SELECT id, name, no_contact FROM customer WHERE status = '{status}' AND {clause} ORDER BY id", *bound
            )
        }
    there = {
        one["customer_id"]
        for one in desk.book.all("SELECT customer_id FROM campaign_entry WHERE campaign_id = ?", row["id"])
    }
    new = [one for one in chosen.values() if one["id"] not in there and not one["no_contact"]]
    with desk.book.change("campaign invite", f"{row['title']} (g{row['id']}): {len(new)}") as change:
        for one in new:
            _put(desk, change, row["id"], one["id"], "listed")
    return Invited(
        campaigns.page(desk, f"g{row['id']}", 0).campaign,
        len(new),
        sum(number in there for number in chosen),
        [f"{one['name']} (c{one['id']})" for one in chosen.values() if one["no_contact"] and one["id"] not in there],
    )


def _open(desk: "Desk", text: str) -> Any:
    row = campaigns.row_of(desk, text)
    if row["closed_on"]:
        raise Refused(
            _("{title} is closed").format(title=row["title"]),
            _("amflow reopen {ref} takes it up again").format(ref=f"g{row['id']}"),
        )
    return row


def _put(desk: "Desk", change: "Change", number: int, customer_id: int, state: str) -> int:
    return change.insert(
        "campaign_entry", campaign_id=number, customer_id=customer_id, state=state, on_date=desk.today.isoformat()
    )


def state_of(word: str) -> str:
    """The state that a word names, in either language. Raises Usage."""
    return state_key(word, campaigns.STATES, _("state"))


def mark(
    desk: "Desk", text: str, names: list[str], state: str, *, count: int | None = None, note: str = ""
) -> MarkedEntries:
    """Say where customers stand, and what they brought; who was not on the list is put on it. Raises NotFound,
    Ambiguous, Usage, Refused."""
    row = _open(desk, text)
    key = state_of(state)
    if not names:
        raise Usage(_("whom?"), _("amflow campaign mark {ref} CUSTOMER {state}").format(ref=text, state=state))
    rows = list({one["id"]: one for one in (customers.find(desk.book, name) for name in names)}.values())
    with desk.book.change("campaign mark") as change:
        new = [
            one["name"] for one in rows if put_state(desk, change, row["id"], one["id"], key, count=count, note=note)
        ]
        change.summary = (
            f"{row['title']} (g{row['id']}): {listed([one['name'] for one in rows[:5]])} {_(campaigns.STATES[key])}"
        )
    return MarkedEntries(campaigns.page(desk, f"g{row['id']}", 0).campaign, [one["name"] for one in rows], key, new)


def put_state(
    desk: "Desk",
    change: "Change",
    number: int,
    customer_id: int,
    state: str,
    *,
    count: int | None = None,
    note: str = "",
) -> bool:
    """Let a customer stand there in a campaign; whether they were not on its list before."""
    entry = desk.book.one("SELECT * FROM campaign_entry WHERE campaign_id = ? AND customer_id = ?", number, customer_id)
    entry_id = _put(desk, change, number, customer_id, state) if entry is None else entry["id"]
    fields: dict[str, Any] = {}
    if entry is not None and entry["state"] != state:
        fields |= {"state": state, "on_date": desk.today.isoformat()}
    if count is not None:
        fields["reached"] = count
    if note:
        fields["note"] = values.line(note, _("the note"))
    if fields:
        change.update("campaign_entry", entry_id, **fields)
    return entry is None


def campaign_of_talk(desk: "Desk", text: str) -> tuple[int, str] | None:
    """What `--campaign g2` or `--campaign g2=accepted` of a talk means: the campaign, and the state that it leaves;
    empty where it only takes the customer from the list to invited. Raises NotFound, Usage, Refused."""
    if not text:
        return None
    ref, _sign, state = text.partition("=")
    return int(_open(desk, ref)["id"]), state_of(state) if state else ""


def mark_talked(desk: "Desk", change: "Change", about: tuple[int, str], customer_id: int) -> None:
    """A talk was about a campaign: the customer is at least invited; of a firm's person, who is not on the list by name, the
    firm that they speak for."""
    number, state = about
    sql = "SELECT state FROM campaign_entry WHERE campaign_id = ? AND customer_id = ?"
    entry, row = desk.book.one(sql, number, customer_id), desk.book.get("customer", customer_id)
    if entry is None and row is not None:
        customer_id = circle.asked(desk.book, row)["id"]
        entry = desk.book.one(sql, number, customer_id)
    now = entry["state"] if entry is not None else "listed"
    put_state(desk, change, number, customer_id, state or ("invited" if now == "listed" else now))


def split(desk: "Desk", text: str, shares: list[str], *, evenly: bool, anyway: bool) -> "CampaignLine":
    """Split the goal: `c12=40` for a customer, `东线=120` for all of a line together; `evenly` divides what is left among
    those without a share. Raises Usage; Refused where more would be split than the goal, unless `anyway`."""
    row = _open(desk, text)
    found = {one.customer_id: one for one in campaigns.entries(desk, row["id"])}
    plan: dict[int, int] = {}
    for share in shares:
        plan |= _share(desk, found, share)
    given = sum(plan.get(number, one.share or 0) for number, one in found.items())
    if evenly:
        open_ones = [number for number, one in found.items() if one.share is None and number not in plan]
        if row["goal"] is None:
            raise Usage(_("there is no goal to divide"), _("amflow campaign edit {ref} --goal N"), ref=f"g{row['id']}")
        plan |= divided(open_ones, max(row["goal"] - given, 0))
    elif not shares:
        raise Usage(_("whose share?"), _("--share c12=40, --share LINE=120, --evenly"))
    total = sum(plan.get(number, one.share or 0) for number, one in found.items())
    if row["goal"] is not None and total > row["goal"] and not anyway:
        raise Refused(
            _("the shares are {total}, the goal is {goal}").format(total=total, goal=row["goal"]),
            _("give less, raise the goal (amflow campaign edit {ref} --goal N), or add --force").format(
                ref=f"g{row['id']}"
            ),
        )
    with desk.book.change("campaign split", f"{row['title']} (g{row['id']}): {total}") as change:
        for number, part in plan.items():
            change.update("campaign_entry", found[number].id, share=part)
    return campaigns.page(desk, f"g{row['id']}", 0).campaign


def _share(desk: "Desk", found: dict[int, campaigns.CampaignEntry], text: str) -> dict[int, int]:
    who, sign, number = text.rpartition("=")
    if not sign or not number.strip().isascii() or not number.strip().isdigit() or len(number.strip()) > 12:
        raise Usage(_("“{text}” is not a share"), "--share c12=40", text=text)
    amount = int(number)
    on_line = [one.customer_id for one in found.values() if one.line and values.folded(one.line) == values.folded(who)]
    if on_line:
        return divided(on_line, amount)
    row = customers.find(desk.book, who)
    if row["id"] not in found:
        raise Usage(_("{name} is not on the list"), _("amflow campaign invite puts them there"), name=row["name"])
    return {row["id"]: amount}


def divided(numbers: list[int], amount: int) -> dict[int, int]:
    """The amount among them, whole numbers, the rest one by one from the first on: the sum is the amount."""
    if not numbers:
        return {}
    each, rest = divmod(amount, len(numbers))
    return {number: each + (at < rest) for at, number in enumerate(numbers)}


def close(desk: "Desk", text: str, *, again: bool) -> "CampaignLine":
    """End a campaign, or take it up again. Raises NotFound, Refused."""
    row = campaigns.row_of(desk, text)
    if bool(row["closed_on"]) != again:
        raise Refused(
            _("{title} is closed").format(title=row["title"])
            if row["closed_on"]
            else _("{title} is open").format(title=row["title"]),
            _("amflow campaign show {ref}").format(ref=f"g{row['id']}"),
        )
    with desk.book.change("campaign close", f"{row['title']} (g{row['id']})") as change:
        change.update("campaign", row["id"], closed_on=None if again else desk.today.isoformat())
    return campaigns.page(desk, f"g{row['id']}", 0).campaign


ACTIONS = actions.refusing(
    N_("{ref} is a campaign"),
    N_("amflow campaign mark {ref} CUSTOMER came, or campaign close"),
)
"""What is said where it is named to `done`, `skip` or `move`."""
