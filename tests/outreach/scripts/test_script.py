"""Scripts filled in for somebody, and playbooks listed, chosen and checked."""

from pathlib import Path
from typing import Any

import pytest

from days import bought, customer, deal, items, rows


def test_a_script_says_the_customers_name_as_they_are_spoken_to(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    customer(run, "张敏", "--ms")
    customer(run, "欧阳娜娜", "--mr")
    customer(run, "曾庆华", "--mr")
    customer(run, "尉迟恭", "--mr")
    customer(run, "干宝", "--mr")
    customer(run, "Ann Lee", "--ms")
    customer(run, "东方机械", "--organisation")

    for name, spoken in (
        ("张敏", "Ms Zhang"),
        ("欧阳娜娜", "Mr Ouyang"),
        ("曾庆华", "Mr Zeng"),
        ("尉迟恭", "Mr Yuchi"),
        ("干宝", "Mr Gan"),
        ("Ann Lee", "Ms Lee"),
        ("东方机械", "东方机械"),
    ):
        item = run("script", "show", "callback-call", "--for", name, "--json").json["item"]
        assert spoken in item["text"], name
        assert "{{" not in item["text"]
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    assert "张女士" in run("script", "show", "callback-call", "--for", "张敏", "--json").json["item"]["text"]


def test_every_script_can_be_said_to_everybody_and_nobody(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    customer(run, "[b]{{ 7*7 }}{% raw %}")
    for language in ("en", "zh"):
        monkeypatch.setenv("AMFLOW_LANG", language)
        keys = [script["key"] for script in run("script", "list", "--json").json["items"]]
        assert len(keys) > 8
        for key in keys:
            for whom in ((), ("--for", "c1")):
                text = run("script", "show", key, *whom, "--json").json["item"]["text"]
                assert len(text) > 20
                assert "49" not in text


def test_a_script_of_ones_own_is_read_in_the_language_that_it_is_there_in(run: Any, home: Path) -> None:
    folder = home / "config" / "amflow"
    (folder / "playbooks").mkdir(parents=True)
    (folder / "templates" / "script").mkdir(parents=True)
    own = 'name = "own"\nextends = "general"\ntitle = { zh = "自有" }\nsentence = { zh = "一家打印店。" }\n'
    own += '[[script]]\nkey = "paper"\nfamily = "visit"\ntitle = { zh = "纸样" }\n'
    (folder / "playbooks" / "own.toml").write_text(own, "utf-8")
    (folder / "templates" / "script" / "paper.zh.txt").write_text("这是新到的纸样。", "utf-8")

    run("playbook", "check", "own")
    run("playbook", "use", "own")

    assert run("script", "show", "paper", "--json").json["item"]["text"] == "这是新到的纸样。"
    assert "纸样" in run("script", "list").stdout


def test_a_script_says_who_is_speaking(run: Any, screen: Any) -> None:
    assert "not set yet" in screen("script", "show", "first-call")
    for name, value in (("name", "李明"), ("firm", "东方证券"), ("branch", "人民路")):
        run("config", "set", name, value)

    shown = screen("script", "show", "first-call")

    assert "李明" in shown
    assert "not set yet" not in shown


def test_an_unknown_script_or_family_offers_the_nearest(run: Any) -> None:
    assert "did you mean callback-call?" in run("script", "show", "calback-call", code=3).stderr
    assert "did you mean Short opener?" in run("script", "list", "--family", "openng", code=2).stderr
    assert "did you mean Callback?" in run("script", "list", "--step", "calback", code=2).stderr
    run("script", "show", "first-call", "--for", "nobody", code=3)


def test_the_outreach_list_offers_the_script_for_each(run: Any) -> None:
    customer(run, "张敏", "--intent", "A", on="2026-11-20")

    assert items(run, "outreach")[0]["command"].startswith("amflow script show ")


def test_a_step_says_its_words_and_openers_are_for_those_whom_one_meets(run: Any) -> None:
    customer(run, "张敏", "--intent", "A", on="2026-11-20")

    def words(step: str) -> str:
        return run(step, "--json").json["note"] or ""

    assert (
        words("prospect")
        == "words: opener-passing-by, opener-software, first-call · amflow script show opener-passing-by"
    )
    assert words("outreach") == "words: real-example, earning, hardship · amflow script show real-example"
    assert "callback-call, complaint" in words("callback")
    assert items(run, "outreach")[0]["command"] == "amflow script show real-example --for c1"
    run("campaign", "add", "a tablet", "--kind", "device", "--from", "2026-11-20", "--to", "2026-11-30")
    assert words("outreach").startswith("words: good-news, real-example")
    assert items(run, "outreach")[0]["command"] == "amflow script show real-example --for c1"
    run("playbook", "use", "general")
    assert words("outreach") == ""
    assert items(run, "outreach")[0]["command"] == "amflow log-call c1"


# Playbooks


def test_the_playbooks_are_listed_and_explained(run: Any, screen: Any) -> None:
    listed = {one["name"]: one["used"] for one in run("playbook", "list", "--json").json["items"]}
    assert set(listed) >= {"general", "securities-branch"}
    assert [name for name, used in listed.items() if used] == ["securities-branch"]
    for name in listed:
        assert len(screen("playbook", "show", name).splitlines()) > 20
        run("playbook", "check", name)
    assert "did you mean general?" in run("playbook", "show", "genral", code=3).stderr


def test_changing_the_playbook_loses_nothing(run: Any, home: Path) -> None:
    customer(run, "王伟", "--tier", "gold", "--field", "risk-tolerance=C3", "--intent", "A", on="2026-09-01")
    customer(run, "张敏", on="2026-09-01")
    bought(run, "张敏", on="2026-09-01")
    deal(run, "王伟", on="2026-11-02")
    run("lead", "add", "孙丽", "--signal", "custody", "--source", "lobby")
    run("done", "k1", "prep")
    before = rows(home / "book.db")
    lists = {step: run(step, "--json").stdout for step in ("prep", "prospect", "outreach", "callback")}

    told = run("playbook", "use", "general").stdout
    assert run("today", "--json").json["playbook"] == "general"
    for words in (("today", "--full"), ("show", "王伟"), ("show", "d2"), ("plan",), ("convert",), ("summary",)):
        run(*words)
    run("customer", "edit", "王伟", "--role", "owner")
    run("undo")
    run("playbook", "use", "securities-branch")

    assert "account-opening/talking" in told or "account-opening" in told
    after = rows(home / "book.db")
    assert {name: kept for name, kept in after.items() if name != "about"} == {
        name: kept for name, kept in before.items() if name != "about"
    }
    assert {step: run(step, "--json").stdout for step in lists} == lists


BROKEN = 'name = "own"\nextends = "genral"\ntitle = { en = "Own" }\n\n[[tier]]\nkey = "x"\nrank = "high"\n'


def test_a_playbook_with_mistakes_is_explained_and_never_used(run: Any, home: Path) -> None:
    folder = home / "config" / "amflow" / "playbooks"
    folder.mkdir(parents=True)
    path = folder / "own.toml"
    path.write_text(BROKEN, "utf-8")

    checked = run("playbook", "check", "own", code=5).stderr
    assert "line 2" in checked
    assert run("playbook", "check", str(path), code=5).stderr == checked
    run("playbook", "use", "own", code=5)
    run("playbook", "show", "own", code=5)
    listed = {one["name"]: one for one in run("playbook", "list", "--json").json["items"]}
    assert "mistakes" in str(listed["own"]["sentence"])
    assert run("today", "--json").json["playbook"] == "securities-branch"


@pytest.mark.parametrize("name", ["../general", "general.toml", "", "no/such", "x" * 300])
def test_a_playbook_that_is_not_there_is_not_found(run: Any, name: str) -> None:
    result = run("playbook", "check", name, code=None)

    assert result.code in (2, 3, 5)
    assert "error:" in result.stderr


def test_a_book_whose_playbook_is_gone_says_how_to_go_on(run: Any, home: Path) -> None:
    folder = home / "config" / "amflow" / "playbooks"
    folder.mkdir(parents=True)
    path = folder / "own.toml"
    path.write_text(
        'name = "own"\nextends = "general"\ntitle = { en = "Own", zh = "自" }\nsentence = { en = "O.", zh = "自。" }\n',
        "utf-8",
    )
    run("playbook", "use", "own")
    path.unlink()

    assert "own" in run("today", code=3).stderr
    run("playbook", "use", "general")
    run("today")


# Campaigns, holes, one's own


def test_the_scripts_of_a_campaign_are_listed(run: Any) -> None:
    everything = {one["key"] for one in run("script", "list", "--json").json["items"]}
    campaigns = {one.campaign for one in _branch().scripts if one.campaign}

    for campaign in campaigns:
        listed = {one["key"] for one in run("script", "list", "--kind", campaign, "--json").json["items"]}
        assert listed == {one.key for one in _branch().scripts if one.campaign == campaign}
        assert listed < everything
    assert campaigns
    assert "campaign" in run("script", "list", "--kind", "nosuch", code=2).stderr


def _branch() -> Any:
    from amflow.playbooks import loader

    return loader.load("securities-branch", None, None)


def test_what_a_script_wants_to_say_and_nobody_knows_is_said_by_name(run: Any, screen: Any, home: Path) -> None:
    folder = home / "config" / "amflow" / "templates" / "script"
    folder.mkdir(parents=True)
    (folder / "welcome.en.txt").write_text("{{ customer.address_name }} of {{ customer.organisation }}", "utf-8")
    (folder / "first-call.en.txt").write_text("fine\n{{ customer.nam }}", "utf-8")
    customer(run, "Ann Lee", "--ms")
    run("playbook", "use", "retail-bank")

    item = run("script", "show", "welcome", "--for", "Ann Lee", "--json").json["item"]

    assert item["text"] == "Ms Lee of {customer.organisation}"
    assert item["missing"] == ["customer.organisation"]
    assert "not known: customer.organisation" in screen("script", "show", "welcome", "--for", "Ann Lee")
    broken = run("script", "show", "first-call", "--for", "Ann Lee", code=5).stderr
    assert "first-call.en.txt, line 2" in broken
    assert "docs/messages.md" in broken


def test_a_script_speaks_the_language_of_the_customer(run: Any) -> None:
    customer(run, "张敏", "--ms", "--language", "zh")

    assert "张女士" in run("script", "show", "callback-call", "--for", "张敏").stdout
    assert "您" in run("script", "show", "callback-call", "--for", "张敏").stdout


def test_a_script_is_shown_by_its_title_in_either_language(run: Any) -> None:
    shown = {run("script", "show", name).stdout for name in ("first-call", "First call", "首次致电")}

    assert len(shown) == 1 and shown.pop()
