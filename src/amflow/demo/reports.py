"""What was said in the last weekly meetings of the demo book, and what is written in the month's analysis.

Nothing new falls due by it: what was decided are tasks that the book has anyway.
"""

from amflow.dates import periods
from amflow.demo.lives import said
from amflow.demo.scene import Scene


def tell(scene: Scene) -> None:
    """Write it down."""
    chief, (before, since) = said(scene.words.known("chief")), scene.words.known("comments")
    last = periods.week_of(periods.previous(periods.week_of(scene.today)).start).start.isoformat()
    for on, text in ((last, before), (scene.workday(-1).isoformat(), since)):
        scene.change.insert("report_word", kind="comment", on_date=on, text=said(text), who=chief)
    for state in ("done", "open"):
        row = scene.desk.book.one(
            "SELECT id, title FROM task WHERE state = ? AND kind = 'todo' ORDER BY id DESC LIMIT 1", state
        )
        if row is not None:
            scene.change.insert("report_word", kind="decision", on_date=last, text=row["title"], task_id=row["id"])
    _gap(scene)
    month = periods.month_of(scene.today).start.isoformat()
    for part, text in scene.words.known("analysis").items():
        scene.change.insert("report_word", kind="analysis", on_date=month, part=part, text=said(text))


def _gap(scene: Scene) -> None:
    """The first gap of last week has its cause and its remedy (`W18`); what became of it is asked in this week's summary."""
    from amflow.summary import page as summary_page

    week = periods.previous(periods.week_of(scene.today))
    known = scene.words.known("gaps")
    metric = next((one.key for one in summary_page.build(scene.desk, week).gaps if one.key in known), "")
    if metric:
        cause, remedy = (said(text) for text in known[metric])
        done = scene.workday(-1)
        task = scene.insert(
            "task", scene.workday(-3), title=remedy, kind="todo", due_on=done.isoformat(), state="done",
            done_on=done.isoformat(),
        )  # fmt: skip
        scene.change.insert(
            "gap", metric=metric, period=week.kind, starts_on=week.start.isoformat(), cause=cause, remedy=remedy,
            by_on=done.isoformat(), task_id=task,
        )  # fmt: skip
