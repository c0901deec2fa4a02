"""Summaries and briefs as documents: Markdown, HTML and plain text from Jinja templates, in a sandbox, shipped or one's own.

Templates are looked for in the person's folder first, then among the shipped ones: a file of the same name wins. What a
template may use is listed in `variables.py`. Jinja is loaded only when a document is made.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from amflow import locale
from amflow.book.values import harmless
from amflow.calendars import shown
from amflow.errors import AmflowError, Unusable, Usage
from amflow.locale import _, ngettext, of_system
from amflow.render import output as out
from amflow.render import summary as words
from amflow.settings import path_of

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from amflow.render.brief import BriefView
    from amflow.render.summary import SummaryView
    from amflow.routine.brief import Brief
    from amflow.routine.summary.build import Summary
    from amflow.settings import Settings

SHIPPED = Path(__file__).parent.parent / "templates"
FORMS = ("md", "html", "txt", "json")

_ENDINGS = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".txt": "txt", ".json": "json"}
_TEMPLATE_ENDINGS = (".j2", ".jinja", ".jinja2", ".tmpl")
_MARKS = re.compile(r"[\\`*_<>|~]|\](?=[(:])|^[#+-]")
"""What would be a mark of Markdown inside a text, or at its beginning."""
_LARGEST_REPEAT = 1_000_000
_LARGEST_TEXT = 20_000_000
_SECONDS = 10
"""What a template may make, and how long it may take: the largest summary needs a hundredth of either."""


class _Endless(Exception):
    """A template that goes beyond its limits."""


class Wanted(NamedTuple):
    """Which document is to be made, and where it goes."""

    form: str
    path: Path | None
    """None is stdout."""
    template: Path | None


def wanted(form: str, output: str, template: Path | None, *, json: bool = False) -> Wanted | None:
    """The document that the options ask for, or None when they ask for none. Raises Usage where they do not agree."""
    if not (form or output or template):
        return None
    if json and form not in ("", "json"):
        raise Usage(_("--json and --format {form} cannot go together").format(form=form), _("choose one of them"))
    path = None if output in ("", "-") else path_of(output)
    chosen = "json" if json else form or _form_of(path) or _form_of_template(template) or "txt"
    if path and not (json or form) and not _form_of(path):
        raise Usage(
            _("{path}: the ending says nothing about the form").format(path=path),
            _("end it with .md, .html, .txt or .json, or add --format"),
        )
    if template and chosen == "json":
        raise Usage(_("JSON is not made from a template"), _("leave out --template, or choose md, html or txt"))
    return Wanted(chosen, path, template)


def _form_of(path: Path | None) -> str:
    return _ENDINGS.get(path.suffix.lower(), "") if path else ""


def _form_of_template(path: Path | None) -> str:
    """The form that a template is for: `mine.html.j2` makes HTML, and so does `mine.html`."""
    if path is None:
        return ""
    return _form_of(path.with_suffix("") if path.suffix.lower() in _TEMPLATE_ENDINGS else path)


def deliver(output: out.Output, view: "SummaryView | BriefView", document: Wanted, settings: "Settings") -> None:
    """Make the document and put it where it belongs. Raises Unusable for a template or a file that will not do."""
    record = getattr(view, view.what)
    text = (
        out.as_json(view.what, view.data()) if document.form == "json" else made(record, document, settings, view.what)
    )
    hand_over(output, text, document)


def hand_over(output: out.Output, text: str, document: Wanted) -> None:
    """Put a finished text where it belongs: on stdout, or whole into its file. Raises Unusable."""
    if document.path is None:
        output.document(text)
        return
    write(document.path, text)
    output.say(_("written: {path}").format(path=document.path))


def made(record: "Summary | Brief", document: Wanted, settings: "Settings", what: str = "summary") -> str:
    """The text of the document; `what` names its folder of templates. Raises Unusable, with file and line, when the
    template is broken."""
    return from_template(f"{what}/{what}", document, settings, record.today, given(record, settings))


def from_template(name: str, document: Wanted, settings: "Settings", today: date, handed: dict[str, Any]) -> str:
    """The text that a template makes: the person's own, or the one of that name for the document's form. Raises Unusable,
    with file and line, when it is broken."""
    environment = _environment(document, settings.templates, today)
    what = name.partition("/")[0]
    name = str(document.template) if document.template else f"{name}.{document.form}.j2"
    with _blamed(name, _("amflow {what} --variables lists what a template may use").format(what=what)):
        text = _whole(environment.get_template(name).generate(handed))
    if document.form == "txt":
        text = "\n".join(line.rstrip() for line in text.splitlines())
    return text.rstrip("\n") + "\n"


def _whole(pieces: Iterator[str]) -> str:
    """The text of a template, as long as it stays within the limits of time and size. Raises Unusable."""
    found, size = [], 0
    with _in_time(_SECONDS):
        for piece in pieces:
            size += len(piece)
            if size > _LARGEST_TEXT:
                raise _Endless(_("it makes more than {n} million signs").format(n=_LARGEST_TEXT // 1_000_000))
            found.append(piece)
    return "".join(found)


@contextmanager
def _in_time(seconds: float) -> Iterator[None]:
    """Stop a template that goes on for ever; where the system has no such clock only its size is limited."""
    import signal
    import threading

    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    late = []

    def stop(_number: int, _frame: object) -> None:
        late.append(True)
        raise _Endless

    was = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except Exception:
        # Jinja, looking for the line, may stumble over a frame that was stopped halfway.
        if late:
            raise _Endless(_("it is not done after {n} seconds").format(n=seconds)) from None
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, was)


def given(record: "Summary | Brief", settings: "Settings") -> dict[str, Any]:
    """What a template is handed, beside the functions."""
    about = {"name": settings.name, "firm": settings.firm, "branch": settings.branch, "lang": locale.current()}
    return {**record._asdict(), **about}


def worked_out(call: str, handed: dict[str, Any]) -> str:
    """What a template gets for this call, with those variables: for examples."""
    environment = _environment(Wanted("txt", None, None), None, handed["today"])
    return environment.from_string("{{ " + call + " }}").render(handed)


def functions(today: date) -> dict[str, Callable[..., Any]]:
    """The functions that a template may call."""
    return {
        "_": _,
        "ngettext": ngettext,
        "day": shown.day,
        "short_day": lambda value: shown.short(value, today),
        "number": words.long,
        "short": words.short,
        "percent": words.percent,
        "against": words.against,
        "pace": words.pace,
        "spark": words.spark,
        "heights": heights,
        "deals_total": words.deals_total,
        "shares": words.shares,
        "plan_words": words.plan_words,
        "gap_words": words.gap_words,
        "widest": words.widest,
        "left": words.left,
        "right": words.right,
    }


def heights(numbers: tuple[Any, ...], tallest: int) -> list[int]:
    """The numbers as whole heights up to the tallest: for drawing bars."""
    values = [words.plain(number) for number in numbers]
    top = max([*values, 0]) or 1
    return [max(1 if value > 0 else 0, round(value / top * tallest)) for value in values]


def write(path: Path, text: str) -> None:
    """Write the file whole or not at all, over what was there. Raises Unusable."""
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, "utf-8")  # a device or a pipe: nothing to keep whole
            return
        target = path.resolve()
        fresh = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        try:
            # Customers' names are in it: only the owner reads it, unless a file that is there says otherwise.
            mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "w", encoding="utf-8") as file:
                file.write(text)
            fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise Unusable(
            _("{path} cannot be written: {why}").format(path=path, why=of_system(error)), _("name another file with -o")
        ) from error


def _environment(document: Wanted, own: Path | None, today: date) -> "ImmutableSandboxedEnvironment":
    import jinja2
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Environment(ImmutableSandboxedEnvironment):
        """The sandbox, and no sum or text large enough to bring the machine down."""

        intercepted_binops = frozenset(["*", "**"])

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            whole = isinstance(left, int | float) and isinstance(right, int | float)
            if operator == "**" or (not whole and _repeats(left, right)):
                raise jinja2.exceptions.SecurityError(_("“{operator}” is not allowed here").format(operator=operator))
            return super().call_binop(context, operator, left, right)

    named = [jinja2.FunctionLoader(_the_file(document.template))] if document.template else []
    folders = [folder for folder in (own, SHIPPED) if folder]
    made_here = Environment(
        loader=jinja2.ChoiceLoader([*named, jinja2.FileSystemLoader(folders)]),
        autoescape=document.form == "html",
        undefined=jinja2.StrictUndefined,
        finalize={"html": _for_html, "md": _for_markdown}.get(document.form, _for_text),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made_here.globals.update(functions(today))
    return made_here


def _repeats(left: Any, right: Any) -> bool:
    sizes = [len(side) if hasattr(side, "__len__") else side for side in (left, right)]
    return sizes[0] * sizes[1] > _LARGEST_REPEAT if all(isinstance(size, int) for size in sizes) else False


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
def _blamed(name: str, hint: str = "") -> Iterator[None]:
    """Say which file and line of a template is to blame, whatever goes wrong in it. Raises Unusable."""
    import jinja2

    hint = hint or _("amflow summary --variables lists what a template may use")
    try:
        yield
    except AmflowError:
        raise
    except jinja2.TemplateSyntaxError as error:
        raise _unusable(error.filename or error.name or name, error.lineno, error.message or "", hint) from error
    except jinja2.TemplateNotFound as error:
        raise _unusable(name, 0, _("there is no template {name}").format(name=error.name), hint) from error
    except Exception as error:
        place, line = _place(error, name)
        raise _unusable(place, line, str(error) or type(error).__name__, hint) from error


def _unusable(place: str, line: int, why: str, hint: str) -> Unusable:
    if line:
        return Unusable(_("{path}, line {line}: {why}").format(path=place, line=line, why=why), hint)
    return Unusable(_("{path}: {why}").format(path=place, why=why), hint)


def _place(error: BaseException, name: str) -> tuple[str, int]:
    """The template's file and line that an error came from: Jinja puts them into the traceback."""
    place, line = name, 0
    step = error.__traceback__
    while step is not None:
        if "__jinja_template__" in step.tb_frame.f_globals or "__jinja_exception__" in step.tb_frame.f_globals:
            place, line = step.tb_frame.f_code.co_filename, step.tb_lineno
        step = step.tb_next
    return place, line


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
