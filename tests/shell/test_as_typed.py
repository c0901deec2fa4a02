"""What a new user tripped over: answers that left something out, and hints that did not work when typed."""

import shlex

import pytest


@pytest.fixture
def type_(run):
    """Types a whole line, as a person does; the code is looked at by the test."""
    return lambda line: run(*shlex.split(line), code=None)


@pytest.fixture
def see(screen):
    """The same on a terminal."""
    return lambda line: screen(*shlex.split(line))


@pytest.fixture
def stocked(type_):
    """Two customers and a task."""
    assert type_("customer add 王伟 --birthday 1985-11-27").code == 0
    assert type_("customer add 张敏").code == 0
    assert type_('task add "bring the sheet" --for c1 --due thu').code == 0


def test_move_says_the_hour_it_moved_to(type_, stocked):
    """The hour is half of an appointment: new, or kept from before."""
    assert "Fri 27 Nov 2026 15:00" in type_("move t1 fri 3pm").stdout
    assert "Wed 2 Dec 2026 15:00" in type_("move t1 下周三").stdout
    assert type_("move t1 fri --json").json["item"]["until_at"][11:16] == "15:00"


def test_redo_says_how_many_there_are(type_, stocked):
    """An undo of two comes back with `redo 2`, as with one redo."""
    type_("undo 2")
    found = type_("redo 3")
    assert found.code == 1
    assert "only 2 can be redone" in found.stderr
    assert type_("redo 2").code == 0
    assert "nothing to redo" in type_("redo").stderr


def test_a_line_of_the_plan_goes_by_its_number(type_, stocked):
    """The number beside a line can be typed; several mean the plan as it was shown."""
    type_("task add tea --due thu")
    type_("plan --accept")
    first, second = (line[1] for line in type_("plan").lines[:2])
    assert type_("plan --explain 1").code == 0
    type_("plan --drop 1 --drop 2")
    left = [line[1] for line in type_("plan").lines]
    assert first not in left
    assert second not in left
    assert type_("plan --explain 99").code == 3


def test_a_changed_plan_says_so(see, type_, stocked):
    """What was written is told, with the way back."""
    assert "undo: amflow undo" not in see("plan")
    assert "undo: amflow undo" in see("plan --accept")
    assert "2026-11-26 ✓" in type_("history").stdout


def test_a_birthday_has_its_own_day_on_the_customers_page(type_, stocked):
    """Not the day on which one begins to think of it."""
    due = type_("customer show c1 --json").json["item"]["due"]
    birthday = next(one for one in due if one["title"] == "Birthday")
    assert birthday["due_on"] == "2026-11-27"


def test_a_script_names_the_setting_that_is_missing(type_, stocked):
    """Typed as it was printed, the hint set another setting."""
    type_("config set name Li")
    type_("config set firm East")
    stdout = type_("script show first-call --for c1").stdout
    assert "config set name" not in stdout


def test_a_range_is_said_in_words(type_, stocked):
    """`0<=x<=1440` is for programmers."""
    found = type_("log-visit c1 x --minutes -5")
    assert "from 0 to 1440" in found.stderr


def test_an_unknown_verb_names_those_there_are(type_):
    """`amflow note search` should not send anybody to a second screen."""
    found = type_("note serch")
    assert "add" in found.stderr
    assert "list" in found.stderr


def test_a_summary_that_ends_before_it_begins_is_refused(type_):
    """A day without its year had been taken for that of next year; over the turn of the year it may be."""
    found = type_("summary --from 11-24 --to 11-20")
    assert found.code == 2
    assert "before" in found.stderr
    assert type_("summary --from 11-24 --to 2027-11-20").code == 0
    assert type_("summary --from 11-24 --to 01-05").code == 0


def test_help_shows_words_not_types(type_):
    """`<str>` is for programmers."""
    stdout = type_("customer add --help").stdout
    assert "<str>" not in stdout
    assert "--phone PHONE" in stdout


def test_variables_are_readable_on_eighty_columns(see):
    """The meaning of a variable had been cut down to a few letters."""
    lines = [line for line in see("summary --fields").splitlines() if line.startswith("    ")]
    assert lines
    assert not [line for line in lines if line.endswith("…")]


def test_choices_are_named_as_they_are_read(type_, stocked, monkeypatch):
    """A Chinese reader sees 有兴趣 on the screens, and can type it."""
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    assert "可选：有兴趣、" in type_("log-call c1 x --outcome 不知道").stderr
    assert type_("log-call c1 x --outcome 有兴趣 --no-next").code == 0


def test_a_day_is_not_cut_to_make_room(see, type_, stocked, monkeypatch):
    """Names give way before days do."""
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    type_("customer add 东方机械有限公司 --organisation")
    type_("customer edit c1 --phone 13800138000 --org 东方机械 --tier gold --intent A --source referral")
    type_("log-call c1 x --no-next")
    assert "11月25日 周三" in see("customer list")
