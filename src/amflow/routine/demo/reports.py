"""What was said in the last weekly meetings of the demo book, and what is written in the month's analysis.

Nothing new falls due by it: what was decided are tasks that the book has anyway.
"""

from amflow import locale
from amflow.calendars import periods
from amflow.routine.demo.scene import Scene

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
        "A sheet on one page for older customers would save ten minutes a visit.",
        "请为年长客户做一页纸的说明，每次拜访能省十分钟。",
    ),
)


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
    month = periods.month_of(scene.today).start.isoformat()
    for part, text, text_zh in ANALYSIS:
        scene.change.insert("report_word", kind="analysis", on_date=month, part=part, text=text_zh if chinese else text)


def _word(scene: Scene, kind: str, day: str, text: str, who: str) -> None:
    scene.change.insert("report_word", kind=kind, on_date=day, text=text, who=who)
