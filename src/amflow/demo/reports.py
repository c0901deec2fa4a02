"""What was said in the last weekly meetings of the demo book, and what is written in the month's analysis.

Nothing new falls due by it: what was decided are tasks that the book has anyway.
"""

from amflow import locale
from amflow.dates import periods
from amflow.demo.scene import Scene
from amflow.demo.words import said

COMMENTS = (
    (
        *("Chen", "陈主任"),
        "Good week in contacts. Ask about the need before showing anything.",
        "本周接触量不错；先问清需求，再介绍产品。",
    ),
    (
        *("Chen", "陈主任"),
        "Late promises cost more than lost ones: tell customers before they ask.",
        "晚到的承诺比丢单更伤人：客户没问，先告知。",
    ),
)
ANALYSIS = (
    (
        "customers",
        "New ones come by introduction more than before; three have gone quiet since the summer.",
        "新客户靠转介绍的比以前多；有三位自夏天起少有联系。",
    ),
    (
        "upward",
        "A sheet on one page for the first visit would save ten minutes each time.",
        "建议做一页首访说明，每次拜访能省十分钟。",
    ),
)

GAPS = {
    "visits": (
        ["two days of training, no visits in those afternoons", "两天培训，下午没有外出拜访"],
        ["two visits more on Tuesday and on Thursday afternoon", "周二、周四下午各多安排两次拜访"],
    ),
    "messages": (
        ["writing was left to the evening and then left out", "把发信息留到傍晚，结果没发成"],
        ["write before the first visit, thirty minutes", "每天首访前留三十分钟发信息"],
    ),
    "deals_won": (
        ["three decisions were put off to the next week", "三位客户推迟到下周决定"],
        ["ask on the day before what is still missing", "提前一天问清还缺什么"],
    ),
}
"""Why a figure was below its line last week, and what is done about it."""


def tell(scene: Scene) -> None:
    """Write it down."""
    chinese = locale.current() == "zh"
    last = periods.week_of(periods.previous(periods.week_of(scene.today)).start).start.isoformat()
    for who, who_zh, text, text_zh in COMMENTS[:1]:
        _word(scene, "comment", last, text_zh if chinese else text, who_zh if chinese else who)
    for who, who_zh, text, text_zh in COMMENTS[1:]:
        day = scene.workday(-1).isoformat()
        _word(scene, "comment", day, text_zh if chinese else text, who_zh if chinese else who)
    for state in ("done", "open"):
        row = scene.desk.book.one(
            "SELECT id, title FROM task WHERE state = ? AND kind = 'todo' ORDER BY id DESC LIMIT 1", state
        )
        if row is not None:
            scene.change.insert("report_word", kind="decision", on_date=last, text=row["title"], task_id=row["id"])
    _gap(scene)
    month = periods.month_of(scene.today).start.isoformat()
    for part, text, text_zh in ANALYSIS:
        scene.change.insert("report_word", kind="analysis", on_date=month, part=part, text=text_zh if chinese else text)


def _word(scene: Scene, kind: str, day: str, text: str, who: str) -> None:
    scene.change.insert("report_word", kind=kind, on_date=day, text=text, who=who)


def _gap(scene: Scene) -> None:
    """The first gap of last week has its cause and its remedy (`W18`); what became of it is asked in this week's summary."""
    from amflow.summary import page as summary_page

    week = periods.previous(periods.week_of(scene.today))
    metric = next((one.key for one in summary_page.build(scene.desk, week).gaps if one.key in GAPS), "")
    if metric:
        cause, remedy = (said(text) for text in GAPS[metric])
        done = scene.workday(-1)
        task = scene.insert(
            "task", scene.workday(-3), title=remedy, kind="todo", due_on=done.isoformat(), state="done",
            done_on=done.isoformat(),
        )  # fmt: skip
        scene.change.insert(
            "gap", metric=metric, period=week.kind, starts_on=week.start.isoformat(), cause=cause, remedy=remedy,
            by_on=done.isoformat(), task_id=task,
        )  # fmt: skip
