"""Putting a text on the clipboard: what message copy and script show --copy share."""

from amflow.locale import _
from amflow.shell import clipboard
from amflow.shell.context import App


def copied(app: App, text: str, osc52: bool) -> bool:
    """Put a text on the clipboard; where there is none print it, and say so. Whether it is there."""
    if osc52 and clipboard.through_terminal(text):
        app.say(_("handed to the terminal: whether it took it shows when you paste"))
        return True
    if program := clipboard.put(text):
        app.say(_("copied with {program}").format(program=program))
        return True
    app.say(_("there is no clipboard here; --osc52 tries the terminal's"))
    app.out.document(text)
    return False
