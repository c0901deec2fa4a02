"""Documents from Jinja templates, in a sandbox, shipped or one's own: Markdown, HTML and plain text.

Templates are looked for in the person's folder first, then among the shipped ones: a file of the same name wins. A report
without a template of its own is made by `report/report.*`, which takes whatever parts it has. What a template may use is
listed in `summary/variables_view.py`. Jinja is loaded only when a document is made.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow import locale
from amflow.book.money import Money
from amflow.book.values import harmless
from amflow.dates import format as date_format
from amflow.documents import charts, native_charts, reading, template_limits
from amflow.documents import parts as document_parts
from amflow.documents import text as documents_text
from amflow.documents.view import ReportView
from amflow.errors import AmflowError, Unusable
from amflow.locale import N_, _, ngettext, of_system, pgettext
from amflow.records import NamedTuple
from amflow.settings import Settings
from amflow.shell.screen import Screen, Span
from amflow.shell.views import ListColumn, ListView
from amflow.summary.figures import view as figure_view
from amflow.templates import FOLDERS

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment


_MARKS = re.compile(r"[\\`*_<>|~]|\](?=[(:])|^[#+-]")
"""What would be a mark of Markdown inside a text, or at its beginning."""

_LARGEST_REPEAT = 1_000_000

_WIDTH = re.compile(r"[%:][^%:{}]*\d{7}|%[^%]*\*")
"""A width in a format, `%9999999d`, `{:>9999999}`, or one that is handed over, `%*d`."""


def made(view: ReportView, form: str, template: Path | None, settings: Settings) -> str:
    """The text of the document. Raises Unusable, with file and line, when the template is broken."""
    handed = given(view, settings, form)
    names = [str(template)] if template else [f"{place}.{form}.j2" for place in places(view)]
    maker = environment(form, settings.templates, handed["today"], template)
    with blamed(names[0], hint(view)):
        # What is constant in it is worked out when it is compiled.
        with template_limits.in_time(template_limits.SECONDS):
            template_made = maker.select_template(names)
        text = harmless(template_limits.whole(template_made.generate(handed)))
    if form == "txt":
        text = "\n".join(line.rstrip() for line in text.splitlines())
    return text.rstrip("\n") + "\n"


def places(view: ReportView) -> tuple[str, str]:
    """Where templates and forms of the view are looked for: its own, then the one for whatever parts there are."""
    return view.form or f"{view.what}/{view.what}", "report/report"


def hint(view: ReportView) -> str:
    """Where a person finds what a template of the view may use."""
    return _("amflow {command} lists what a template may use").format(command=view.fields)


def given(view: ReportView, settings: Settings, form: str = "html") -> dict[str, Any]:
    """What a template is handed, beside the functions."""
    found = reading.signed(view.report(), settings)
    about = {"name": settings.name, "firm": settings.firm, "branch": settings.branch, "lang": locale.current()}
    return {**about, **general(found, form), **view.given()}


def general(found: document_parts.Report, form: str = "html") -> dict[str, Any]:
    """What every report has; Markdown and text have no pictures, and Word those that it can draw."""
    drawn = {"md": _none, "txt": _none, "docx": native_charts.plotted}.get(form)
    return {
        "title": found.title,
        "under": found.under,
        "by": found.by,
        "sentences": found.sentences,
        "parts": reading.to_read(found, drawn),
        "charts": tuple(
            block for part in found.parts for block in part.blocks if isinstance(block, document_parts.Chart)
        ),
        "today": found.today,
        "empty": found.empty,
    }


def _none(_chart: document_parts.Chart) -> None:
    """No chart is drawn."""


def worked_out(call: str, handed: dict[str, Any]) -> str:
    """What a template gets for this call, with those variables: for examples."""
    maker = environment("txt", None, handed["today"])
    return maker.from_string("{{ " + call + " }}").render(handed)


def functions(today: date) -> dict[str, Callable[..., Any]]:
    """The functions that a template may call."""
    return {
        "_": _,
        "ngettext": ngettext,
        "pgettext": pgettext,
        "day": date_format.day,
        "short_day": lambda value: date_format.short(value, today),
        "number": figure_view.long,
        "short": document_parts.short,
        "percent": document_parts.percent,
        "against": figure_view.against,
        "pace": figure_view.pace,
        "spark": document_parts.spark,
        "heights": heights,
        "deals_total": figure_view.deals_total,
        "shares": figure_view.shares,
        "plan_words": figure_view.plan_words,
        "gap_words": figure_view.gap_words,
        "widest": document_parts.widest,
        "left": document_parts.left,
        "right": document_parts.right,
        "kind": lambda block: type(block).__name__.lower(),
        "said": lambda value: document_parts.said(value, today),
        "state": document_parts.state,
        "set_right": document_parts.set_right,
        "look": look,
        "lines": lambda block: documents_text.lines(block, today),
        "as_table": document_parts.as_table,
        "chart": lambda chart, width=0: charts.drawn(chart, today).words,
        "quoted": quoted,
        "drawn": lambda chart: charts.drawn(chart, today),
    }


def look(table: document_parts.Table, at: int, cell: Any) -> str:
    """How a page sets that cell of the table, as classes: right, day, ref, and the state of its value."""
    day = "day" if isinstance(document_parts.bare(cell), date) else ""
    ref = "ref" if table.columns[at].key == "ref" else ""
    return " ".join(
        filter(None, ("right" if document_parts.set_right(table, at) else "", document_parts.state(cell), day, ref))
    )


def quoted(text: str) -> str:
    """The text as a style sheet has it between quotes: nothing in it ends them, or the sheet."""
    return "".join(sign if sign.isalnum() or sign == " " else f"\\{ord(sign):x} " for sign in harmless(text))


def heights(numbers: tuple[Any, ...], tallest: int) -> list[int]:
    """The numbers as whole heights up to the tallest: for drawing bars."""
    values = [document_parts.number(number) for number in numbers]
    top = max([*values, 0]) or 1
    return [max(1 if value > 0 else 0, round(value / top * tallest)) for value in values]


def environment(
    form: str, own: Path | None, today: date, template: Path | None = None
) -> "ImmutableSandboxedEnvironment":
    """The sandbox that templates for that form run in; `own` is the person's folder of templates."""
    import jinja2
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        """The sandbox, and no sum or text large enough to bring the machine down."""

        intercepted_binops = frozenset(["*", "**", "%"])

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            whole = isinstance(left, int | float) and isinstance(right, int | float)
            if operator == "**" or (not whole and (_repeats(left, right) if operator == "*" else _widens(left, right))):
                raise jinja2.exceptions.SecurityError(_("“{operator}” is not allowed here").format(operator=operator))
            return super().call_binop(context, operator, left, right)

        def call(self, context: Any, thing: Any, *args: Any, **kwargs: Any) -> Any:
            # `'x'.center(10 ** 10)` is over before any clock could stop it, and the memory is gone.
            # Jinja wraps `format`.
            text = getattr(getattr(thing, "__wrapped__", thing), "__self__", None)
            if isinstance(text, str) and _widens(text, args, kwargs):
                raise jinja2.exceptions.SecurityError(
                    _("“{operator}” is not allowed here").format(operator=thing.__name__)
                )
            return super().call(context, thing, *args, **kwargs)

    named = [jinja2.FunctionLoader(_the_file(template))] if template else []
    folders = [jinja2.FileSystemLoader(own)] if own else []
    shipped = jinja2.PrefixLoader({kind: jinja2.FileSystemLoader(folder) for kind, folder in FOLDERS.items()})
    made_here = Sandbox(
        loader=jinja2.ChoiceLoader([*named, *folders, shipped]),
        autoescape=form in ("html", "docx"),
        undefined=jinja2.StrictUndefined,
        finalize={"html": _for_html, "docx": _for_html, "md": _for_markdown}.get(form, _for_text),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made_here.globals.update(functions(today))
    for name in ("center", "format", "indent", "wordwrap", "truncate"):
        made_here.filters[name] = _narrow(name, made_here.filters[name])
    made_here.filters["kind"] = made_here.globals["kind"]
    return made_here


def _repeats(left: Any, right: Any) -> bool:
    sizes = [len(side) if hasattr(side, "__len__") else side for side in (left, right)]
    return sizes[0] * sizes[1] > _LARGEST_REPEAT if all(isinstance(size, int) for size in sizes) else False


def _widens(*parts: Any) -> bool:
    """Whether a width among these would make a text larger than any document: `'%9999999999d'`, `center(10 ** 10)`."""
    for part in parts:
        if isinstance(part, dict | list | tuple):
            if _widens(*(part.values() if isinstance(part, dict) else part)):
                return True
        elif (isinstance(part, int) and part > _LARGEST_REPEAT) or (isinstance(part, str) and _WIDTH.search(part)):
            return True
    return False


def _narrow(name: str, filtered: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that pads or cuts, and refuses a width that would bring the machine down."""
    import jinja2

    @wraps(filtered)
    def within(*args: Any, **kwargs: Any) -> Any:
        if _widens(args, kwargs):
            raise jinja2.exceptions.SecurityError(_("“{operator}” is not allowed here").format(operator=name))
        return filtered(*args, **kwargs)

    return within


def _the_file(path: Path) -> Callable[[str], tuple[str, str, Callable[[], bool]] | None]:
    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        if name != str(path):
            return None
        try:
            return path.read_text("utf-8"), str(path), lambda: True
        except OSError as error:
            raise Unusable(
                _("{path} cannot be read: {why}").format(path=path, why=of_system(error)),
                _("name a template with --template"),
            ) from error
        except UnicodeDecodeError as error:
            raise Unusable(_("{path} is not UTF-8").format(path=path), _("save it as UTF-8")) from error

    return load


@contextmanager
def blamed(name: str, hint: str) -> Iterator[None]:
    """Say which file and line of a template is to blame, whatever goes wrong in it. Raises Unusable."""
    import jinja2

    try:
        yield
    except AmflowError:
        raise
    except jinja2.TemplateSyntaxError as error:
        raise unusable(error.filename or error.name or name, error.lineno, error.message or "", hint) from error
    except jinja2.TemplateNotFound as error:
        raise unusable(name, 0, _("there is no template {name}").format(name=error.name), hint) from error
    except Exception as error:
        where, line = place(error, name)
        raise unusable(where, line, str(error) or type(error).__name__, hint) from error


def unusable(where: str, line: int, why: str, hint: str) -> Unusable:
    """What is wrong with a template, and where; line 0 is unknown."""
    if line:
        return Unusable(_("{path}, line {line}: {why}").format(path=where, line=line, why=why), hint)
    return Unusable(_("{path}: {why}").format(path=where, why=why), hint)


def place(error: BaseException, name: str) -> tuple[str, int]:
    """The template's file and line that an error came from: Jinja puts them into the traceback."""
    where, line = name, 0
    step = error.__traceback__
    while step is not None:
        if "__jinja_template__" in step.tb_frame.f_globals or "__jinja_exception__" in step.tb_frame.f_globals:
            where, line = step.tb_frame.f_code.co_filename, step.tb_lineno
        step = step.tb_next
    return where, line


def _for_html(value: Any) -> Any:
    if value is None:
        return ""
    return harmless(value) if type(value) is str else value


def _for_text(value: Any) -> Any:
    return "" if value is None else harmless(str(value))


def _for_markdown(value: Any) -> Any:
    # What is put in is text, never marks: a customer called *Star* keeps the asterisks. `|safe` lets marks through.
    if value is None or hasattr(value, "__html__"):
        return "" if value is None else value
    return _MARKS.sub(r"\\\g<0>", harmless(str(value)).replace("\n", " "))


class Variable(NamedTuple):
    """A name that a template may write, what it gives, and an example of it."""

    name: str
    meaning: str
    example: str


WIDE = 140
"""From so many columns on, name, meaning and example go side by side."""

_VARIABLES = (
    ListColumn("name", N_("name"), "ref"),
    ListColumn("meaning", N_("meaning")),
    ListColumn("example", N_("example"), "dim"),
)


class VariablesView(ListView):
    """Every name with its meaning. A narrow terminal gets the meaning below the name: cut, it would say nothing."""

    def draw(self, screen: Screen) -> None:
        """A table where there is room for it."""
        if screen.width >= WIDE:
            super().draw(screen)
            return
        for line in self.head:
            screen.line(Span(line, "title"), wrap=True)
        for one in self.items:
            screen.line(Span(one.name, "ref"), Span(f"  {one.example}" if one.example else "", "dim"))
            screen.line(one.meaning, indent=4, wrap=True)
        for line in self.foot:
            screen.line(Span(line, "dim"), wrap=True)


def variables(
    meanings: dict[str, str], handed: dict[str, Any], head: str, foot: str, calls: dict[str, str] | None = None
) -> ListView:
    """Names with their meanings, and what each would give of what is handed over; then functions, as examples of calls."""
    lines = [Variable(name, _(meaning), _shortly(_at(handed, name))) for name, meaning in meanings.items()]
    lines += [Variable(call, _(meaning), worked_out(call, handed)) for call, meaning in (calls or {}).items()]
    return VariablesView("variables", _VARIABLES, lines, head=[head], foot=[foot], give="meaning")


def _at(handed: dict[str, Any], name: str) -> Any:
    """What a template would get by that name."""
    value: Any = handed
    for part in name.replace("KEY", "visits").split("."):
        each = part.endswith("[]")
        bare = part.removesuffix("[]")
        value = value[bare] if isinstance(value, dict) else getattr(value, bare)
        if each:
            value = value[0]
    return value


def _shortly(value: Any) -> str:
    if hasattr(value, "blocks") or hasattr(value, "series"):
        return ""
    if isinstance(value, tuple) and not isinstance(value, Money):
        return getattr(value, "title", None) or ", ".join(map(str, value))
    return _("none") if value is None else str(value)
