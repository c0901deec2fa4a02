"""Reports as PDF: the HTML page printed by the person's own browser, or set by the extra where there is none.

Chinese is shown, or it is said in words why not: a page of empty boxes is worse than none.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from amflow.documents import pdf_browser, templates
from amflow.errors import Unusable
from amflow.locale import _

if TYPE_CHECKING:
    from amflow.documents.view import ReportView
    from amflow.settings import Settings


def made(view: "ReportView", template: Path | None, settings: "Settings") -> bytes:
    """The PDF. Raises Unusable where nothing can make it, or no font has the Chinese that is in it."""
    program = pdf_browser.found()
    page = templates.made(view, "html", template, settings)
    chinese = has_chinese(page)
    if program and not (chinese and lacks_chinese()):
        return pdf_browser.pdf(program, page)
    if template is not None:
        raise Unusable(_("a PDF from a template of one's own needs Chrome, Edge or Chromium"), _("take --format html"))
    try:
        import typst  # noqa: F401 - only whether it is there
    except ImportError:
        why = (
            _("no font on this machine has Chinese")
            if program
            else _("there is no Chrome, Edge or Chromium to print it")
        )
        raise Unusable(
            _("a PDF cannot be made: {why}").format(why=why), _("pip install 'amflow[pdf]', or take --format html")
        ) from None
    from amflow.documents import pdf_typst

    return pdf_typst.made(view.report(), settings, chinese=chinese)


def has_chinese(text: str) -> bool:
    """Whether there is a sign in it that only a font for Chinese has."""
    return any("⺀" <= sign <= "鿿" or "豈" <= sign <= "﫿" or sign >= "𠀀" for sign in text)


def lacks_chinese() -> bool:
    """Whether this machine has no font for Chinese: Windows and macOS have one, of others fontconfig knows."""
    if sys.platform in ("win32", "darwin"):
        return False
    import subprocess

    try:
        listed = subprocess.run(
            ["fc-list", ":lang=zh", "family"],  # noqa: S607 - wherever the system has it
            capture_output=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return not listed.stdout.strip()
