"""How causes and remedies of gaps look, and final summaries."""

from collections.abc import Sequence

from amflow.locale import N_, NP_, _, pgettext
from amflow.shell.views import ChangeView, ListColumn, ListView
from amflow.summary.gaps.records import Final
from amflow.summary.records import Cause

CAUSES = (
    ListColumn("metric", N_("metric")),
    ListColumn("cause", N_("cause")),
    ListColumn("remedy", N_("remedy")),
    ListColumn("by_on", N_("by")),
    ListColumn("task_ref", "", "ref"),
    ListColumn("result", NP_("of a remedy", "result")),
)
FINALS = (
    ListColumn("ref", "", "ref"),
    ListColumn("title", N_("period")),
    ListColumn("starts_on", "", data_only=True),
    ListColumn("ends_on", "", data_only=True),
    ListColumn("final_on", N_("final since"), "dim"),
)


def causes(found: Sequence[Cause]) -> ListView:
    """What was said of the gaps."""
    empty = _("nothing is said of a gap in this period; --month, --quarter and --year look at others")
    return ListView("explanations", CAUSES, found, empty=empty, give="cause")


def changed(one: Cause) -> ChangeView:
    """What is said now."""
    words = _("{metric}: {cause} → {remedy}").format(metric=one.metric, cause=one.cause, remedy=one.remedy)
    then = [(pgettext("of a remedy", "result"), one.result)] if one.result else ()
    return ChangeView("explanation", one._asdict(), words, then)


def finals(found: Sequence[Final]) -> ListView:
    """The final summaries."""
    return ListView("summaries", FINALS, found, empty=_("no summary is final yet; amflow summary --week --final"))


def finished(one: Final) -> ChangeView:
    """A summary was handed in."""
    item = {"ref": one.ref, "title": one.title, "final_on": one.final_on}
    return ChangeView("summary", item, made_final(one), [(_("to take along"), f"amflow summary {one.ref} -o …")])


def made_final(one: Final) -> str:
    """That it is final now, in words."""
    return _("final: {title} ({ref})").format(title=one.title, ref=one.ref)
