"""The board and the history of the stages; and every shipped pipeline, carried to its end by commands alone."""

import shlex
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow.convert.deals.board import _median
from amflow.playbooks import loader, sources
from days import customer, deal

PIPELINES = [
    (name, pipeline.key)
    for name, _path, _shipped in sources.names(None)
    for pipeline in loader.load(name, None, None).pipelines
]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 4)), max_size=8))
def test_the_median_of_counted_numbers_is_the_median(counted: list[tuple[int, int]]) -> None:
    import statistics

    numbers = [number for number, often in counted for _time in range(often)]

    assert _median(counted) == (statistics.median(numbers) if numbers else None)


def test_the_board_sums_each_stage_by_currency(run: Any) -> None:
    for name in ("张敏", "王伟", "李强"):
        customer(run, name)
    deal(run, "张敏", "--amount", "20万")
    deal(run, "王伟", "--amount", "10万")
    run("config", "set", "currency", "USD")
    deal(run, "李强", "--amount", "1000")
    deal(run, "李强")

    stage = run("deal", "board", "--json").json["items"][0]

    assert (stage["deals"], stage["without_amount"]) == (4, 1)
    assert stage["amounts"] == [
        {"amount": 300000, "currency": "CNY"},
        {"amount": 1000, "currency": "USD"},
    ]
    assert stage["weighted"][0] == {"amount": 300000 * stage["chance_share"], "currency": "CNY"}
    assert len(stage["listed"]) == 3
    lines = run("deal", "board", "--last", "1").lines
    assert [line[:4] for line in lines if line[0] == "account-opening"][:2] == [
        ["account-opening", "talking", "Talking", "4"]
    ] * 2


def test_the_board_fits_a_terminal_in_both_languages(run: Any, screen: Any) -> None:
    for lang in ("en", "zh"):
        run("demo", "--playbook", "enterprise", "--output", f"{lang}.db")
        for words in ((), ("--history",), ("--pipeline", "contract")):
            run("config", "set", "lang", lang)
            shown = screen("deal", "board", *words, "--book", f"{lang}.db")
            from rich.cells import cell_len

            assert shown.strip()
            assert max(cell_len(line) for line in shown.splitlines()) <= 80


def test_a_board_without_deals_shows_the_first_pipeline_and_one_named_shows_itself(run: Any) -> None:
    assert {stage["pipeline"] for stage in run("deal", "board", "--json").json["items"]} == {"account-opening"}
    assert {one["pipeline"] for one in run("deal", "board", "--pipeline", "sale", "--json").json["items"]} == {"sale"}
    assert "is not in the playbook" in run("deal", "board", "--pipeline", "none", code=2).stderr


def test_a_pipeline_of_another_playbook_is_still_on_the_board(run: Any) -> None:
    customer(run, "张敏")
    deal(run, "张敏")
    run("playbook", "use", "general")

    assert [(one["pipeline"], one["deals"]) for one in run("deal", "board", "--json").json["items"]] == [
        ("account-opening", 1)
    ]


def test_the_history_says_how_many_went_on_and_how_long_they_stayed(run: Any) -> None:
    run("playbook", "use", "general")
    for name, steps in (("a", ("11-05", "11-09")), ("b", ("11-07",)), ("c", ())):
        customer(run, name, on="2026-11-01")
        ref = deal(run, name, "--amount", "5", on="2026-11-02")
        for day in steps:
            run("deal", "advance", ref, "--on", f"2026-{day}")
    run("deal", "lose", "d3", "--why", "price", "--on", "2026-11-12")
    run("deal", "advance", "d1", "--stage", "engaging", "--why", "other needs", "--on", "2026-11-20")

    found = {one["stage"]: one for one in run("deal", "board", "--history", "--json").json["items"]}

    first, second, third = (found[key] for key in ("prospecting", "engaging", "proposal"))
    assert (first["entered"], first["went_on"], first["lost"], first["still"]) == (3, 2, 1, 0)
    assert (first["share"], first["days"]) == (0.66, 5)
    assert (second["entered"], second["went_on"], second["still"]) == (3, 1, 2)
    assert (third["entered"], third["back"], third["share"], third["days"]) == (1, 1, 0, 11)
    assert run("deal", "board", "--from", "2026-11-01", "--to", "2026-11-06", "--json").json["items"][1]["entered"] == 1


@pytest.mark.parametrize(("playbook", "key"), PIPELINES, ids=["/".join(one) for one in PIPELINES])
def test_every_pipeline_is_carried_to_its_end_by_what_is_proposed_next(run: Any, playbook: str, key: str) -> None:
    trade = loader.load(playbook, None, None)
    pipeline = trade.pipeline(key)
    assert pipeline is not None
    assert [stage.probability for stage in pipeline.stages] == sorted(stage.probability for stage in pipeline.stages)
    run("playbook", "use", playbook)
    kind = () if not pipeline.whom or "person" in pipeline.whom else ("--organisation",)
    run("customer", "add", "客户", *kind)
    ref = deal(run, "客户", "--pipeline", key)
    assert "cannot be won yet" in run("deal", "win", ref, code=1).stderr

    for _step in range(60):
        found = run("deal", "show", ref, "--json").json["item"]
        if found["state"] == "won":
            break
        assert not found["missing"] or "advance" not in (found["next_command"] or "")
        run(*_typed(trade, key, found["next_command"].split(" · ")[0]))

    assert found["state"] == "won"
    entered = [step["stage"] for step in found["history"]]
    assert entered == [*(str(stage.title) for stage in pipeline.stages), "won"]


def _typed(trade: Any, key: str, command: str) -> list[str]:
    """A command that is proposed, with what a person puts into its gaps."""
    words = shlex.split(command)[1:]
    values = {"AMOUNT": "100", "…": "5"}
    if words[1] == "credit" and "--own" not in words:
        by_type = {"money": "100", "text": "so"}
        lines = [line for line in trade.credit if line.pipeline == key]
        words += [
            word for line in lines for word in ("--set", f"{line.key}={by_type.get(line.type) or line.choices[0]}")
        ]
    if words[1] == "credit" and "--own" in words:
        words += ["--why", "to begin with"]
    if words[1] == "approve":
        words += ["--condition", "a salary account"]
    if words[0] == "customer":
        name = words[-1].partition("=")[0]
        field = next(one for one in trade.fields if one.key == name)
        words[-1] = f"{name}={field.choices[0] if field.choices else '100'}"
    return [values.get(word, word) for word in words]
