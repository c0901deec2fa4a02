"""A rule for an event, a figure or a section that the program does not know yet asks for nothing and breaks nothing."""

from pathlib import Path

PLAYBOOK = """
name = "early"
extends = "general"
title = { en = "Early", zh = "提前" }
sentence = { en = "Names what is to come.", zh = "写好将来的内容。" }

[[rule]]
key = "matures"
on = "holding.matures"
after = "-7d"
step = "callback"
kind = "call"
title = { en = "It matures", zh = "到期" }

[[metric]]
key = "shelf_rate"
before = "touches"
title = { en = "Shelf rate", zh = "上柜率" }

[[report]]
key = "week"
sections = ["gaps", "brands", "touches"]

[[check]]
key = "quarter"
step = "prep"
every = "quarter-end"
title = { en = "The quarter looked at", zh = "回顾季度" }

[[check]]
key = "year"
step = "prep"
every = "year-end"
title = { en = "The year looked at", zh = "回顾全年" }
"""


def early(run, home: Path) -> None:
    path = Path(run("playbook", "new", "early", "--json").json["item"]["path"])
    path.write_text(PLAYBOOK, "utf-8")
    run("playbook", "check", "early")
    run("playbook", "use", "early")


def test_a_planned_event_makes_nothing_due_and_nothing_missed(run, home: Path):
    early(run, home)
    run("customer", "add", "何静", "--tier", "gold")
    run("deal", "add", "package", "--for", "何静", "--amount", "9000", "--on", "2026-11-10")
    run("deal", "win", "d1", "--force", "--why", "so", "--on", "2026-11-13")

    due = [item for item in run("callback", "--json").json["items"] if item["section"] == "rules"]
    figures = run("summary", "--week", "--json").json["figures"]

    assert [item["title"] for item in due] == ["Call ten days after buying"]
    assert figures["callbacks_missed"]["value"] == 0
    assert "It matures" not in run("show", "c1").stdout


def test_a_figure_that_nobody_has_measured_is_left_off_the_page(run, home: Path, screen):
    early(run, home)
    run("customer", "add", "何静")
    run("log-call", "何静", "all well")

    page = screen("summary", "--week")

    assert "Contacts" in page
    assert "Shelf rate" not in page
    assert run("summary", "--week", "--json").json["figures"]["shelf_rate"]["unit"] == "share"


def test_the_last_working_days_of_a_quarter_and_of_a_year(run, home: Path):
    early(run, home)

    def asked(day: str) -> set[str]:
        page = run("prep", "--on", day, "--json")
        return {item["title"] for item in page.json["items"]} & {"The quarter looked at", "The year looked at"}

    assert asked("2026-09-30") == {"The quarter looked at"}
    assert asked("2026-12-31") == {"The quarter looked at", "The year looked at"}
    assert asked("2026-11-30") == set()
