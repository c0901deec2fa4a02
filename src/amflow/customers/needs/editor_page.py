"""A customer's answers as a page to fill in: TOML from the editor, TOML or JSON from a file or a pipe."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from amflow.customers import editor_page as customer_editor
from amflow.customers import records as customers
from amflow.customers.needs import answer_values
from amflow.customers.needs import records as needs
from amflow.errors import Unusable, Usage
from amflow.locale import _

if TYPE_CHECKING:
    from amflow.desk import Desk


def edit(desk: "Desk", text: str, ask: Callable[[str, str], str]) -> needs.AnswersKept:
    """Let the answers be given as a page in the editor. Raises NotFound, Ambiguous, Refused."""
    row = customers.find(desk.book, text)
    page = written(desk, row)
    before = _values(page)

    def understood(page: str) -> list[needs.Pair]:
        found = [(key, answer) for key, answer in read(page) if answer != before.get(key, "")]
        needs.checked(desk, found)
        return found

    given = customer_editor.asked_until_right(ask, page, understood)
    return needs.keep(desk, f"c{row['id']}", given)


def written(desk: "Desk", row: Any) -> str:
    """The page of a customer: every question with what is known."""
    known = needs.questions(desk)
    told = _("{name} (c{id}): answer, save, close; an empty text takes an answer out")
    lines = ["# " + told.format(name=row["name"], id=row["id"])]
    for one in needs.of_customer(desk, row["id"]):
        if one.key not in known:
            continue
        wanted = answer_values.expected(known[one.key])
        lines += ["", f"# {one.question}" + (f" ({wanted})" if wanted else "")]
        lines.append(f"{customer_editor.bare(one.key)} = {customer_editor.quoted(one.answer)}")
    return "\n".join(lines) + "\n"


def read(page: str) -> list[needs.Pair]:
    """The answers of a page, TOML or JSON: a table of keys and answers, or that under `answers`. Raises Usage."""
    found = _values(page)
    inside = found.get("answers", found)
    if not isinstance(inside, dict):
        raise Usage(_("“answers” is a table of questions and answers"), _('such as goal = "…"'))
    return [(key, _text(page, key, value)) for key, value in inside.items()]


LARGEST = 4 << 20
"""Characters that are read of a page."""


def from_file(name: str) -> str:
    """The text of the file with the page. Raises Unusable."""
    from amflow.locale import of_system
    from amflow.settings import path_of

    path = path_of(name)
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.read(LARGEST)
    except UnicodeDecodeError as error:
        raise Unusable(_("{path} is not UTF-8").format(path=path), _("save it as UTF-8")) from error
    except OSError as error:
        why = of_system(error)
        raise Unusable(_("{path} cannot be read: {why}"), _("- reads it from stdin"), path=path, why=why) from error


def _values(page: str) -> dict[str, Any]:
    return _json(page) if page.lstrip().startswith("{") else customer_editor.tables_of(page)


def _json(page: str) -> dict[str, Any]:
    from json import JSONDecodeError, loads

    try:
        found = loads(page)
    except (JSONDecodeError, RecursionError) as error:
        raise Usage(_("the page is not JSON: {why}").format(why=error), _('such as {"goal": "…"}')) from error
    assert isinstance(found, dict)
    return found


def _text(page: str, key: str, value: Any) -> str:
    """An answer as it would be typed: numbers, days and yes or no may stand without quotes."""
    from datetime import date

    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float) or (isinstance(value, date) and type(value) is date):
        return str(value)
    if value is None:
        return ""
    raise customer_editor.not_quoted(page, key)
