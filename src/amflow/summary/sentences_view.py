"""What a summary comes to in three sentences: the result against its target, what is missing and why, what comes next.

Every word of them is taken from the figures. Where no target is set they say what there is; what is covered is not repeated.
"""

from collections.abc import Sequence

from amflow.book.money import Money
from amflow.dates import format as date_format
from amflow.documents import parts
from amflow.documents.parts import percent
from amflow.locale import _, aside, listed, ngettext, several
from amflow.summary import groups_view
from amflow.summary.figures import view as figure_view
from amflow.summary.records import Figure, Number, Summary, says

HEADS = 2
"""So many results stand in front."""

MOST = 3
"""So many figures a sentence names; the others are counted."""


def said(found: Summary) -> tuple[str, ...]:
    """The sentences; none where nothing is there to say."""
    shown = groups_view.ordered(found.shown)
    if not shown:
        return ()
    owed = [one for one in shown if one.target is not None and one.value is not None]
    own = [one for one in owed if not one.of_trade]
    if own:
        told = _result(found, own), _missing([one for one in found.gaps if not one.of_trade], own)
    else:
        # What the playbook asks for by itself is said to be that, and is not what a person is held to first.
        told = _there(shown), _asked(owed) or _before(found, shown)
    return tuple(filter(None, (*told, _next(found))))


def _asked(owed: Sequence[Figure]) -> str:
    """What the playbook asks for where nobody set a target."""
    figures = several([_("{figure} {value} of {target}").format(**_words(one)) for one in owed[:MOST]])
    return _("The playbook's own target, which nobody set: {figures}.").format(figures=figures) if owed else ""


def _result(found: Summary, owed: Sequence[Figure]) -> str:
    """The first figures that have a target, amounts in front, and how many targets are reached."""
    first = sorted((one for one in owed if one.better == "more"), key=lambda one: not isinstance(one.value, Money))
    heads = [
        aside(_("{figure} {value} of {target}").format(**_words(one)), percent(one.share))
        for one in first[:HEADS] or owed[:1]
    ]
    good = sum(bool(one.on_pace) for one in owed)
    left = found.period.workdays_left
    if not left or found.period.kind == "day":
        counted = ngettext("{good} of {n} target is reached", "{good} of {n} targets are reached", len(owed))
        return _("{first}; {then}.").format(first=several(heads), then=counted.format(good=good))
    counted = ngettext(
        "{good} of {n} target is reached or on pace", "{good} of {n} targets are reached or on pace", len(owed)
    )
    days = ngettext("{n} working day left", "{n} working days left", left)
    return _("{first}; {then}, with {days}.").format(first=several(heads), then=counted.format(good=good), days=days)


def _words(one: Figure) -> dict[str, str]:
    return {"figure": one.title, "value": _told(one.value), "target": _told(one.target)}


def _told(number: Number | None) -> str:
    """A number in full, an amount without what nobody reads."""
    return figure_view.long(parts.unbroken(number) if isinstance(number, Money) else number)


def _there(shown: Sequence[Figure]) -> str:
    """What there is where no target is set."""
    told = sorted((one for one in shown if says(one.value)), key=lambda one: not isinstance(one.value, Money))
    if not told:
        return _("No target is set, and nothing was counted.")
    return _("No target is set. Counted: {figures}.").format(figures=_named(told, lambda one: one.value))


def _named(found: Sequence[Figure], number: "groups_view.Get") -> str:
    """The first of the figures with a number each."""
    return listed([f"{one.title} {_told(number(one))}" for one in found[:MOST]])


def _missing(gaps: Sequence[Figure], owed: Sequence[Figure]) -> str:
    """What is below its line, the furthest first, and why; else what is behind its pace."""
    if not gaps:
        behind = [one for one in owed if not one.on_pace]
        if not behind:
            return _("No figure is below its line or behind its pace.")
        figures = several([_("{figure} {value} of {target}").format(**_words(one)) for one in behind[:MOST]])
        return _("No figure is below its line; behind their pace: {figures}.").format(figures=figures)
    worst = sorted(gaps, key=lambda one: one.share or 0 if one.better == "more" else 1)
    causes = any(one.cause for one in gaps)
    figures = several([_short_of(one, causes) for one in worst[:MOST]])
    if len(worst) > MOST:
        figures += _(", and {n} more").format(n=len(worst) - MOST)
    if causes:
        return _("Below the line: {figures}.").format(figures=figures)
    return _("Below the line: {figures}; no cause is written down yet.").format(figures=figures)


def _short_of(one: Figure, causes: bool) -> str:
    """A gap with its cause: `Visits 42 of 63, 21 short (two days ill)`."""
    if one.better == "less":
        words = _("{figure} {value}, {target} at most").format(**_words(one))
    else:
        words = _("{figure} {value} of {target}, {missing} short").format(**_words(one), missing=_told(one.missing))
    if not causes:
        return words
    return aside(words, _uncovered(one.cause, _("its cause is covered")) or _("no cause yet"))


def _uncovered(text: str, instead: str) -> str:
    """The text in one line; where it is covered, what is said instead."""
    return instead if text and not text.strip("*") else " ".join(text.split()).rstrip(".。")


def _before(found: Summary, shown: Sequence[Figure]) -> str:
    """What there was in the period before, where no target says what there should be."""

    def earlier(one: Figure) -> Number | None:
        return one.before if found.period_before else one.previous

    told = [one for one in shown if says(earlier(one))]
    if not told:
        return _("In the period before there was nothing to compare it with.")
    figures = _named(told, earlier)
    if found.period_before:
        return _("In {period} there were: {figures}.").format(period=found.period_before, figures=figures)
    return _("In the period before there were: {figures}.").format(figures=figures)


def _next(found: Summary) -> str:
    """What is done about the gaps, what each day left must bring, and what is set down for the next period."""
    said = [*_remedies(found)]
    paced = [one for one in found.shown if one.per_workday is not None and not one.on_pace and not one.of_trade]
    if paced and not said:
        said.append(
            _("each working day left must bring {figures}").format(figures=_named(paced, lambda one: one.per_workday))
        )
    upward = sum(
        len(one.items) for part in found.more if part.key == "suggestions" for one in groups_view.listings(part)
    )
    if upward:
        said.append(ngettext("{n} suggestion to the level above", "{n} suggestions to the level above", upward))
    number = len(found.ahead.appointments) + found.ahead.more
    if number:
        words = ngettext(
            "{n} thing is set down, on {day}",
            "{n} things are set down, the first on {day}",
            number,
        )
        said.append(words.format(day=date_format.short(found.ahead.appointments[0].on, found.today)))
    elif not said:
        said.append(_("nothing is set down yet"))
    return _("Next: {words}.").format(words=several(said))


def _remedies(found: Summary) -> list[str]:
    told = {(one.remedy, one.remedy_by): one for one in reversed(found.gaps) if one.remedy}
    return [
        _("{remedy} by {day}").format(
            remedy=_uncovered(one.remedy, _("a remedy for {figure}").format(figure=one.title)),
            day=date_format.short(one.remedy_by, found.today),
        )
        for one in list(reversed(told.values()))[:MOST]
        if one.remedy_by
    ]
