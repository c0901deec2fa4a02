"""Finding, inheriting and keeping playbooks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from amflow.errors import NotFound, Unusable
from amflow.playbooks import inheritance, loader, sources

HEAD = """name = "{name}"
extends = "{extends}"
title = {{ en = "{name}", zh = "行业" }}
sentence = {{ en = "A trade.", zh = "一个行业。" }}
"""


def write(folder: Path, name: str, body: str = "", extends: str = "general") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(HEAD.format(name=name, extends=extends) + body, encoding="utf-8")
    return path


def test_an_item_is_changed_key_by_key(tmp_path):
    write(tmp_path, "mine", '[[check]]\nkey = "mail"\nevery = "mon"')

    mail = next(item for item in loader.load("mine", tmp_path, None).checks if item.key == "mail")

    assert (mail.every, mail.step, mail.title.en) == ("mon", "prep", "Mail read and answered")


def test_an_item_is_removed(tmp_path):
    write(tmp_path, "mine", '[[source]]\nkey = "fair"\nremove = true')

    assert "fair" not in [source.key for source in loader.load("mine", tmp_path, None).sources]


def test_a_new_item_is_last(tmp_path):
    write(tmp_path, "mine", '[[source]]\nkey = "radio"\ntitle = { en = "Radio", zh = "电台" }')

    assert loader.load("mine", tmp_path, None).sources[-1].key == "radio"


@pytest.mark.parametrize(("where", "neighbours"), [("before", ["radio", "phone"]), ("after", ["phone", "radio"])])
def test_a_new_item_stands_where_it_asks_to(tmp_path, where, neighbours):
    write(tmp_path, "mine", f'[[source]]\nkey = "radio"\n{where} = "phone"\ntitle = {{ en = "Radio", zh = "电台" }}')

    keys = [source.key for source in loader.load("mine", tmp_path, None).sources]

    assert neighbours == keys[keys.index(neighbours[0]) :][:2]


def test_an_inherited_item_can_be_moved(tmp_path):
    write(tmp_path, "mine", '[[source]]\nkey = "research"\nbefore = "referral"')

    assert loader.load("mine", tmp_path, None).sources[0].key == "research"


def test_a_removed_item_can_be_written_anew(tmp_path):
    anew = (
        '[[source]]\nkey = "colleague"\nremove = true\n[[source]]\nkey = "colleague"\ntitle = { en = "C", zh = "同事" }'
    )
    write(tmp_path, "mine", anew)

    colleague = loader.load("mine", tmp_path, None).sources[-1]

    assert (colleague.key, colleague.post) == ("colleague", False)


def test_the_stages_of_a_pipeline_are_changed_one_by_one(tmp_path):
    body = '[[pipeline]]\nkey = "sale"\n'
    body += '[[pipeline.stage]]\nkey = "proposal"\nremove = true\n'
    body += '[[pipeline.stage]]\nkey = "engaging"\nprobability = 0.4\n'
    body += '[[pipeline.stage]]\nkey = "trial"\nafter = "engaging"\nprobability = 0.6\n'
    body += 'title = { en = "Trial", zh = "试用" }\n'
    write(tmp_path, "mine", body)

    sale = loader.load("mine", tmp_path, None).pipeline("sale")

    assert sale is not None
    assert [(stage.key, stage.probability) for stage in sale.stages] == [
        ("prospecting", 0.1),
        ("engaging", 0.4),
        ("trial", 0.6),
        ("negotiation", 0.7),
    ]
    assert sale.title.en == "Sale"


def test_defaults_that_name_the_item_itself(tmp_path):
    body = '[[rule]]\nkey = "hello"\non = "customer.added"\nstep = "outreach"\nkind = "call"\n'
    body += 'title = { en = "Hello", zh = "问候" }'
    write(tmp_path, "mine", body)

    playbook = loader.load("mine", tmp_path, None)

    hello = playbook.rules[-1]
    assert (hello.category, hello.after, hello.until, hello.who, hello.template) == ("hello", "0d", "5d", "", "")
    assert playbook.scripts[0].template == "script/first-call"


def test_a_chain_of_three(tmp_path):
    write(tmp_path, "mine", 'carries = ["W05"]', extends="securities-branch")

    mine = loader.load("mine", tmp_path, None)

    assert mine.extends == ("securities-branch", "general")
    assert mine.carries[:3] == ("W05", "W01", "W03")


def test_ones_own_playbook_wins_by_name(tmp_path):
    write(tmp_path, "general", "", extends="")

    assert loader.load("general", tmp_path, None).checks == ()
    assert sources.source("general", tmp_path) == tmp_path / "general.toml"
    assert ("general", tmp_path / "general.toml", False) in sources.names(tmp_path)
    assert ("securities-branch", sources.SHIPPED / "securities-branch.toml", True) in sources.names(tmp_path)


def test_ones_own_playbook_may_extend_the_shipped_one_of_its_name(tmp_path):
    write(tmp_path, "securities-branch", '[[check]]\nkey = "mail"\nremove = true', extends="securities-branch")

    mine = loader.load("securities-branch", tmp_path, None)

    assert "mail" not in [item.key for item in mine.checks]
    assert mine.extends == ("securities-branch", "general")


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(NotFound) as error:
        loader.load("securites-branch", None, None)

    assert "securities-branch" in error.value.hint


@pytest.mark.parametrize("name", ["", "a" * 300, "..", "../general", "/etc/passwd", "playbooks/general", ".general"])
def test_a_name_is_never_a_path(name, tmp_path):
    with pytest.raises(NotFound):
        loader.load(name, tmp_path, tmp_path)


def test_a_playbook_with_mistakes_is_refused_with_lines(tmp_path):
    path = write(tmp_path, "mine", '[[check]]\nkey = "mail"\nevery = "sometimes"')

    with pytest.raises(Unusable) as error:
        loader.load("mine", tmp_path, tmp_path / "cache")

    assert str(path) in error.value.message
    assert error.value.lines[0].startswith("line 7: ")
    assert f"amflow playbook check {path}" in error.value.hint


def test_the_mistakes_of_a_parent_are_told_of_the_parent(tmp_path):
    parent = write(tmp_path, "general", "[[check]]\nkey = 3", extends="")

    with pytest.raises(Unusable) as error:
        loader.load("securities-branch", tmp_path, None)

    assert str(parent) in error.value.message


# ---------------------------------------------------------------- the cache


def parsing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise AssertionError("the files were parsed")

    monkeypatch.setattr(inheritance, "layers", fail)


def test_a_warm_start_gives_the_same_without_parsing(tmp_path, monkeypatch):
    cold = loader.load("securities-branch", None, tmp_path / "cache")
    parsing_fails(monkeypatch)

    warm = loader.load("securities-branch", None, tmp_path / "cache")

    assert warm == cold == warm._make(warm)
    assert type(warm.pipelines[0].stages[0].title) is type(cold.title)
    assert type(warm.scripts[0].objections[0]) is type(cold.scripts[0].objections[0])


def test_a_warm_start_imports_no_parser_and_no_check(tmp_path):
    code = (
        "import sys; from pathlib import Path; from amflow.playbooks import loader;"
        f"loader.load('securities-branch', None, Path({str(tmp_path / 'cache')!r}));"
        "heavy = {'tomllib', 'difflib', 'json', 'amflow.playbooks.reading', 'amflow.playbooks.check'};"
        "print(sorted(heavy & {*sys.modules}))"
    )
    run = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(2)]

    assert "tomllib" in run[0].stdout
    assert run[1].stdout == "[]\n"


def test_the_cache_is_private(tmp_path):
    loader.load("general", None, tmp_path / "deep" / "cache")

    files = list((tmp_path / "deep" / "cache").iterdir())
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600]
    assert (tmp_path / "deep" / "cache").stat().st_mode & 0o777 == 0o700


def test_an_edit_is_seen_at_once(tmp_path):
    write(tmp_path, "mine")
    loader.load("mine", tmp_path, tmp_path / "cache")
    write(tmp_path, "mine", '[[check]]\nkey = "mail"\nremove = true')

    assert "mail" not in [item.key for item in loader.load("mine", tmp_path, tmp_path / "cache").checks]


def test_an_edit_of_a_parent_is_seen_at_once(tmp_path):
    write(tmp_path, "above")
    write(tmp_path, "mine", extends="above")
    loader.load("mine", tmp_path, tmp_path / "cache")
    write(tmp_path, "above", '[[check]]\nkey = "mail"\nremove = true')

    assert "mail" not in [item.key for item in loader.load("mine", tmp_path, tmp_path / "cache").checks]


def test_a_new_file_that_wins_over_a_parent_is_seen_at_once(tmp_path):
    write(tmp_path, "mine")
    loader.load("mine", tmp_path, tmp_path / "cache")
    write(tmp_path, "general", extends="")

    assert loader.load("mine", tmp_path, tmp_path / "cache").checks == ()


@pytest.mark.parametrize("data", [b"", b"xx", b"\0" * 200, os.urandom(500)])
def test_a_damaged_cache_is_made_anew(tmp_path, data):
    cold = loader.load("general", None, tmp_path)
    (tmp_path / "general.playbook").write_bytes(data)

    assert loader.load("general", None, tmp_path) == cold
    assert (tmp_path / "general.playbook").read_bytes() != data


@pytest.mark.parametrize("at", [0, 3, 4, 20, 500, -1])
def test_one_wrong_byte_in_the_cache_is_noticed(tmp_path, at, monkeypatch):
    cold = loader.load("general", None, tmp_path)
    file = tmp_path / "general.playbook"
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)

    assert loader.load("general", None, tmp_path) == cold


def test_the_cache_of_another_version_is_not_used(tmp_path, monkeypatch):
    loader.load("general", None, tmp_path)
    before = (tmp_path / "general.playbook").read_bytes()
    monkeypatch.setattr(loader, "__version__", "99")

    loader.load("general", None, tmp_path)

    assert (tmp_path / "general.playbook").read_bytes() != before


def test_a_cache_that_cannot_be_written_or_read_is_no_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "general.playbook").mkdir()

    assert loader.load("general", None, tmp_path / "file").name == "general"
    assert loader.load("general", None, tmp_path).name == "general"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_what_a_playbook_of_ones_own_says_in_one_language_it_says_in_both(tmp_path):
    body = (
        '[[check]]\nkey = "seal"\nstep = "prep"\ntitle = { zh = "带好印章" }\n'
        '[[field]]\nkey = "floor"\ngroup = "personal"\ntype = "choice"\ntitle = { en = "Floor" }\n'
        'choices = [{ key = "low", zh = "低层" }]'
    )
    write(tmp_path, "mine", body)

    mine = loader.load("mine", tmp_path, None)

    seal = next(item for item in mine.checks if item.key == "seal")
    floor = next(item for item in mine.fields if item.key == "floor")
    assert seal.title == ("带好印章", "带好印章")
    assert floor.title == ("Floor", "Floor")
    assert floor.labels == (("低层", "低层"),)
