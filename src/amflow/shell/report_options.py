"""What every command that makes a report shares: its options, and the way from the record to the screen or the file."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

from amflow.locale import _
from amflow.shell.context import App
from amflow.shell.parameters import Function, takes

if TYPE_CHECKING:
    from amflow.documents.forms import DocumentWanted
    from amflow.documents.view import ReportView

KINDS = {"form": Literal["md", "html", "txt", "json", "docx", "xlsx", "pdf"] | None, "template": Path | None}


def makes_document(function: Function) -> Function:
    """Let a command take what says which document it makes, in the place of its `**given`."""
    return takes("form", "output", "template", "mask", "open_", unsaid="", kinds=KINDS)(function)


def wanted(
    app: App, *, form: str | None, output: str, template: Path | None, open_: bool, mask: object = None
) -> "DocumentWanted | None":
    """The document that the options ask for; None for the screen. Raises Usage where they do not agree."""
    if not (form or output or template or open_):
        return None
    from amflow.documents import forms

    return forms.wanted(form or "", output, template, json=app.json, open_=open_)


def letter(app: App) -> "DocumentWanted":
    """The document of what is a text on the screen as well: plain, or JSON."""
    from amflow.documents import forms

    return forms.DocumentWanted("json" if app.json else "txt", None, None)


def hand_over(
    app: App,
    wanted: "DocumentWanted | None",
    mask: bool | None,
    record: Any,
    view: "Callable[[Any], ReportView]",
    *,
    own: bool = False,
) -> None:
    """Show the record, or make its document: masked, where that is asked for or the setting `share` wants it; `own` is
    what goes to the very customer whom it names."""
    masked = is_masked(app, wanted, mask, own=own)
    if masked:
        from amflow.files.export.masking import covered

        record = covered(record)
    if wanted is None:
        app.show(view(record))
        return
    from amflow.documents import forms

    path = forms.deliver(app.out, view(record), wanted, app.settings)
    if masked and mask is None:
        app.say(_("names are covered; --plain shows them, for good: amflow config set share plain"))
    if path and wanted.open:
        typer.launch(str(path))


def is_masked(app: App, wanted: "DocumentWanted | None", mask: bool | None, *, own: bool = False) -> bool:
    """Whether names are covered: as the options say; of a file that may leave for others, as the setting `share` says.
    Nobody is asked whether a customer's own name is to be covered before that customer."""
    app.masked = _is_masked(app, wanted, mask, own=own)
    app.let_out()
    return app.masked


def _is_masked(app: App, wanted: "DocumentWanted | None", mask: bool | None, *, own: bool) -> bool:
    if mask is not None or wanted is None or wanted.path is None or wanted.form == "json":
        return bool(mask)
    share = app.settings.share
    if share == "ask" and own:
        return False
    if share == "ask" and app.may_ask:
        return app.agreed(_("cover the customers' names and what was written about them?"))
    return bool(share != "plain")
