"""What stands on more than one screen is the same on each: every figure of a lived book, from the head of the day to the
documents."""

import re
from typing import Any

import pytest

from amflow.book import quantities

LAST = "2026-11-24"
"""The working day before, of which the brief tells."""


@pytest.fixture
def lived(run: Any, demo_of: Any) -> Any:
    """A bank's book that was lived for weeks, with targets for a day, a week and a month, and rates that are 0 and unmeasured."""
    demo_of("retail-bank")
    for metric, value, period in (
        ("calls", "150", "month"),
        ("touches", "95", "month"),
        ("leads_new", "9", "week"),
        ("deals_won_amount", "777777", "month"),
        ("satisfaction", "4.5", "month"),
        ("orders_on_time", "95%", "month"),
        ("completeness", "90%", "month"),
    ):
        run("target", "set", metric, value, "--period", period)
    run("order", "add", "cards", "--for", "c1", "--ordered", "2026-11-02", "--promised", "2026-11-20")
    return run


def bare(value: Any) -> Any:
    """The number of an amount of money, of anything else itself."""
    return value["amount"] if isinstance(value, dict) else value


def figures(run: Any, *words: str) -> dict[str, Any]:
    """The figures of a summary in JSON: what every other screen is held to."""
    return run("summary", *words, "--json").json["figures"]  # type: ignore[no-any-return]


def test_the_head_of_the_day_and_the_brief_say_what_the_month_says(lived: Any, screen: Any) -> None:
    month = lived("summary", "--month", "--json").json
    today = lived("today", "--json").json
    brief = {one["key"]: one for one in lived("brief", "--json").json["items"] if one["section"] == "targets"}

    assert today["workdays_left"] == month["period"]["workdays_left"]
    assert len(today["figures"]) == 3
    for key, head in today["figures"].items():
        figure = month["figures"][key]
        assert (head["value"], head["unit"]) == (figure["value"], figure["unit"])
        assert head["share"] == quantities.percent(figure["share"]) / 100
        assert (brief[f"month.{key}"]["value"], brief[f"month.{key}"]["share"]) == (figure["value"], figure["share"])
    more = sum(figure.get("target") is not None for figure in month["figures"].values()) - 3
    assert more > 0
    for page in ("today", "brief"):
        assert f"{more} more: amflow summary --month" in screen(page, width=200)


def test_a_days_page_says_what_is_left_and_needed_as_the_month_does(lived: Any, screen: Any) -> None:
    month = figures(lived, "--month")
    page = screen("today", width=200)
    whole = screen("summary", "--month", width=200)

    (left,) = set(re.findall(r"\d+ working days left", page)) & set(re.findall(r"\d+ working days left", whole))
    assert left
    for key in ("accounts_opened", "visits"):
        percent = quantities.percent(month[key]["share"])
        assert f"{month[key]['title']} {month[key]['value']} [{percent}%]" in page
        assert f"{month[key]['pace_needed_per_workday']} a day" in whole


def test_the_brief_says_of_the_last_day_what_its_summary_says(lived: Any) -> None:
    day = lived("summary", "--day", "--on", LAST, "--json").json
    found = lived("brief", "--json").json

    assert found["plan"] == day["plan"]
    for key, one in found["figures"].items():
        assert (one["value"], one["target"]) == (day["figures"][key]["value"], day["figures"][key].get("target")), key
    told = [one for one in found["items"] if one["section"] == "targets" and one["key"] in day["figures"]]
    assert len(told) > 8
    for one in told:
        figure = day["figures"][one["key"]]
        assert bare(one["value"]) == figure["value"]
        if one["target"] is not None:
            assert (one["target"], one["share"]) == (figure["target"], figure["share"])
            assert one["detail"].endswith(f"[{quantities.percent(figure['share'])}%]")
    line = next(one["line"] for one in lived("today", "--json").json["steps"] if one["step"] == "prep")
    for words, key in (
        ("visit", "visits"),
        ("call", "calls"),
        ("message", "messages"),
        ("lead", "leads_new"),
        ("deal", "deals_won"),
    ):
        said = re.search(rf"(\d+) (?:new )?{words}", line)
        assert int(said[1] if said else 0) == day["figures"][key]["value"], words
    assert f"plan {day['plan']['done']}/{day['plan']['planned']}" in line


def test_the_targets_the_records_and_the_message_meter_say_what_the_summary_says(lived: Any) -> None:
    shown = {kind: figures(lived, f"--{kind}") for kind in ("day", "week", "month")}
    told = [
        one for one in lived("target", "list", "--json").json["items"] if not one["scope"] and one["level"] == "base"
    ]
    # Where a later one holds, the earlier one has no standing of its own.
    seen = [one for one in told if one["period"] in shown and one["actual"] is not None]
    assert len(seen) > 6
    for one in seen:
        figure = shown[one["period"]][one["metric"]]
        assert (one["actual"], one["share"]) == (figure["value"], figure["share"]), one
        behind = lived("summary", f"--{one['period']}", "--explain", one["metric"], "--json").json
        assert behind["value"] == figure["value"]
    (floor,) = lived("message", "queue", "--json").json["meter"]["floors"]
    gold = shown["day"]["messages_gold"]
    assert (floor["sent"], floor["least"]) == (gold["value"], gold["target"])


def test_plan_against_actual_is_one_on_every_screen(lived: Any) -> None:
    review = lived("plan", "--history", "--json").json
    span = lived("summary", "--from", review["from"], "--to", review["to"], "--json").json

    assert (review["planned"], review["done"]) == (span["plan"]["planned"], span["plan"]["done"])
    assert review["share"] == quantities.percent(span["plan"]["share"]) / 100
    assert (span["figures"]["plan_lines"]["value"], span["figures"]["plan_done"]["value"]) == (
        review["planned"],
        review["done"],
    )
    assert (
        sum(one["planned"] for one in review["kinds"])
        == sum(one["planned"] for one in review["weekdays"])
        == review["planned"]
    )
    visits = next(one for one in review["kinds"] if one["key"] == "visit")
    assert span["figures"]["visit_plan_rate"]["value"] >= visits["done"] / visits["planned"] - 1e-4
    today = lived("summary", "--day", "--json").json["plan"]
    line = next(one["line"] for one in lived("today", "--json").json["steps"] if one["step"] == "plan")
    assert f"today {today['done']}/{today['planned']} done" in line
    own = [one for one in lived("brief", "--json").json["items"] if one["section"] == "plan"]
    assert len(own) == min(today["planned"], 8)


@pytest.mark.parametrize("kind", ["day", "week", "month", "quarter"])
def test_every_form_of_a_summary_says_the_same(lived: Any, screen: Any, kind: str) -> None:
    found = lived("summary", f"--{kind}", "--json").json["figures"]
    tabs = {row[1]: row[2:] for row in lived("summary", f"--{kind}").lines if row[0] == "figure"}
    page = lived("summary", f"--{kind}", "--format", "md").stdout.partition("\n## Outlook")[0]
    drawn = screen("summary", f"--{kind}", width=200)

    assert len(tabs) > 20
    assert tabs.keys() <= found.keys()
    on_page = 0
    for key, figure in ((key, found[key]) for key in tabs):
        value = figure["value"]
        assert (tabs[key][0] == "") == (value is None), key
        if value is not None:
            assert float(tabs[key][0].rstrip("%")) == pytest.approx(
                value * (100 if tabs[key][0].endswith("%") else 1), abs=0.051
            ), key
        rows = [line for line in page.splitlines() if line.startswith(f"| {figure['title']} |")]
        if not rows:
            continue
        on_page += 1
        actual, against = rows[0].split(" | ")[1:3]
        if figure.get("target") is None:
            # What has no target is told in a sentence where it is not nothing.
            nothing = value in (None, 0) and f"{figure['title']} " not in drawn
            assert nothing or f"{figure['title']} {actual}" in " ".join(drawn.split()), (key, actual)
            continue
        (row,) = [line for line in drawn.splitlines() if line.strip().startswith(f"{figure['title']} ")][:1]
        assert f" {actual} " in row, (key, actual, row)
        if figure.get("share") is not None:
            assert f"[{quantities.percent(figure['share'])}%]" in against
            assert f"[{quantities.percent(figure['share'])}%]" in row
    assert on_page > 5


def test_meeting_and_analysis_say_what_week_and_month_say(lived: Any) -> None:
    week, month = figures(lived, "--week"), figures(lived, "--month")
    agenda = lived("summary", "--agenda", "--json").json
    blocks = [block for part in agenda["parts"] for block in part["blocks"] if block["kind"] == "figures"]
    told = {key: one for block in blocks for key, one in block["figures"].items()}
    assert len(told) > 5
    for key, one in told.items():
        assert (bare(one["value"]), one["share"]) == (week[key]["value"], week[key].get("share")), key

    parts = lived("summary", "--analysis", "--json").json["parts"]
    seen = 0
    for block in (block for part in parts for block in part["blocks"] if block["kind"] == "figures"):
        for key, one in block["figures"].items():
            seen += 1
            assert (bare(one["value"]), one["share"]) == (month[key]["value"], month[key].get("share")), key
    assert seen > 8


def test_a_true_nought_is_said_and_nothing_measured_is_none(lived: Any, screen: Any) -> None:
    """W10: none of one order came on time, and nobody was asked how satisfied they are this month."""
    month = figures(lived, "--month")
    assert (month["orders_on_time"]["value"], month["orders_on_time"]["share"]) == (0, 0)
    assert month["shelf_rate"]["value"] is None
    page = screen("summary", "--month", width=200)
    assert re.search(r"(?m)^ *Orders.*on time.* 0% ", page) or re.search(r"(?m)^ *On-time.* 0% ", page)


def test_a_customers_page_and_the_look_over_the_files_agree(lived: Any) -> None:
    for at, more in enumerate(((), ("--birthday", "1980-05-06"), ("--phone", "999"))):
        # A number that nobody can dial is none on either.
        lived("customer", "add", f"孙{at}", "--tier", "gold", *more, "--anyway")
    health = lived("customer", "health", "--json", "--tier", "gold").json
    assert len(health["items"]) > 2
    for one in health["items"]:
        assert lived("show", one["ref"], "--json").json["item"]["complete_share"] == one["share"], one
    diamond = lived("customer", "health", "--json", "--tier", "diamond").json
    weights = [one["figures"]["completeness"]["value"] for one in (health, diamond)]
    assert min(weights) <= figures(lived, "--day")["completeness"]["value"] * 100 + 1


def test_gaps_and_parts_say_what_the_figures_say(lived: Any) -> None:
    """W18: what is below its line is told with the figure's own numbers, a part's with those that it has looked at alone."""
    seen = 0
    for kind in ("day", "week", "month", "quarter"):
        found = lived("summary", f"--{kind}", "--json").json
        for gap in found["gaps"]:
            figure = found["figures"][gap["metric"]]
            assert [gap[one] for one in ("value", "target", "share")] == [
                figure[one] for one in ("value", "target", "share")
            ], (kind, gap)
        for part in found["by_part"]:
            behind = lived("summary", f"--{kind}", "--explain", part["metric"], "--of", part["scope"], "--json").json
            assert behind["value"] == part["value"], part
            seen += 1
        counted = {one["key"]: one["number"] for one in found["touches_by_kind"]}
        numbers = {key: one["value"] for key, one in found["figures"].items()}
        for one, key in (("visit", "visits"), ("call", "calls"), ("message", "messages")):
            assert counted.get(one, 0) == numbers[key]
        assert sum(counted.values()) == numbers["touches"]
        whole = lived("summary", f"--{kind}", "--explain", "deals_won_amount", "--json").json
        assert whole["value"] == numbers["deals_won_amount"]
        assert {one["ref"] for one in found["deals_won"]} <= {one["ref"] for one in whole["items"]}
    assert seen


def test_each_familys_own_page_says_what_the_summary_says(lived: Any, screen: Any) -> None:
    """Satisfaction, reception and complaints stand in a list of their own as well: as many, and as good."""
    for name in ("王芳", "李雷"):
        lived("customer", "add", name)
        lived("case", "open", name, "对账单有误")
    lived("case", "open", "王芳", "收费争议", "--kind", "dispute")
    for kind in ("week", "month"):
        shown = figures(lived, f"--{kind}")
        told = lived("callback", "score", f"--{kind}", "--json").json["figures"]
        assert told["csat"] == shown["satisfaction"]["value"]
        behind = lived("summary", f"--{kind}", "--explain", "satisfaction", "--json").json
        assert told["csat_asked"] == len(behind["items"])
    day, week, month = (figures(lived, f"--{kind}") for kind in ("day", "week", "month"))
    doors = lived("log-reception", "--count", "--json").json["items"]
    for column, shown in (("today", day), ("week", week), ("month", month)):
        assert sum(one[column] for one in doors) == shown["receptions"]["value"]
        led = sum(one[column] for one in doors if one["key"] in ("self-service", "e-channel", "non-cash"))
        assert led == shown["receptions_led"]["value"]
    (page,) = [one for one in lived("summary", "--week", "--json").json["sections"] if one["key"] == "reception"]
    assert sum(row[1] for row in page["lists"][0]["rows"]) == week["receptions"]["value"]
    opened = lived("case", "list", "--state", "all", "--last", "500", "--json").json["items"]
    of_month = [one for one in opened if one["kind"] in ("complaint", "dispute") and one["opened_on"] >= "2026-11-01"]
    assert len(of_month) == month["complaints"]["value"]
    parts = {one["key"]: one for one in lived("summary", "--analysis", "--json").json["parts"]}
    (said,) = [block["facts"] for block in parts["service"]["blocks"] if block["kind"] == "facts"]
    assert said["complaints opened"] == month["complaints"]["value"]
    assert said["satisfaction, of 5"] == month["satisfaction"]["value"]
    assert f" {month['satisfaction']['value']:g} " in screen("callback", "score", width=200)


def test_the_pipeline_is_one_on_the_board_in_the_list_and_in_its_step(lived: Any) -> None:
    board = lived("deal", "board", "--json").json["items"]
    listed = lived("deal", "list", "--last", "500", "--json").json["items"]
    step = lived("convert", "--full", "--json").json
    assert sum(one["deals"] for one in board) == len(listed)
    assert sum(money["amount"] for one in board for money in one["amounts"]) == sum(
        one["amount"]["amount"] for one in listed if one["amount"]
    )
    for one in board:
        here = [deal for deal in listed if (deal["pipeline"], deal["stage"]) == (one["pipeline"], one["stage"])]
        assert len(here) == one["deals"], one["stage"]
    assert f"{len(listed)} open deals" in step["line"]
    # What is dead by the own history is told in a line.
    shown = {item["ref"] for item in step["items"] if item["section"] == "deals"}
    assert len(shown) == step["open"]["deals"]
    assert shown <= {deal["ref"] for deal in listed}


def test_every_sale_stands_by_its_product_once(run: Any, screen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """W05: orders by their product whatever they are called and whoever was erased; what was called off sold nothing."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "wholesale")
    for name in ("川味食府", "郑旺", "老码头"):
        run("customer", "add", name)
    run("product", "add", "oil", "--price", "200")
    for at, name in enumerate(("川味食府", "郑旺", "老码头")):
        run("log-visit", name, "talked", "--product", "oil", "--units", str(at + 1), "--no-next")
    run("order", "add", "oil for the fair", "--for", "c1", "--amount", "90")
    run("customer", "erase", "c2", "--yes")
    run("order", "cancel", "o3", "--why", "elsewhere")

    blocks = [block for part in run("summary", "--analysis", "--json").json["parts"] for block in part["blocks"]]
    (sold,) = [block["rows"] for block in blocks if block.get("title") == "sold, by product"]
    assert [list(map(bare, row.values()))[:3] for row in sold] == [["oil", 2, 600], ["oil for the fair", 1, 90]]
