"""Asking for introductions, writing down whom somebody brought, meeting them, thanking and rewarding (`W09`, `W12`)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.agenda import plan_ledger
from amflow.agenda.actions import Act, Acted, Actions, FoundItem
from amflow.book import values
from amflow.book.values import day_or_none
from amflow.callback.cases import records as cases
from amflow.customers import changes as customer_changes
from amflow.customers import records as customers
from amflow.dates.format import short
from amflow.errors import NotFound, Refused, Usage
from amflow.locale import _
from amflow.outreach.talks import changes as talks
from amflow.prospect.leads import records as leads
from amflow.prospect.referrals import records as referrals
from amflow.prospect.referrals.records import REWARD, THANK, Referral

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.desk import Desk


def ask(desk: "Desk", who: str, words: str, *, anyway: bool) -> Referral:
    """A customer was asked to introduce somebody, by those words. Raises NotFound, Ambiguous; Refused for somebody who
    does not want to be contacted or was asked lately or has a case open, unless `anyway`."""
    row = customers.find(desk.book, who)
    last = desk.book.one("SELECT max(asked_on) AS day FROM referral WHERE customer_id = ?", row["id"])
    day = day_or_none(last["day"]) if last else None
    if row["no_contact"]:
        raise Refused(
            _("{name} has asked not to be contacted").format(name=row["name"]),
            _("amflow customer edit {ref} --contact, if that has changed").format(ref=f"c{row['id']}"),
        )
    if day and (desk.today - day).days < desk.settings.referral_days and not anyway:
        raise Refused(
            _("{name} was asked on {when}").format(name=row["name"], when=short(day, desk.today)),
            _("nobody is asked again for {n} days (setting referral_days); --anyway does").format(
                n=desk.settings.referral_days
            ),
        )
    held, _total = cases.listing(desk, customer_id=row["id"], limit=1)
    if held and not anyway:
        raise Refused(
            _("{name} waits for an answer: {ref} {title}").format(
                name=row["name"], ref=held[0].ref, title=held[0].title
            ),
            _("amflow case resolve {ref} first; --anyway asks now").format(ref=held[0].ref),
        )
    with desk.book.change("referral ask", f"{row['name']} (c{row['id']})") as change:
        number = change.insert(
            "referral",
            customer_id=row["id"],
            asked_on=desk.today.isoformat(),
            words=values.line(words, _("the words")) if words else "",
        )
    return referrals.get(desk, f"f{number}")


def add(desk: "Desk", who: str, given: dict[str, Any], words: str, *, anyway: bool) -> Referral:
    """Somebody brought somebody: the new one becomes a lead, and the introduction is written down. `given` as for a lead;
    a name that is a reference (`c12`) means somebody who is in the book. Raises NotFound, Ambiguous, Usage, Refused."""
    row = customers.find(desk.book, who)
    known = customers.find(desk.book, given["name"])["id"] if refs.of_table(given["name"], "c") else None
    if known == row["id"]:
        raise Usage(_("{name} cannot bring themselves"), _("name somebody else"), name=row["name"])
    fields = {} if known else leads.checked(desk, {**given, "referrer_id": f"c{row['id']}"})
    if known is None and not anyway:
        customer_changes.refuse_same(desk.book, fields, heard=True)
    with desk.book.change("referral add") as change:
        number = leads.write_lead(desk, change, fields) if known is None else _again(desk, change, row, known)
        referral = _written(desk, row["id"], number)
        if words:
            change.update("referral", referral, words=values.line(words, _("the words")))
        name = fields.get("name") or desk.book.get("customer", number)["name"]  # type: ignore[index]
        change.summary = f"{row['name']} (c{row['id']}) → {name} (c{number})"
    return referrals.get(desk, f"f{referral}")


def _again(desk: "Desk", change: "Change", row: Any, known: int) -> int:
    """Somebody who is in the book already was brought: once by each."""
    if desk.book.one("SELECT 1 FROM referral WHERE customer_id = ? AND introduced_id = ?", row["id"], known):
        raise Refused(_("that is known already"), _("amflow referral list shows it"))
    other = desk.book.get("customer", known)
    if other is not None and other["referrer_id"] is None:
        change.update("customer", known, referrer_id=row["id"])
    leads.write_introduction(desk, change, known, customer_id=row["id"])
    return known


def _written(desk: "Desk", customer_id: int, introduced: int) -> int:
    return desk.book.number(
        "SELECT id FROM referral WHERE customer_id = ? AND introduced_id = ?", customer_id, introduced
    )


def meet(desk: "Desk", texts: list[str], note: str) -> list[Referral]:
    """Those introduced were met, one or several together: a visit is written down for each. Raises NotFound; Refused
    where nobody came yet."""
    found = [_made(desk, text) for text in texts]
    ready = [talks.prepare(desk, talks.TouchInput("visit", one.introduced_ref, note, companions="")) for one in found]
    with desk.book.change("referral meet", _names(found)) as change:
        for one, visit in zip(found, ready, strict=True):
            talks.write(desk, change, visit)
            if one.met_on is None:
                change.update("referral", one.id, met_on=desk.today.isoformat())
    return [referrals.get(desk, one.ref) for one in found]


def _made(desk: "Desk", text: str) -> Referral:
    one = referrals.get(desk, text)
    if one.introduced_id is None:
        raise Refused(
            _("{name} has introduced nobody yet").format(name=one.introducer),
            _("amflow referral add {ref} NAME, once they have").format(ref=one.introducer_ref),
        )
    return one


def thank(desk: "Desk", texts: list[str]) -> list[Referral]:
    """Those who introduced somebody were thanked: by reference, or by the customer's name for all that is owed to them.
    Raises NotFound, Ambiguous, Refused where nothing is owed."""
    found = _meant(desk, texts, THANK)
    with desk.book.change("referral thank", _names(found)) as change:
        for one in found:
            mark_thanked(desk, change, one)
    return [referrals.get(desk, one.ref) for one in found]


def mark_thanked(desk: "Desk", change: "Change", one: Referral) -> None:
    """Write that somebody was thanked; what was kept of it as moved to another day is done with it."""
    change.update("referral", one.id, thanked_on=desk.today.isoformat())
    if one.customer_id is None or one.made_on is None:
        return
    for rule in (referrals.settled_rule(THANK), *referrals.thanks_rules(desk)):
        if desk.book.one(
            "SELECT 1 FROM settled WHERE rule = ? AND customer_id = ? AND for_date = ?",
            rule,
            one.customer_id,
            one.made_on.isoformat(),
        ):
            plan_ledger.mark_due(desk, change, rule, one.customer_id, one.made_on, "done")


def reward(desk: "Desk", text: str, gift: str, *, force: bool = False, why: str = "") -> Referral:
    """Somebody was rewarded for an introduction that succeeded, with that; `force`, with the reason, for one that has not yet.
    Raises NotFound, Refused, Usage."""
    (one,) = _meant(desk, [text], REWARD)[:1]
    if one.succeeded_on is None and not force:
        raise Refused(
            _("{name} has bought nothing yet"),
            _('a reward is for an introduction that succeeded; all the same: --force --why "…"'),
            name=one.introduced,
        )
    if one.succeeded_on is None and not why:
        raise Usage(_("--force needs a reason"), _('add --why "the reason"'))
    with desk.book.change("referral reward", _names([one])) as change:
        change.update(
            "referral",
            one.id,
            rewarded_on=desk.today.isoformat(),
            reward=values.line(gift, _("the reward")) if gift else "",
            **({"why": values.line(why, _("the reason"))} if why else {}),
        )
    return referrals.get(desk, one.ref)


def drop(desk: "Desk", text: str, why: str) -> Referral:
    """A request of which nothing comes: the customer would rather not. Raises NotFound, Refused."""
    one = referrals.get(desk, text)
    if one.introduced_id is not None or one.closed_on:
        raise Refused(_("{ref} is no open request"), _("amflow referral list shows them"), ref=one.ref)
    with desk.book.change("referral drop", one.introducer) as change:
        change.update(
            "referral", one.id, closed_on=desk.today.isoformat(), why=values.line(why, _("the reason")) if why else ""
        )
    return referrals.get(desk, one.ref)


def _meant(desk: "Desk", texts: list[str], step: str) -> list[Referral]:
    """The introductions that references or customers' names mean, for a step that is owed. Raises NotFound, Refused."""
    found: dict[int, Referral] = {}
    for text in texts:
        if refs.of_table(text, "f") is not None:
            one = _made(desk, text)
            _check(desk, one, step)
            found[one.id] = one
            continue
        row = customers.find(desk.book, text)
        some = [owed.referral for owed in referrals.owed(desk, customer_id=row["id"])[0] if owed.step == step]
        if not some:
            raise Refused(
                _("nothing is owed to {name}"), _("amflow referral list shows whom they brought"), name=row["name"]
            )
        found |= {one.id: one for one in some}
    return list(found.values())


def _check(desk: "Desk", one: Referral, step: str) -> None:
    done = one.thanked_on if step == THANK else one.rewarded_on
    if one.colleague:
        raise Refused(
            _("{name} is a colleague: nothing is kept of thanks").format(name=one.introducer),
            _("amflow referral list --post counts what colleagues passed on"),
        )
    if done:
        raise Refused(
            _("{ref} was done on {when}"), _("amflow referral show {ref}"), ref=one.ref, when=short(done, desk.today)
        )


def _names(found: list[Referral]) -> str:
    return ", ".join(f"{one.introducer} → {one.introduced}" for one in found[:5])


# done, skip, move: what is owed for the introduction


def _owed(desk: "Desk", text: str) -> referrals.Owed:
    """What is owed for the introduction. Raises NotFound."""
    owed, _count = referrals.owed(desk, number=refs.of_table(text, "f"))
    if not owed:
        referrals.get(desk, text)
        raise NotFound(_("nothing is owed for {ref}"), _("amflow show {ref} says how it stands"), ref=text)
    return owed[0]


def _done(act: Act, one: FoundItem) -> Acted:
    if one.record.step == THANK:
        mark_thanked(act.desk, act.change, one.record.referral)
    else:
        act.change.update("referral", one.record.referral.id, rewarded_on=act.desk.today.isoformat())
    return Acted(one.ref, referrals.owed_words(one.record), "done")


def _skip(act: Act, one: FoundItem) -> Acted:
    return _put_off(act, one, "skipped", None)


def _move(act: Act, one: FoundItem) -> Acted:
    return _put_off(act, one, "moved", act.day)


def _put_off(act: Act, one: FoundItem, state: str, until: date | None) -> Acted:
    whom, rule = one.record.referral, referrals.settled_rule(one.record.step)
    plan_ledger.mark_due(act.desk, act.change, rule, whom.customer_id, whom.made_on, state, until=until, why=act.why)
    return Acted(one.ref, referrals.owed_words(one.record), state, until)


ACTIONS = Actions(_owed, _done, _skip, _move)
