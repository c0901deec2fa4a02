"""What summaries of the demo book have: what was said in the last weekly meetings, what is written in the month's analysis, and,
where a trade counts it, what is measured outside the book, with a territory's targets by line (`W18`).

Nothing new falls due by it: what was decided are tasks that the book has anyway.
"""

from amflow.dates import periods
from amflow.demo.lives import said
from amflow.demo.scene import Scene
from amflow.summary.figures import counting
from amflow.summary.figures.measured import FINE
from amflow.summary.targets import scopes
from amflow.summary.targets.pieces import shares


def tell(scene: Scene) -> None:
    """Write down what was said and written."""
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
        done_on = {"due_on": done, "state": "done", "done_on": done}
        task = scene.insert("task", scene.workday(-3), title=remedy, kind="todo", **done_on)
        told = {"cause": cause, "remedy": remedy, "by_on": done, "task_id": task}
        scene.insert("gap", scene.today, metric=metric, period=week.kind, starts_on=week.start, **told)


def measured(scene: Scene) -> None:
    """Write down what is measured, and the targets by line: nothing of it is left to chance."""
    counted = {metric.key for metric in scene.desk.playbook.metrics}
    month = periods.month_of(scene.workday(-40)).start.isoformat()
    for metric, (rates, target) in (scene.words.known("rates") or {}).items():
        if metric not in counted:
            continue
        shops = scene.desk.book.number("SELECT count(*) FROM customer WHERE line <> '' AND status = 'customer'")
        for back, rate in zip((16, 11, 6, 1), rates, strict=True):
            on = scene.workday(-back)
            scene.insert("measure", metric=metric, on_date=on, value=round(rate * shops) * FINE, whole=shops * FINE)
        if target:
            scene.change.insert("target", metric=metric, period="month", starts_on=month, value=round(target * FINE))
    if "volume" in counted:
        _volume(scene, month)


def _volume(scene: Scene, start: str) -> None:
    """The volume of the months, somewhat more than the best of the last two, and its parts by the lines' shops: together they are
    the whole."""
    month = periods.month_of(scene.today)
    (numbers,) = counting.count(scene.desk, [periods.previous(month), month], ["volume"]).numbers.values()
    whole = max(round(max(number or 0 for number in numbers) * 1.2 / 5), 4) * 5
    lines = scopes.parts(scene.desk, "line")
    parts = [scopes.ALL, *(line for line, _shops in lines)]
    for part, value in zip(parts, [whole, *shares(whole, [shops for _line, shops in lines])], strict=True):
        scene.change.insert(
            "target", metric="volume", period="month", starts_on=start, value=value, scope=part.kind, part=part.key
        )
