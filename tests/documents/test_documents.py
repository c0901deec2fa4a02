"""The forms of a summary: golden pages, files, one's own templates, and what goes wrong with them."""

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from amflow import templates as amflow_templates
from amflow.book.money import Money
from amflow.dates import report_period
from amflow.documents import templates
from amflow.shell.context import App
from amflow.summary import page as summary_page
from amflow.summary import variables_view
from amflow.summary.records import Figure
from amflow.summary.view import SummaryView
from golden import assert_golden


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["md", "txt", "html"])
def test_the_document_of_a_week(run, week, monkeypatch, form, lang):
    monkeypatch.setenv("AMFLOW_LANG", lang)
    monkeypatch.setenv("AMFLOW_NAME", "李娜")
    monkeypatch.setenv("AMFLOW_BRANCH", "Renmin Road <1>")

    name = f"summary-week.{form}" if lang == "en" else f"summary-week.zh.{form}"
    assert_golden(name, run("summary", "--week", "--format", form).stdout)


def test_the_screen_of_a_week(screen, week):
    assert_golden("summary-week.screen.txt", screen("summary", "--week"))


def test_the_screen_of_a_day(screen, week):
    assert_golden("summary-day.screen.txt", screen("summary"))


def test_the_tabs_of_a_week(run, week):
    assert_golden("summary-week.tabs.txt", run("summary", "--week").stdout)


def test_an_empty_period_says_so(run, screen):
    assert "nothing is written down for this period yet" in screen("summary", "--week")
    for form in ("md", "txt", "html"):
        assert "nothing is written down for this period yet" in run("summary", "--format", form).stdout


def test_no_line_of_the_screen_is_wider_than_the_terminal(screen, week, monkeypatch):
    from rich.cells import cell_len

    for lang in ("en", "zh"):
        monkeypatch.setenv("AMFLOW_LANG", lang)
        for width in (60, 80, 120):
            assert max(cell_len(line) for line in screen("summary", "--week", width=width).splitlines()) <= width


def test_many_deals_are_cut_on_the_screen_and_whole_in_a_document(run, screen, hand):
    for number in range(12):
        hand.deal(f"deal {number}", "2026-11-20", "2026-11-24", "won")

    shown, document = screen("summary", "--week"), run("summary", "--week", "--format", "txt").stdout

    assert ("deal 9" in shown, "deal 10" in shown, "and 2 more" in shown) == (True, False, True)
    assert "deal 11" in document


class Page(HTMLParser):
    """The words of a page, its tags, and every address it would fetch."""

    def __init__(self, text):
        super().__init__()
        self.words, self.tags, self.fetched = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.fetched += [value for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data):
        self.words.append(data)


def test_the_page_is_one_file_without_scripts_and_escapes_what_it_shows(run, hand):
    evil = '<script>alert("x")</script> & {{ 7 * 7 }}'
    customer = hand.customer(evil)
    hand.deal(evil, "2026-11-20", "2026-11-24", "lost", customer_id=customer, lost_why=evil)
    hand.task(evil, "2026-12-01", "10:00", customer_id=customer)

    text = run("summary", "--week", "--format", "html").stdout
    page = Page(text)

    assert "script" not in page.tags
    assert page.fetched == []
    assert "url(" not in text
    assert "@import" not in text
    assert sum(words.count(evil) for words in page.words) == 5


def test_the_page_speaks_the_language_in_use(run, week, monkeypatch):
    monkeypatch.setenv("AMFLOW_LANG", "zh")

    text = run("summary", "--week", "--format", "html").stdout

    assert '<html lang="zh-CN">' in text
    assert "周报" in text
    assert "新开户数" in text


def test_marks_in_a_text_stay_text_in_markdown(run, hand):
    customer = hand.customer("# *Star* [a](http://b) <b>")
    hand.task("- _x_ | y", "2026-12-01", "10:00", customer_id=customer)

    text = run("summary", "--week", "--format", "md").stdout

    assert r"| \- \_x\_ \| y | \# \*Star\* [a\](http://b) \<b\> |" in text


def test_escapes_of_a_terminal_get_into_no_form(run, screen, hand):
    customer = hand.customer("evil\x1b[31m\x07 name")
    hand.deal("x\x1b]0;title\x07", "2026-11-20", "2026-11-24", "won", customer_id=customer)

    shown = [run("summary", "--week", "--format", form).stdout for form in ("md", "txt", "html")]

    for text in (*shown, run("summary", "--week").stdout, screen("summary", "--week")):
        assert "evil" in text
        assert not set("\x1b\x07") & set(text)


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.md", "# Weekly report · Week 48"),
        ("a.txt", "Weekly report · Week 48"),
        ("a.html", "<!doctype html>"),
        ("a.HTM", "<!doctype"),
        ("a.json", "{"),
    ],
)
def test_the_ending_of_the_file_is_its_form(run, week, tmp_path, name, begins):
    result = run("summary", "--week", "-o", name)

    assert (tmp_path / name).read_text("utf-8").startswith(begins)
    assert result.stdout == ""
    assert result.stderr.startswith(f"written: {name}\n")


def test_a_named_form_outweighs_the_ending(run, week, tmp_path):
    run("summary", "--week", "--format", "md", "-o", "report.txt", "-q")
    run("summary", "--week", "--json", "-o", "figures.txt", "-q")

    assert (tmp_path / "report.txt").read_text("utf-8").startswith("# Weekly report · Week 48")
    assert json.loads((tmp_path / "figures.txt").read_text("utf-8"))["schema"] == "amflow/summary@2"


def test_json_is_the_same_however_it_is_asked_for(run, week):
    assert run("summary", "--week", "--format", "json").stdout == run("summary", "--week", "--json").stdout


def test_a_dash_is_stdout(run, week):
    assert run("summary", "--week", "--format", "md", "-o", "-").stdout.startswith("# Weekly report · Week 48")
    assert run("summary", "--week", "-o", "-").stdout.startswith("Weekly report · Week 48")


def test_a_file_that_is_there_is_replaced_and_is_its_owners_alone(run, week, tmp_path):
    path = tmp_path / "w.md"
    path.write_text("old " * 10_000)
    path.chmod(0o644)

    run("summary", "--week", "-o", "w.md")
    run("summary", "--week", "-o", "new.md")

    assert path.read_text("utf-8").startswith("# Weekly report · Week 48")
    assert "old" not in path.read_text("utf-8")
    assert path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "new.md").stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("-o", "report"), 2, "the ending says nothing about the form"),
        (("-o", "report.doc"), 2, "the ending says nothing about the form"),
        (("-o", "no-such-folder/w.md"), 5, "no-such-folder/w.md cannot be written"),
        (("-o", "folder.md"), 5, "folder.md is a folder"),
        (("--json", "--format", "md"), 2, "--json and --format md cannot go together"),
        (("--format", "doc"), 2, "doc"),
        (("--template", "none.md"), 5, "none.md cannot be read"),
        (("--template", "folder.md"), 5, "folder.md cannot be read"),
        (("--template", "latin.txt"), 5, "latin.txt is not UTF-8"),
        (("--template", "t.txt", "--json"), 2, "json is not made from a template"),
    ],
)
def test_what_cannot_be_made_is_refused(run, tmp_path, words, code, said):
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")

    result = run("summary", *words, code=code)

    assert said in result.stderr
    assert "hint:" in result.stderr
    assert result.stdout == ""


def test_ones_own_template(run, week, tmp_path):
    (tmp_path / "mine.txt").write_text(
        "{{ period.title }}: {{ figures.visits.value }}/{{ figures.visits.target }} 拜访\n"
    )

    assert run("summary", "--week", "--template", "mine.txt").stdout == "Week 48 · 23–29 Nov 2026: 3/15 拜访\n"


@pytest.mark.parametrize("name", ["mine.html", "mine.html.j2", "mine.htm.jinja"])
def test_a_template_for_html_escapes(run, week, tmp_path, name):
    (tmp_path / name).write_text("{% for deal in won %}{{ deal.customer }};{% endfor %}")

    assert "王伟 &amp; Söhne &lt;GmbH&gt;;" in run("summary", "--week", "--template", name).stdout


def test_a_template_in_the_persons_folder_wins_by_name(run, week, home):
    folder = home / "config" / "amflow" / "templates" / "summary"
    folder.mkdir(parents=True)
    (folder / "summary.md.j2").write_text("mine: {{ figures.visits.value }}")

    assert run("summary", "--week", "--format", "md").stdout == "mine: 3\n"
    assert run("summary", "--week", "--format", "txt").stdout.startswith("Weekly report · Week 48")


def test_a_template_may_include_a_shipped_one(run, week, tmp_path):
    (tmp_path / "mine.md").write_text('> for the boss\n\n{% include "summary/summary.md.j2" %}')

    assert "> for the boss\n\n# Weekly report · Week 48" in run("summary", "--week", "--template", "mine.md").stdout


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("one\n{{ nobody }}", 2, "'nobody' is undefined"),
        ("{{ period.nothing }}", 1, "nothing"),
        ("{{ figures.visitors.value }}", 1, "visitors"),
        ("one\ntwo\n{% for %}", 3, ""),
        ("{{ unclosed", 1, ""),
        ("one\n{{ 1 / 0 }}", 2, "division by zero"),
        ("{% macro m() %}\n{{ nobody }}\n{% endmacro %}\n{{ m() }}", 2, "'nobody' is undefined"),
        ("{{ period.__class__.__mro__ }}", 1, "unsafe"),
        ("{{ _.__globals__ }}", 1, "unsafe"),
        ("{{ won.append(1) }}", 1, "append"),
        ("{{ figures.clear() }}", 1, "clear"),
        ("{{ 9 ** 9 ** 9 }}", 1, "“**” is not allowed here"),
        ("{{ 'x' * 10000000 }}", 1, "“*” is not allowed here"),
        ("{% for one in range(10000000) %}{% endfor %}", 1, "Range too big"),
        ('{% include "../../secret.md" %}', 0, "secret.md"),
        ('{% include "/etc/passwd" %}', 0, "/etc/passwd"),
    ],
)
def test_a_broken_template_is_named_with_its_line(run, week, tmp_path, text, line, why):
    (tmp_path / "secret.md").write_text("secret")
    (tmp_path / "mine.md").write_text(text)

    result = run("summary", "--week", "--template", "mine.md", "-o", "out.md", code=5)

    assert result.stderr.startswith(f"error: mine.md, line {line}: " if line else "error: mine.md: ")
    assert why in result.stderr
    assert "hint: amflow summary --fields lists what a template may use" in result.stderr
    assert not (tmp_path / "out.md").exists()


def names_in(handed, name=""):
    """Every name by which a template can reach something, found by walking what it is handed."""
    if name in ("parts", "charts", "under", "more", "by_part"):
        yield f"{name}[]"  # whatever a report is made of: docs of the shapes themselves
    elif isinstance(handed, dict):
        for key, value in handed.items():
            metric = "KEY" if name == "figures" else key
            yield from names_in(value, f"{name}.{metric}" if name else key)
    elif isinstance(handed, Money) or not isinstance(handed, tuple):
        yield name
    elif hasattr(handed, "_fields"):
        for field in handed._fields:
            yield from names_in(getattr(handed, field), f"{name}.{field}" if name else field)
    elif handed and hasattr(handed[0], "_fields") and not isinstance(handed[0], Money | Figure):
        for one in handed:
            yield from names_in(one, f"{name}[]")
    else:
        yield f"{name}[]" if handed and isinstance(handed[0], Figure) else name


def test_the_list_of_variables_is_what_is_handed_over(run, week):
    app = App()
    summary = summary_page.build(app.desk, report_period.chosen(app.now, app.desk.manner(), week=True))
    handed = templates.given(SummaryView(summary), app.settings)
    app.close()

    assert set(names_in(handed)) == set(variables_view.MEANINGS)
    assert set(names_in(variables_view.sample())) == set(variables_view.MEANINGS)
    assert {re.match(r"\w+", call).group() for call in variables_view.CALLS} == set(templates.functions(summary.today))


def test_variables_are_listed_with_meaning_and_example(run):
    items = {item["name"]: item for item in run("summary", "--fields", "--json").json["items"]}

    assert items["period.title"]["example"] == "Week 48 · 23–29 Nov 2026"
    assert items["short(figures.deals_won_amount.value)"]["example"] == "¥50.6k"
    assert all(item["meaning"] for item in items.values())


@pytest.mark.parametrize(
    ("page", "begins"),
    [
        ("summary.md", "# Week 48 · 23–29 Nov 2026\n3 visits, ▼ 4 a day\n- 张敏: account, ¥5,000\n"),
        ("zh/summary.md", "# Week 48 · 23–29 Nov 2026\n拜访 3 次，▼ 4 a day\n- 张敏：account，¥5,000\n"),
    ],
)
def test_the_template_in_the_documentation_works(page, begins, run, week, tmp_path):
    text = (Path(__file__).parents[2] / "docs" / page).read_text("utf-8")
    (tmp_path / "mine.txt").write_text(text.partition("```jinja\n")[2].partition("```")[0])

    assert run("summary", "--week", "--template", "mine.txt").stdout.startswith(begins)


def test_every_call_in_the_list_works_in_a_template(run, week, tmp_path):
    (tmp_path / "all.txt").write_text("".join("{{ " + call + " }}\n" for call in variables_view.CALLS))

    assert run("summary", "--week", "--template", "all.txt").stdout.count("\n") >= len(variables_view.CALLS)


@pytest.mark.parametrize(
    ("words", "loaded"),
    [((), set()), (("--json",), set()), (("--format", "md"), {"jinja2"}), (("-o", "w.json", "-q"), set())],
)
def test_jinja_is_loaded_for_documents_alone(run, week, words, loaded):
    run("summary")  # reads the playbook and keeps it compiled
    code = (
        "import sys\nfrom amflow.shell.app import app\n"
        f"app(['summary', '--week', *{list(words)!r}], standalone_mode=False)\n"
        "sys.stderr.write(' '.join({'jinja2', 'rich', 'sqlmodel', 'pydantic', 'tomllib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=True)

    assert set(done.stderr.splitlines()[-1].split() if done.stderr else []) == loaded


def test_every_shipped_template_is_named_by_its_kind():
    there = {
        path for path in Path(amflow_templates.__file__).parent.rglob("*") if path.is_file() and ".py" not in path.name
    }

    assert there == {
        path for folder in amflow_templates.FOLDERS.values() for path in folder.iterdir() if path.is_file()
    }
    assert amflow_templates.shipped("message/t10.en.txt") in there
    assert amflow_templates.shipped("outreach/messages/t10.en.txt") is None
