"""Reports as documents: which form is wanted, where it goes, and who makes it. A report is anything with `report()`.

Markdown, HTML and text come from `templates.py`, Word from `word.py`, Excel from `excel.py`, PDF from `pdf.py`; what
is heavy is loaded by the form that needs it.
"""

import sys
from pathlib import Path

from amflow import locale, outfiles, tempfiles
from amflow.documents.view import ReportView
from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple
from amflow.settings import Settings, path_of
from amflow.shell import output as shell_output

FORMS = ("md", "html", "txt", "json", "docx", "xlsx", "pdf")
BINARY = ("docx", "xlsx", "pdf")
"""The forms that are no text: they do not go to a terminal."""

_ENDINGS = {
    ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".txt": "txt", ".json": "json", ".docx": "docx",
    ".xlsx": "xlsx", ".pdf": "pdf",
}  # fmt: skip
_TEMPLATE_ENDINGS = (".j2", ".jinja", ".jinja2", ".tmpl")
_OF_OFFICE = ("docx", "xlsx")
"""Forms that are made from a template of their own kind, and the others from text."""


class DocumentWanted(NamedTuple):
    """Which document is to be made, and where it goes."""

    form: str
    path: Path | None
    """None is stdout."""
    template: Path | None
    open: bool = False
    """Whether it is shown when it is there."""


def wanted(
    form: str, output: str, template: Path | None, *, json: bool = False, open_: bool = False
) -> DocumentWanted | None:
    """The document that the options ask for, or None when they ask for none.

    Raises Usage where the options do not agree.
    """
    if not (form or output or template or open_):
        return None
    if json and form not in ("", "json"):
        raise Usage(_("--json and --format {form} cannot go together").format(form=form), _("choose one of them"))
    path = None if output in ("", "-") else path_of(output)
    chosen = "json" if json else form or _form_of(path) or _form_of_template(template) or ("html" if open_ else "txt")
    if (path and not (json or form) and not _form_of(path)) or chosen not in FORMS:
        endings = ", ".join(f".{name}" for name in FORMS)
        raise Usage(
            _("{path}: the ending says nothing about the form").format(path=path or template),
            _("end it with one of {endings}, or add --format").format(endings=endings),
        )
    if template and chosen == "json":
        raise Usage(
            _("{form} is not made from a template").format(form=chosen),
            _("leave out --template, or choose md, html, txt, docx, xlsx or pdf"),
        )
    of_office = {chosen, _form_of_template(template)} & set(_OF_OFFICE)
    if template and of_office and _form_of_template(template) != chosen:
        raise Usage(
            _("a {form} is not made from {template}").format(form=chosen, template=template),
            _("a .docx template makes a .docx, an .xlsx an .xlsx; for the others it is a text"),
        )
    if open_ and output == "-":
        raise Usage(_("--open needs a file"), _("such as -o report.html"))
    return DocumentWanted(chosen, path, template, open_)


def _form_of(path: Path | None) -> str:
    return _ENDINGS.get(path.suffix.lower(), "") if path else ""


def _form_of_template(path: Path | None) -> str:
    """The form that a template is for: `mine.html.j2` makes HTML, and so does `mine.html`."""
    if path is None:
        return ""
    return _form_of(path.with_suffix("") if path.suffix.lower() in _TEMPLATE_ENDINGS else path)


def deliver(output: shell_output.Output, view: ReportView, document: DocumentWanted, settings: Settings) -> Path | None:
    """Make the document and put it where it belongs; gives the file. Raises Unusable for what will not do."""
    if document.form in BINARY and document.path is None and not document.open and sys.stdout.isatty():
        raise Usage(
            _("a {form} does not go to a terminal").format(form=document.form),
            _("name a file with -o, such as -o report.{form}").format(form=document.form),
        )
    content = made(view, document, settings)
    path = document.path or (tempfiles.shown(f"{view.what}.{document.form}") if document.open else None)
    if path is None:
        to_stdout(output, content)
        return None
    # What is only looked at is no file of the person's.
    outfiles.write(path, content, _("name another file with -o"), None if document.path else "")
    for_now = _("written: {path}; it goes by itself in two minutes, -o FILE keeps it")
    output.say((_("written: {path}") if document.path else for_now).format(path=path))
    return path


def made(view: ReportView, document: DocumentWanted, settings: Settings) -> str | bytes:
    """The document itself, in its own language. Raises Unusable."""
    with locale.speaking(view.language or locale.current()):
        return _made(view, document, settings)


def _made(view: ReportView, document: DocumentWanted, settings: Settings) -> str | bytes:
    if document.form == "json":
        return shell_output.as_json(view.what, view.data())
    if document.form == "docx":
        from amflow.documents import word

        return word.made(view, document.template, settings)
    if document.form == "xlsx":
        from amflow.documents import excel, excel_form, reading

        form = document.template or excel_form.own(view, settings)
        return excel_form.filled(view, form, settings) if form else excel.made(reading.signed(view.report(), settings))
    if document.form == "pdf":
        from amflow.documents import pdf

        return pdf.made(view, document.template, settings)
    from amflow.documents import templates

    return templates.made(view, document.form, document.template, settings)


def to_stdout(output: shell_output.Output, content: str | bytes) -> None:
    if isinstance(content, str):
        output.document(content)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
