"""Deals with a history, written as rows: what is learnt of them needs dozens."""

from datetime import date, timedelta
from typing import Any

from amflow.desk import Desk


def ended(desk: Desk, days: int, state: str, on: str, stages: tuple[tuple[str, int], ...] = (("engaging", 0),)) -> int:
    """A deal of the pipeline sale that ended on that day, so many days after it was begun; the stages with the days after."""
    begun = date.fromisoformat(on) - timedelta(days=days)
    with desk.book.change("test") as change:
        number = change.insert(
            "deal", title="x", pipeline="sale", stage=stages[-1][0], state=state, opened_on=begun.isoformat(),
            stage_on=on, closed_on=on, quiet_since=on, amount_minor=100_00, currency="CNY",
        )  # fmt: skip
        for stage, after in stages:
            entered = (begun + timedelta(days=after)).isoformat()
            change.insert("deal_stage", deal_id=number, stage=stage, entered_on=entered)
        change.insert("deal_stage", deal_id=number, stage=state, entered_on=on)
    return int(number)


def standing(desk: Desk, days: int, stage: str = "engaging", **more: Any) -> int:
    """An open deal that has been in its stage for so many days."""
    since = (desk.today - timedelta(days=days)).isoformat()
    fields = {"title": "y", "pipeline": "sale", "opened_on": since, "currency": "CNY", **more}
    with desk.book.change("test") as change:
        number = change.insert("deal", stage=stage, stage_on=since, quiet_since=since, **fields)
        change.insert("deal_stage", deal_id=number, stage=stage, entered_on=since)
    return int(number)
