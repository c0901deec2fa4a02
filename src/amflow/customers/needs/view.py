"""How answers, questions still open, and levels of intent are shown."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amflow.locale import N_, NP_, _, ngettext, pgettext
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, hidden, named

if TYPE_CHECKING:
    from amflow.customers.needs.intent_history import IntentHistory
    from amflow.customers.needs.records import AnsweredQuestion, AnswerGiven, AnswersKept, Open
    from amflow.playbooks.model import Playbook

ANSWERS = (
    ListColumn("key", N_("key"), "ref"),
    ListColumn("question", N_("question"), "dim"),
    *hidden("type", "value"),
    ListColumn("answer", N_("answer")),
    ListColumn("on_date", N_("date"), "dim"),
    *hidden("open"),
)

HISTORY = (
    ListColumn("on_date", N_("date"), "dim"),
    ListColumn("key", N_("key"), "ref"),
    ListColumn("question", N_("question"), "dim"),
    *hidden("value"),
    ListColumn("answer", N_("answer"), say=lambda one: one.answer or pgettext("of an answer", "taken out")),
)

OPEN = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("name", N_("name"), "title"),
    ListColumn("tier", N_("tier")),
    ListColumn("intent", N_("intent")),
    ListColumn("answered", NP_("of questions", "answered"), "right", say=lambda one: f"{one.answered}/{one.asked}"),
    *hidden("asked"),
    ListColumn("next", N_("ask next")),
    ListColumn("last_touch_on", N_("last talk"), "dim"),
)

STEPS = (
    ListColumn("on_date", N_("date"), "dim"),
    *hidden("before"),
    ListColumn("before_title", N_("was"), say=lambda one: one.before_title or "–"),
    *hidden("after"),
    ListColumn("after_title", N_("became"), say=lambda one: one.after_title or "–"),
    ListColumn("how", N_("through"), "dim", say=lambda one: _through(one.how)),
)

OF_CUSTOMER = (
    *hidden("key"),
    ListColumn("question", N_("question"), "dim"),
    *hidden("value"),
    ListColumn("answer", N_("answer"), get=lambda one: one.answer.replace("\n", " ")),
    ListColumn("on_date", N_("date"), "dim", spare=1),
)
"""The columns on a customer's page."""


def answered(customer: Any, asked: Sequence["AnsweredQuestion"]) -> ListView:
    """A customer's answers, question by question."""
    ref = f"c{customer['id']}"
    missing = sum(one.open for one in asked)
    foot = []
    if missing:
        count = ngettext("{n} question open", "{n} questions open", missing)
        foot = [_("{count}: amflow customer ask {ref}").format(count=count, ref=ref)]
    return ListView(
        "answers",
        ANSWERS,
        asked,
        empty=_("this playbook asks nothing"),
        head=[f"{customer['name']}  {ref}"],
        foot=foot,
        give="question",
        extra={"customer": {"ref": ref, "name": customer["name"]}},
    )


def history(customer: Any, said: Sequence["AnswerGiven"]) -> ListView:
    """Every answer that a customer ever gave."""
    ref = f"c{customer['id']}"
    return ListView(
        "answer-history",
        HISTORY,
        said,
        empty=_("nothing answered yet: amflow customer ask {ref}").format(ref=ref),
        head=[f"{customer['name']}  {ref}"],
        give="question",
        extra={"customer": {"ref": ref, "name": customer["name"]}},
    )


def kept(result: "AnswersKept") -> ChangeView:
    """The answers that were written down, and what is still open."""
    ref = f"c{result.customer['id']}"
    count = ngettext("{n} answer", "{n} answers", len(result.fresh))
    done = _("{name} ({ref}): {count} kept").format(name=result.customer["name"], ref=ref, count=count)
    then = [
        (one.question, one.answer.replace("\n", " ") or pgettext("of an answer", "taken out")) for one in result.fresh
    ]
    if result.open:
        words = ngettext("{n} question open", "{n} questions open", len(result.open))
        then.append((_("next"), _("{count}: {first}").format(count=words, first=result.open[0].question)))
    then.append((_("products"), f"amflow product match {ref}"))
    item = {
        "ref": ref,
        "name": result.customer["name"],
        "answers": [{"key": one.key, "value": one.value, "on_date": one.on_date} for one in result.fresh],
        "open": [one.key for one in result.open],
    }
    return ChangeView("customer-ask", item, done, then, undo=bool(result.fresh))


def unanswered(found: Sequence["Open"], playbook: "Playbook") -> ListView:
    """Who has questions open."""
    from amflow.playbooks.titles import titles_by_key

    tiers = titles_by_key(playbook.tiers)
    columns = [
        column._replace(say=lambda one: tiers.get(one.tier, one.tier)) if column.key == "tier" else column
        for column in OPEN
    ]
    return ListView(
        "unanswered",
        columns,
        found,
        empty=_("everybody has answered everything"),
        give="next",
        foot=[_("amflow customer ask CUSTOMER goes through the questions")] if found else [],
    )


def _through(command: str) -> str:
    """What changed a level: a talk of its kind, or the command as it is typed."""
    from amflow.outreach.talks.view import KINDS

    kind = KINDS.get(command.removeprefix("log-"))
    return _(kind) if kind else f"amflow {command}"


def intent(found: "IntentHistory") -> ItemView:
    """A customer's level, and how it came about."""
    ref = f"c{found.customer['id']}"
    item = {"ref": ref, "name": found.customer["name"], "intent": found.level}
    title = named(found.customer["name"], ref)
    lists = [(_("history"), ListView("steps", STEPS, found.steps))]
    foot = [] if found.steps else [_("no change of it is known")]
    return ItemView("intent", item, [(_("intent"), found.title or "–")], title=title, lists=lists, foot=foot)


def of_customer(found: Sequence["AnsweredQuestion"]) -> tuple[str, ListView]:
    """What they need, on a customer's page."""
    return _("What they need"), ListView("answers", OF_CUSTOMER, found, give="question")
