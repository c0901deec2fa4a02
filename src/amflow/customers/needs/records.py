"""What customers need, and what they reply when called back: the playbook's questions asked, the answers kept with their day,
who has questions open (`W11`, `W12`). `about` says whether a question is of the needs analysis or of the callback.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.asking import beginning, offering, until_understood
from amflow.book.derived_columns import REACHABLE_CLIENT, REACHABLE_PROSPECT, REACHABLE_WISH, last_talk
from amflow.book.store import conditions
from amflow.book.values import day_or_none
from amflow.customers import circle
from amflow.customers import records as customers
from amflow.customers.completeness import known as kept
from amflow.customers.needs import answer_values
from amflow.errors import Usage
from amflow.locale import _, aside, listed
from amflow.playbooks.titles import known_key, titles_by_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.desk import Desk
    from amflow.playbooks.customer_model import Question


ABOUT = "needs"

Pair = tuple[str, str]
"""A question by key or by its words, and the answer as typed."""


class AnsweredQuestion(NamedTuple):
    """A question with the answer that holds at present; without one `value` is empty."""

    key: str
    question: str
    type: str
    value: str
    answer: str
    """The answer in words."""
    on_date: date | None
    open: bool
    """Whether the playbook asks it and nobody has answered it."""


class AnswerGiven(NamedTuple):
    """An answer in a customer's history."""

    on_date: date
    key: str
    question: str
    value: str
    answer: str


class AnswersKept(NamedTuple):
    """What was written down: the answers that are new, and how many questions are still open."""

    customer: Any
    fresh: list[AnsweredQuestion]
    open: list[AnsweredQuestion]


class Open(NamedTuple):
    """A customer with questions that nobody has answered."""

    id: int
    name: str
    tier: str
    intent: str
    answered: int
    asked: int
    next: str
    """The first question that is open."""
    last_touch_on: date | None

    @property
    def ref(self) -> str:
        """`c12`."""
        return f"c{self.id}"


def questions(desk: "Desk", about: str = ABOUT) -> "dict[str, Question]":
    """The playbook's questions of the needs analysis, or of the callback (`callback`), by their keys, in its order."""
    return {one.key: one for one in desk.playbook.questions if one.about == about}


def of_customer(desk: "Desk", customer_id: int) -> list[AnsweredQuestion]:
    """Every question with the customer's present answer; behind them the answers to questions of another playbook."""
    known, latest = questions(desk), _latest(desk, customer_id)
    found = [
        _asked(desk, key, known[key], *(latest.get(key) or _known(desk, known[key], customer_id))) for key in known
    ]
    others = [_asked(desk, key, None, *latest[key]) for key in latest if key not in known and latest[key][0]]
    return found + others


def answered(desk: "Desk", customer_id: int) -> list[AnsweredQuestion]:
    """What the customer has said they need."""
    return [one for one in of_customer(desk, customer_id) if one.value]


def _asked(desk: "Desk", key: str, question: "Question | None", value: str, day: str | None) -> AnsweredQuestion:
    return AnsweredQuestion(
        key,
        str(question.title) if question else key,
        question.type if question else "text",
        value,
        answer_values.said(desk, question, value),
        day_or_none(day) if value else None,
        question is not None and not value,
    )


def _known(desk: "Desk", question: "Question", customer_id: int) -> tuple[str, None]:
    """What the book knows without anybody's answer, of the customer's firm too: who decides there."""
    row = desk.book.get("customer", customer_id) if question.known_by else None
    if row is None:
        return "", None
    return kept.words(desk.book, question.known_by, (circle.firm_of(desk.book, row) or row)["id"]), None


def _latest(desk: "Desk", customer_id: int, about: str = ABOUT) -> dict[str, tuple[str, str]]:
    """The answer that holds to each question, and its day; that to one which was taken out is empty."""
    return {row["question"]: (row["value"], row["on_date"]) for row in _given(desk, customer_id, about)}


def _given(desk: "Desk", customer_id: int, about: str = ABOUT) -> list[Any]:
    """Every answer that was ever given, by them or their firm, the latest last."""
    theirs, bound = conditions(circle.said_by(desk.book, "answer", "on_date", customer_id), ("about = ?", about))
    return desk.book.all(
        f"SELECT question, value, on_date FROM answer WHERE {theirs} ORDER BY on_date, id",
        *bound,
    )


def history(desk: "Desk", text: str) -> tuple[Any, list[AnswerGiven]]:
    """The customer's row and every answer ever given, the latest in front. Raises NotFound, Ambiguous."""
    row, known = customers.find(desk.book, text), questions(desk)
    titles = titles_by_key(known.values())
    return row, [
        filled(
            AnswerGiven,
            one,
            key=one["question"],
            question=titles.get(one["question"], one["question"]),
            answer=answer_values.said(desk, known.get(one["question"]), one["value"]),
        )
        for one in reversed(_given(desk, row["id"]))
    ]


def pairs_of(texts: Iterable[str]) -> list[Pair]:
    """Answers typed as KEY=WORDS. Raises Usage."""
    found = []
    for text in texts:
        key, sign, answer = text.partition("=")
        if not sign:
            raise Usage(_("“{text}” is not KEY=WORDS").format(text=text), _("such as --answer budget=200k"))
        found.append((key.strip(), answer.strip()))
    return found


def keep(desk: "Desk", text: str, given: Iterable[Pair], *, touch_id: int | None = None) -> AnswersKept:
    """Write the answers down with their day; an empty one takes the answer out. Raises NotFound, Ambiguous, Usage, and
    then nothing is written."""
    row = customers.find(desk.book, text)
    read = checked(desk, given)
    with desk.book.change("customer ask", f"{row['name']} (c{row['id']})") as change:
        fresh = write(desk, change, row["id"], read, touch_id)
    now = of_customer(desk, row["id"])
    return AnswersKept(row, [one for one in now if one.key in fresh], [one for one in now if one.open])


def write(desk: "Desk", change: "Change", customer_id: int, read: dict[str, str], touch_id: int | None) -> list[str]:
    """Write answers that are right (`checked`), as part of a change; gives the keys of those that are new."""
    latest = _latest(desk, customer_id)
    return [key for key, value in read.items() if _write(desk, change, customer_id, key, value, latest, touch_id)]


def named(desk: "Desk") -> str:
    """The questions, each with the key that is typed."""
    return listed([aside(str(one.title), key) for key, one in questions(desk).items()])


def checked(desk: "Desk", given: Iterable[Pair]) -> dict[str, str]:
    """The answers as the book keeps them, by their questions' keys. Raises Usage for the first that will not do."""
    known = questions(desk)
    if not known:
        raise Usage(
            _("the playbook {name} asks nothing"), _("amflow playbook list shows others"), name=desk.playbook.name
        )
    read = {}
    for name, answer in given:
        key = known_key(name, known.values(), _("question"))
        if not key:
            raise Usage(
                _("which question?"),
                _("one of: {choices}").format(choices=named(desk)),
            )
        read[key] = answer_values.read(desk, known[key], answer) if answer.strip() else ""
    return read


def _write(
    desk: "Desk",
    change: "Change",
    customer_id: int,
    key: str,
    value: str,
    latest: dict[str, tuple[str, str]],
    touch_id: int | None,
) -> bool:
    """Write one answer, unless it was given today already. What is said again on another day is as good as new."""
    was, day = latest.get(key, ("", None))
    today = desk.today.isoformat()
    if was == value and (day == today or not value):
        return False
    file_answers(desk, change, customer_id, ABOUT, {key: value}, touch_id=touch_id)
    return True


def walk(desk: "Desk", customer_id: int, ask: Callable[[str], str]) -> Iterator[Pair]:
    """Each question put with its present answer; Enter skips it, what cannot be understood is asked again."""
    from amflow.dates.format import short

    known = questions(desk)
    present = {one.key: one for one in of_customer(desk, customer_id)}
    for place, (key, question) in enumerate(known.items(), 1):
        now = present[key]
        told = f"{place}/{len(known)} {question.title}"
        told = aside(told, answer_values.expected(question))
        if now.value and now.on_date:
            told += " " + _("[now: {answer}, {day}]").format(answer=now.answer, day=short(now.on_date, desk.today))
        if (answer := _understood(desk, question, ask, told))[0]:
            yield key, answer[0]


def unanswered(desk: "Desk", tier: str, limit: int) -> list[Open]:
    """Who has questions open: those with a wish in front, the nearest to buying first, then by tier. Raises Usage."""
    known = questions(desk)
    wanted = known_key(tier, desk.playbook.tiers, _("tier"))
    found: dict[int, Open] = {}
    for row in _whom(desk, wanted):
        if row["id"] in found or (wanted and row["tier"] != wanted):
            continue
        latest = _latest(desk, row["id"])
        missing = [
            question
            for key, question in known.items()
            if not latest.get(key, ("",))[0] and not _known(desk, question, row["id"])[0]
        ]
        if missing:
            found[row["id"]] = _open(desk, row, len(known), missing)
        if len(found) >= limit:
            break
    return list(found.values())


def _whom(desk: "Desk", tier: str) -> Iterator[Any]:
    """Everybody who could be asked, from the indexes of the cadence: whoever lists a few reads no more of them."""
    columns = "SELECT id, name, tier, intent, last_touch_on FROM customer WHERE"
    newest = "ORDER BY quiet_since DESC, id DESC"
    for intent in sorted(desk.playbook.intents, key=lambda one: one.every_days):
        yield from desk.book.each(f"{columns} {REACHABLE_WISH} AND intent = ? {newest}", intent.key)
    tiers = [one.key for one in sorted(desk.playbook.tiers, key=lambda one: -one.rank)]
    for key in [tier] if tier else [*tiers, ""]:
        for among in (REACHABLE_CLIENT, REACHABLE_PROSPECT):
            yield from desk.book.each(f"{columns} {among} AND tier = ? {newest}", key)


def _open(desk: "Desk", row: Any, asked: int, missing: "list[Question]") -> Open:
    talked = day_or_none(last_talk(desk.book, row, desk.today.isoformat()))
    counts = {"answered": asked - len(missing), "asked": asked}
    return filled(Open, row, **counts, last_touch_on=talked, next=str(missing[0].title))


class Answered(NamedTuple):
    """An answer that is filed: the latest one to its question."""

    question: "Question"
    value: str
    """As the book keeps it."""
    shown: str
    """As a person reads it."""
    on_date: date


def ask_all(desk: "Desk", about: str, ask: Callable[[str], str], known: Iterable[str] = ()) -> dict[str, str]:
    """Ask every question but those `known` already; Enter leaves one out, and one that was not understood is asked
    again. Gives the answers by the question's key, as the book keeps them."""
    passed = set(known)
    asked = {key: question for key, question in questions(desk, about).items() if key not in passed}
    told = {key: aside(str(one.title), answer_values.expected(one)) for key, one in asked.items()}
    return {key: value for key, one in asked.items() if (value := _understood(desk, one, ask, told[key])[1])}


def _understood(desk: "Desk", question: "Question", ask: Callable[[str], str], told: str) -> tuple[str, str]:
    """The answer as typed and as the book keeps it, asked for until it can be understood; both empty for none."""

    def read(text: str) -> tuple[str, str]:
        return (text, answer_values.read(desk, question, text)) if text.strip() else ("", "")

    known = [str(one) for one in question.labels or question.choices]
    return until_understood(ask, offering(told, beginning((one, "") for one in known)), read)


def answers_of(desk: "Desk", about: str, pairs: Iterable[str]) -> dict[str, str]:
    """The answers that were typed as `--answer KEY=VALUE`, by the question's key or its words. An empty value leaves
    the question out. Raises Usage."""
    known = questions(desk, about)
    found: dict[str, str] = {}
    for pair in pairs:
        name, sign, text = pair.partition("=")
        if not sign:
            raise Usage(
                _("“{text}” is not QUESTION=ANSWER").format(text=pair),
                _("such as --answer {key}=…").format(key=next(iter(known), "use")),
            )
        question = _question_named(known, name.strip())
        value = answer_values.read(desk, question, text) if text.strip() else ""
        if value:
            found[question.key] = value
    return found


def _question_named(known: dict[str, "Question"], name: str) -> "Question":
    if not name or not known:
        raise Usage(_("the playbook has no question “{name}”").format(name=name), _("amflow playbook show lists them"))
    return known[known_key(name, known.values(), _("question"))]


def file_answers(
    desk: "Desk",
    change: "Change",
    customer_id: int,
    about: str,
    found: dict[str, str],
    *,
    on: date | None = None,
    touch_id: int | None = None,
) -> None:
    """File the answers of a talk; the latest to a question holds, the others are its history."""
    day = (on or desk.today).isoformat()
    for key, value in found.items():
        said = {"about": about, "question": key, "value": value, "on_date": day}
        change.insert("answer", customer_id=customer_id, **said, touch_id=touch_id)


def replies(desk: "Desk", customer_id: int) -> list[Answered]:
    """What the customer last said when they were called back, question by question in the playbook's order."""
    held = _latest(desk, customer_id, "callback")
    return [
        Answered(
            question, held[key][0], answer_values.said(desk, question, held[key][0]), date.fromisoformat(held[key][1])
        )
        for key, question in questions(desk, "callback").items()
        if key in held
    ]
