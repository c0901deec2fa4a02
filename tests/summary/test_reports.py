"""The month's analysis and the reports that are handed up: honest when empty, filled from the book, without secrets."""

from typing import Any

import pytest
from tests.conftest import Run


def test_what_is_written_stays_until_it_is_written_anew_and_belongs_to_its_month(run: Run) -> None:
    run("summary", "--write", "market", "--words", "prices stay")
    assert "prices stay" in run("summary", "--analysis").stdout
    run("summary", "--write", "市场", "--words", "prices fall")
    found = run("summary", "--analysis").stdout
    assert "prices fall" in found and "prices stay" not in found
    assert "prices fall" not in run("summary", "--analysis", "--on", "2026-12-01").stdout
    run("summary", "--write", "market", "--words", "")
    assert "prices fall" not in run("summary", "--analysis").stdout
    run("summary", "--write", "weather", "--words", "x", code=2)


def test_the_editor_opens_with_what_stood_there(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "sed -i s/stay/rise/")
    run("summary", "--write", "market", "--words", "prices stay")
    run("summary", "--write", "market")
    assert "prices rise" in run("summary", "--analysis").stdout


@pytest.mark.parametrize(
    "words", [("--analysis", "--agenda"), ("--agenda", "--month"), ("--words", "x"), ("--analysis", "--day")]
)
def test_options_that_contradict_each_other_are_refused(run: Run, words: tuple[str, ...]) -> None:
    run("summary", *words, code=2)


def test_training_goals_and_suggestions_are_in_the_months_report(run: Run) -> None:
    run("note", "add", "bond funds, part 2", "--hours", "1.5")
    run("note", "add", "a sheet on one page", "--kind", "suggestion")
    run("goal", "add", "fund licence passed", "--due", "2026-11-30")
    found = run("summary", "--analysis").stdout
    for words in ("bond funds, part 2", "1.5 hours", "a sheet on one page", "fund licence passed"):
        assert words in found


def test_the_appraisal_weighs_what_has_a_target(run: Run) -> None:
    run("target", "set", "accounts_opened", "2", "--period", "month")
    # W15: a rep on post is appraised by accounts; another target is none of it.
    run("target", "set", "deals_won", "1", "--period", "month")
    run("customer", "add", "张敏")
    run("deal", "add", "account", "--for", "张敏", "--pipeline", "account-opening")
    run("deal", "win", "d1", "--force", "--why", "so")
    rows = [line for line in run("summary", "--analysis").lines if line[0] == "self"]
    assert ["self", "Sales target", "60%", "50%", "30.0"] in rows
    assert ["self", "together", "60%", "", "30.0"] in rows


def test_the_analysis_says_where_new_leads_came_from_and_who_became_a_customer(run: Run) -> None:
    for name, source in (("张敏", "referral"), ("王伟", "referral"), ("李芳", "phone"), ("周婷", "")):
        run("lead", "add", name, *(("--source", source) if source else ()))
    run("lead", "convert", "王伟")
    rows = [line[1:] for line in run("summary", "--analysis").lines if line[0] == "customers"]
    assert [row for row in rows if len(row) == 3][:3] == [
        ["Referred by a customer", "2", "1"], ["not said", "1", "0"], ["Phone", "1", "0"],
    ]  # fmt: skip


def test_a_customer_with_nothing_has_an_honest_report(run: Run) -> None:
    run("customer", "add", "张敏")
    found = run("report", "customer", "张敏", "--json").json
    assert [part["key"] for part in found["parts"]] == ["needs", "cooperation", "satisfaction", "competitors", "market"]
    assert "nothing is written down" in run("report", "customer", "c1").stdout
    run("report", "customer", "nobody", code=3)
    run("report", "campaign", "g9", code=3)


def test_the_file_speaks_in_the_section_that_the_playbook_names(run: Run) -> None:
    run("playbook", "use", "enterprise")
    run("customer", "add", "东方机械", "--organisation")
    for said in (
        "competitors=two firms in the next town",
        "strategy=a second plant",
        "competitor-used=none",
        "staff=80",
    ):
        run("customer", "edit", "东方机械", "--field", said)

    parts = {part["key"]: part for part in run("report", "customer", "东方机械", "--json").json["parts"]}

    told = {key: part["blocks"][0]["facts"] for key, part in parts.items() if key in ("competitors", "market")}
    assert told["competitors"] == {"Competitor they use now": "none", "Their competitors": "two firms in the next town"}
    assert told["market"] == {"What they plan for the coming years": "a second plant"}
    covered = run("report", "customer", "东方机械", "--mask", "--format", "md").stdout
    assert "Their competitors" in covered and "next town" not in covered


def test_what_was_noted_of_one_customer_is_not_told_in_the_report_of_another(run: Run) -> None:
    run("customer", "add", "张敏")
    run("customer", "add", "王伟")
    run("note", "add", "a rival offers them less", "--kind", "competitor", "--for", "王伟")
    assert "a rival offers them less" in run("report", "customer", "王伟").stdout
    assert "a rival offers them less" not in run("report", "customer", "张敏").stdout


def test_a_territory_without_lines_says_on_the_screen_how_to_make_one(
    run: Run, screen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-territory")
    assert "amflow line assign" in screen("report", "territory")
    assert "amflow" not in run("report", "territory", "--format", "md").stdout


def test_a_trade_without_lines_is_told_so_and_not_to_assign_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "wholesale")
    said = run("report", "territory").stdout
    assert "wholesale has no lines" in said and "line assign" not in said


def test_the_report_on_a_customer_says_what_was_ordered_and_where_it_stands(run: Run) -> None:
    """W08: the purchase history."""
    run("customer", "add", "川味食府", "--organisation")
    run("customer", "add", "王师傅", "--org", "川味食府", "--role", "主厨")
    run("order", "add", "rice", "--for", "c1", "--units", "12", "--amount", "900")
    run("order", "cancel", "o1", "--why", "menu changed")
    said = run("report", "customer", "c1").stdout
    assert "12 × rice" in said and "¥900 · called off · menu changed" in said and "主厨" in said


def test_no_report_shows_the_line_that_is_not_crossed(run: Run, demo_of: Any, request: pytest.FixtureRequest) -> None:
    demo_of("enterprise")
    book = request.getfixturevalue("book")
    secrets = [row["value"] for row in book.all("SELECT value FROM deal_bottom")]
    assert secrets
    whose = book.all(
        "SELECT DISTINCT deal.customer_id FROM deal_bottom JOIN deal_term ON deal_term.id = deal_bottom.term_id"
        " JOIN deal ON deal.id = deal_term.deal_id"
    )
    reports = [("summary", "--agenda"), ("summary", "--analysis"), ("report", "territory")]
    for words in [*reports, *(("report", "customer", f"c{row['customer_id']}") for row in whose)]:
        said = run(*words, "--json").stdout
        assert not [secret for secret in secrets if secret in said], words


@pytest.mark.parametrize(
    ("trade", "lang", "endings"),
    [("retail-territory", "zh", ("md", "json")), ("securities-branch", "en", ("md",))],
)
def test_every_report_of_the_demo_takes_every_text_form(
    run: Run, demo_of: Any, monkeypatch: Any, tmp_path: Any, trade: str, lang: str, endings: tuple[str, ...]
) -> None:
    monkeypatch.setenv("AMFLOW_LANG", lang)
    demo_of(trade)
    for words in (("summary", "--agenda"), ("summary", "--analysis"), ("summary", "--quarter"), ("summary", "--year"),
                  ("report", "customer", "c2"), ("report", "campaign", "g1"), ("report", "territory")):  # fmt: skip
        for ending in endings:
            path = tmp_path / f"report.{ending}"
            run(*words, "-o", str(path), "--plain")
            assert len(path.read_text("utf-8")) > 200


def test_covered_reports_name_nobody(run: Run) -> None:
    run("customer", "add", "欧阳娜娜")
    run("meeting", "comment", "visit 欧阳娜娜 first")
    for words in (("summary", "--agenda"), ("report", "customer", "c1"), ("summary", "--analysis")):
        assert "欧阳娜娜" not in run(*words, "--format", "html", "--mask").stdout


def test_the_brands_of_a_territory_are_told_by_their_own_figures(run: Run) -> None:
    """W18: new and key brands by volume, placement, sell-through and display; the target of a rate is read as one."""
    run("init", "--playbook", "retail-territory", "--name", "me", "--no-input")
    for metric in ("first_placement_rate", "shelf_rate", "sell_through_rate", "display_rate", "association_rate"):
        run("target", "measure", metric, "18/20")
    run("target", "set", "shelf_rate", "95%")
    parts = {part["key"]: part for part in run("summary", "--analysis", "--json").json["parts"]}
    assert {"first_placement_rate", "shelf_rate", "sell_through_rate", "display_rate"} <= _figures(parts["brands"])
    assert "association_rate" in _figures(parts["customers"])
    plan = run("summary", "--analysis", "--format", "md").stdout.partition("## Next month's plan")[2]
    assert "95%" in plan and "0.95" not in plan


def _figures(part: dict[str, Any]) -> set[str]:
    return {key for block in part["blocks"] for key in block.get("figures", {})}


def test_a_part_of_the_analysis_is_written_whether_the_analysis_is_named_or_not(run: Run) -> None:
    """W16: the sales plan with its means and resources is written under the next month."""
    run("summary", "--analysis", "--write", "next", "--words", "two vans, forty stands")
    page = run("summary", "--analysis", "--format", "md").stdout
    assert "two vans, forty stands" in page and "Targets, means, methods, resources" in page
    run("summary", "--agenda", "--write", "next", "--words", "x", code=2)


def test_the_territory_says_how_each_key_markets_price_stands_to_its_band(run: Run) -> None:
    """W18: each key market with its price band to aim at, by what its shops ordered this month."""
    run("init", "--playbook", "retail-territory", "--name", "me", "--no-input")
    for name, market, amount in (("喜洋洋商行", "weddings", "3000"), ("滨湖商店", "tourism", "2550")):
        run("customer", "add", name, "--organisation", "--field", f"key-market={market}")
        run("order", "add", "carton", "--for", name, "--units", "10", "--amount", amount)
    run("order", "add", "carton", "--for", "滨湖商店", "--units", "10", "--amount", "9000")
    run("order", "cancel", "o3", "--why", "typed twice")
    run("customer", "add", "陈记商店", "--organisation", "--field", "key-market=none")
    rows = {line[1]: line[2:] for line in run("report", "territory").lines if line[0] == "markets"}
    assert rows["Weddings"] == ["200–500", "1", "10", "300", "in it"]
    assert rows["Tourism"] == ["300–", "1", "10", "255", "below"]
    assert rows["Entertainment"] == ["350–", "0", "", "", ""]


def test_a_trade_without_key_markets_has_no_table_of_them(run: Run) -> None:
    assert "Key markets" not in run("report", "territory", "--format", "md").stdout


def test_the_network_of_shops_is_counted_from_their_files_and_becomes_a_figure(run: Run) -> None:
    """W18: the share that joined the association, shops by kind, e-ordering; which line is behind."""
    run("init", "--playbook", "retail-territory", "--name", "me", "--no-input")
    for name, line, joined, kind in (
        ("甲店", "一号线", "是", "flagship"),
        ("乙店", "一号线", "yes", "Image shop"),
        ("丙店", "二号线", "否", "image"),
        ("丁店", "二号线", "", "image"),
    ):
        fields = ("--field", f"association-member={joined}", "--field", f"shop-class={kind}")
        run("customer", "add", name, "--organisation", "--line", line, *fields)
    run("customer", "edit", "甲店", "--field", "e-ordering=perhaps", code=2)
    rows = {line[1]: line[2:] for line in run("report", "territory").lines if line[0] == "network"}
    assert rows["Member of the retailer association"] == ["2", "3", "0.6667", "二号线 0%"]
    assert rows["Kind of shop: Image shop"][:2] == ["3", "4"]

    run("target", "measure", "association_rate")
    (kept,) = run("target", "measure", "--json").json["items"]
    assert (kept["metric"], round(kept["value"], 3)) == ("association_rate", 0.667)
    run("target", "measure", "shelf_rate", code=2)
    run("target", "measure", "e_order_rate", code=2)  # no file says it
    run("target", "measure", "association_rate", "--for", "甲店", code=2)


def test_the_report_on_a_customer_has_what_the_file_says_and_what_was_said_when_they_were_called_back(run: Run) -> None:
    """W02: competitors and market; W17: evaluated with the customer, and adjusted."""
    run("init", "--playbook", "enterprise", "--name", "me", "--no-input")
    file = ("--field", "competitors=南方精工", "--field", "industry=machines", "--field", "buying-motive=safety")
    run("customer", "add", "东方机械", "--organisation", *file)
    run(
        "callback",
        "do",
        "东方机械",
        "went through the year",
        "--answer",
        "satisfied=4",
        "--answer",
        "adjust=one meeting a month",
    )
    parts = {part["key"]: part for part in run("report", "customer", "东方机械", "--json").json["parts"]}
    told = {key: str(part["blocks"]) for key, part in parts.items()}
    assert "南方精工" in told["competitors"] and "machines" in told["market"] and "safety" in told["needs"]
    assert "What should we adjust together?" in told["satisfaction"] and "one meeting a month" in told["satisfaction"]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        (("--from", "1/11"), ("2026-11-01", "2026-11-25")),
        (("--from", "5.11", "--to", "6-11"), ("2026-11-05", "2026-11-06")),
        (("--on", "5/11"), ("2026-11-05", "2026-11-05")),
        (("--week", "--on", "12/10"), ("2026-10-12", "2026-10-18")),
        (("--month", "--on", "end of october"), ("2026-10-01", "2026-10-31")),
    ],
)
def test_days_of_a_summary_go_by_the_country_and_lie_behind(run: Any, words: tuple[str, ...], days: Any) -> None:
    run("config", "set", "country", "GB")
    period = run("summary", *words, "--json").json["period"]
    assert (period["from"], period["to"]) == days


def test_what_is_planned_for_a_day_ahead_is_not_counted_as_left_undone(run: Any) -> None:
    run("task", "add", "bring the papers", "--due", "2026-11-26")
    run("plan", "--accept")
    figures = run("summary", "--month", "--json").json["figures"]
    assert not figures.get("plan_lines", {}).get("value")

    later = run("summary", "--month", "--on", "2026-11-26", "--json").json["figures"]
    assert later["plan_lines"]["value"] == 1


def test_what_is_left_of_a_running_month_comes_next_in_its_analysis(run: Any) -> None:
    """A deal that should close on Friday is no less to come than one of next month."""
    run("customer", "add", "张敏", "--tier", "gold")
    run("deal", "add", "custody", "--for", "c1", "--pipeline", "account-opening", "--expected", "2026-11-27")

    page = run("summary", "--analysis", "--plain", "--format", "md").stdout

    title, _line, rest = page.partition("December 2026 (26 Nov–31 Dec 2026)")
    assert rest, page
    assert "custody" in rest and "custody" not in title
