"""The settings: where each comes from, what is refused, and writing them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from platformdirs import PlatformDirs
from tests.book.processes import amflow, refused

from amflow.settings import TABLE, folders

Run = Callable[..., Any]


@pytest.fixture
def file(home: Path) -> Path:
    path = home / "config" / "amflow" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def test_flag_over_environment_over_file_over_default(
    run: Run, file: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AMFLOW_BOOK")
    assert run("book", "path").stdout == f"path\t{home / 'data' / 'amflow' / 'book.db'}\n"

    file.write_text(f'book = "{home / "file.db"}"\n')
    assert run("book", "path").stdout == f"path\t{home / 'file.db'}\n"

    monkeypatch.setenv("AMFLOW_BOOK", str(home / "environment.db"))
    assert run("book", "path").stdout == f"path\t{home / 'environment.db'}\n"

    assert run("book", "path", "--book", str(home / "flag.db")).stdout == f"path\t{home / 'flag.db'}\n"


def test_the_list_says_value_place_and_meaning(run: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('currency = "EUR"\n')
    monkeypatch.setenv("AMFLOW_CALL_MINUTES", "20")

    items = {item["name"]: item for item in run("config", "list", "--json").json["items"]}

    assert list(items) == [setting.name for setting in TABLE]
    assert (items["currency"]["value"], items["currency"]["place"]) == ("EUR", "file")
    assert (items["call_minutes"]["value"], items["call_minutes"]["place"]) == (20, "environment")
    assert (items["firm"]["value"], items["firm"]["place"]) == (None, "default")
    assert all(item["sentence"] for item in items.values())


def test_the_list_fits_a_terminal_and_cuts_nothing(screen: Callable[..., str]) -> None:
    page = screen("config", "list")

    for setting in TABLE:
        assert setting.sentence in " ".join(page.split())
    # A path is one word, however long it is.
    assert max(len(line) for line in page.splitlines() if not line.startswith("/")) <= 80


def test_set_get_unset_keep_comments(run: Run, file: Path) -> None:
    file.write_text('# mine\ncurrency = "EUR"  # for Berlin\n')

    run("config", "set", "day_minutes", "400")
    assert run("config", "get", "day_minutes", "--json").json["item"]["value"] == 400
    run("config", "set", "currency", "USD")
    assert file.read_text() == '# mine\ncurrency = "USD"  # for Berlin\nday_minutes = 400\n'

    run("config", "unset", "currency")
    assert file.read_text() == "# mine\nday_minutes = 400\n"
    assert run("config", "get", "currency", "--json").json["item"]["value"] == "CNY"


def test_set_makes_the_file(run: Run, home: Path) -> None:
    run("config", "set", "name", '李 "小" 明')

    path = Path(run("config", "path").lines[0][1])
    assert path == home / "config" / "amflow" / "config.toml"
    assert run("config", "get", "name", "--json").json["item"]["value"] == '李 "小" 明'


def test_set_says_when_the_environment_has_the_last_word(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_CURRENCY", "EUR")

    assert "AMFLOW_CURRENCY" in run("config", "set", "currency", "USD").stderr


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("lang", "fr", "lang: “fr” is not possible"),
        ("currency", "dollaroo", "currency: “dollaroo” is not a currency"),
        ("currency", "XXX", "currency: “XXX” is not a currency"),
        ("country", "Atlantis", "country: “Atlantis” is not a country"),
        ("country", "XX", "“XX” is no country whose holidays are known"),
        ("country", "DE-ZZ", "“DE-ZZ” is no country whose holidays are known"),
        ("book", "~nobody-of-that-name/b.db", "there is no home folder"),
        ("visit_minutes", "1441", "visit_minutes: a day has 1440 minutes"),
        ("firm", "a\nb", "firm is one line of text"),
        ("day_minutes", "-5", "day_minutes: “-5” is not a whole number"),
        ("day_minutes", "9999999", "day_minutes: “9999999” is not a whole number"),
        ("day_minutes", "４５", "day_minutes: “４５” is not a whole number"),
        ("dayminutes", "5", "there is no setting “dayminutes”"),
    ],
)
def test_a_value_that_is_none_is_refused_and_nothing_written(
    run: Run, file: Path, name: str, value: str, error: str
) -> None:
    file.write_text("# as it was\n")

    result = run("config", "set", "--", name, value, code=2)

    assert result.stderr.startswith(f"error: {error}")
    assert file.read_text() == "# as it was\n"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("currency = ", "is not TOML"),
        ("curency = 'EUR'", "there is no setting “curency”"),
        ("currency = 5", "currency should be a text in quotes"),
        ("day_minutes = 'long'", "day_minutes should be a number"),
        ("day_minutes = true", "day_minutes should be a number"),
        ("lang = 'fr'", "lang: “fr” is not possible"),
        ("[currency]\nx = 1", "currency should be a text in quotes"),
        ("name = '\ud83d'", "is not TOML"),
    ],
)
def test_a_broken_file_is_named(run: Run, file: Path, text: str, error: str) -> None:
    file.write_bytes(text.encode("utf-8", "surrogatepass"))

    result = run("history", code=5)

    assert result.stderr.startswith(f"error: {file}")
    assert error in result.stderr
    assert file.read_bytes() == text.encode("utf-8", "surrogatepass")


def test_an_empty_file_is_no_settings(run: Run, file: Path) -> None:
    file.write_text("\n")

    run("history")


def test_a_folder_in_place_of_the_file_is_refused(run: Run, file: Path) -> None:
    file.mkdir()

    assert "cannot be read" in run("history", code=5).stderr


def test_a_full_disk_leaves_the_settings_as_they_were(file: Path) -> None:
    file.write_text('name = "me"  # mine\n')

    refused(
        amflow(
            "config", "set", "firm", "x", first="import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))"
        ),
        "cannot be written",
    )

    assert file.read_text() == 'name = "me"  # mine\n'
    assert [path.name for path in file.parent.iterdir()] == ["config.toml"]


def test_settings_kept_elsewhere_stay_a_link(run: Run, file: Path, tmp_path: Path) -> None:
    there = tmp_path / "mine.toml"
    there.write_text('name = "me"\n')
    there.chmod(0o640)
    file.symlink_to(there)

    run("config", "set", "firm", "x")

    assert file.is_symlink()
    assert there.read_text() == 'name = "me"\nfirm = "x"\n'
    assert there.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("hours", ["08:30-12:00", "08:30-12:00 13:30-17:30"])
def test_hours_of_work_are_stretches_of_a_day(run: Run, hours: str) -> None:
    run("config", "set", "work_hours", hours)

    assert run("config", "get", "work_hours", "--json").json["item"]["value"] == hours


@pytest.mark.parametrize("hours", ["8:30-12:00", "12:00-08:00", "08:30", "08:30-12:00,13:30-17:30", "24:00-25:00"])
def test_what_is_no_stretch_of_a_day_is_refused(run: Run, hours: str) -> None:
    assert "are no hours" in run("config", "set", "work_hours", hours, code=2).stderr


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"XDG_DATA_HOME": "/else/where"},
        {"XDG_CACHE_HOME": "here"},
        {"XDG_CONFIG_HOME": ""},
        {"XDG_STATE_HOME": "/s"},
    ],
)
@pytest.mark.parametrize("home", ["/home/someone", "elsewhere"])
def test_the_folders_are_those_of_the_platform(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], home: str
) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", home)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    there = PlatformDirs("amflow", appauthor=False)

    said_there = (there.user_config_dir, there.user_data_dir, there.user_cache_dir, there.user_state_dir)
    assert tuple(map(str, folders())) == said_there


def test_a_file_is_kept_with_its_folder(run, home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "word.txt").write_text("a word\n")
    (home / "word.txt").write_text("a word\n")
    run("config", "set", "passphrase_file", "word.txt")
    assert run("config", "get", "passphrase_file", "--json").json["item"]["value"] == str(tmp_path / "word.txt")
    run("config", "set", "passphrase_file", "~/word.txt")
    assert run("config", "get", "passphrase_file", "--json").json["item"]["value"] == "~/word.txt"
    run("config", "set", "passphrase_file", "")


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("playbook", "nothing", "no playbook is called nothing"),
        ("book", "{tmp}", "is a folder, not a book"),
        ("book", "/dev/null", "is no file"),
        ("book", "/proc/nowhere/book.db", "cannot be written"),
        ("passphrase_file", "{tmp}/nothing", "cannot be read"),
        ("passphrase_file", "{tmp}/empty", "holds no passphrase"),
        ("passphrase_file", "{tmp}/gbk", "it is not text in UTF-8"),
    ],
)
def test_what_no_command_could_live_with_is_refused_when_it_is_set(
    run: Run, file: Path, tmp_path: Path, name: str, value: str, error: str
) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "gbk").write_bytes("密码".encode("gbk"))

    result = run("config", "set", name, value.replace("{tmp}", str(tmp_path)), code=None)

    assert result.code in (3, 5)
    assert error in result.stderr
    assert not file.exists()


@pytest.mark.parametrize(("typed", "kept"), [("us", "US"), ("de-by", "DE-BY"), ("None", "none"), ("uk", "GB")])
def test_a_country_is_typed_as_one_likes(run: Run, typed: str, kept: str) -> None:
    run("config", "set", "country", typed)

    assert run("config", "get", "country", "--json").json["item"]["value"] == kept
    run("today")


NUMBERS = ("0", "1", "999999")
ABSURD = (*NUMBERS, "", "none", "XX", "US", "ABC", "/", "/dev/null", "中文", "a\nb", "x" * 2000, "{{x}}", "08:00-09:00")


@pytest.mark.parametrize("name", [setting.name for setting in TABLE if not setting.name.startswith("weigh_")])
def test_nothing_that_can_be_set_keeps_every_command_from_its_work(
    run: Run, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("customer", "add", "Ann Bo", "--phone", "13800138000", "--on", "2026-01-05")
    if name == "book":
        monkeypatch.delenv("AMFLOW_BOOK")
    for value in ABSURD:
        if run("config", "set", "--", name, value, code=None).code:
            continue
        for words in (("today",), ("plan",), ("config", "list")):
            run(*words)
    run("config", "unset", name)


@pytest.mark.parametrize(
    "text", ["currency = 'yuan'", "curency = 'EUR'", "day_minutes = 'long'", "book = '~nobody/x/y'"]
)
def test_a_wrong_line_of_the_file_is_mended_by_the_commands_of_the_settings(run: Run, file: Path, text: str) -> None:
    name = text.partition(" ")[0]
    file.write_text(f"firm = 'mine'\n{text.replace('~nobody/', '~nobody-of-that-name/')}\n")
    assert run("today", code=None).code != 0

    assert name in run("config", "list").stderr or "home folder" in run("config", "list").stderr
    run("config", "unset", name)

    assert "firm = 'mine'" in file.read_text()
    assert run("config", "list").stderr == ""
    run("today")
